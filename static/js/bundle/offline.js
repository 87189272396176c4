/** The dialog about use without a network, as the single file has it: what is inside, under which licences, and what the browser keeps. */

import { openDialog } from "../page/dialog.js";
import { keptRows, showKept } from "../page/kept-rows.js";
import { h } from "../words/dom.js";

const MEGA = 1e6;

/** @type {{contents: {size: number, packs: Record<string, boolean>, licences: string[]}, file: (path: string) => Promise<Blob | null>}} */
const { contents, file } = /** @type {any} */ (globalThis).nnvizSite;

/** Nothing has to be kept: everything is here. */
export async function begin() {}

/** Open the dialog. */
export function showOffline() {
  const rows = Object.entries(contents.packs).map(([pack, inside]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row", say: `offline.portion.${pack}` }),
      h("td", { say: inside ? "offline.inside" : { key: "offline.not_inside", values: { pack } } }),
    ),
  );
  const size = { key: "offline.one_file", values: { size: contents.size / MEGA } };
  const licences = h("details", { class: "licences" }, h("summary", { say: "offline.licences" }), ...contents.licences.map(licence));
  openDialog("offline.title", h("div", { class: "offline" }, h("p", { say: size }), h("table", {}, h("tbody", {}, ...rows), keptRows), licences));
  showKept();
}

/** @param {string} path */
function licence(path) {
  const text = h("pre");
  const part = path.includes("/") ? path.split("/").slice(-2)[0] : path;
  const fold = h("details", {}, h("summary", {}, part), text);
  fold.addEventListener("toggle", async () => (text.textContent ||= (await (await file(path))?.text()) ?? ""), { once: true });
  return fold;
}
