/** Rows of the dialog on use without a network: what the browser's database holds, with its size. */

import { forgetTable, keptTable, snapshotSize } from "../engine/kept.js";
import { h, speak } from "../words/dom.js";

const MEGA = 1e6;

/** Python's memory, which goes with all the rest, and the learner's own table, which is kept whether or not the page is. */
const rows = { snapshot: makeRow("snapshot", h("span", { class: "quiet", say: "offline.is_kept" })), own: makeRow("own", removeOwn()) };
export const keptRows = h("tbody", {}, rows.snapshot.element, rows.own.element);

/** See what is there; whether there is anything. */
export async function showKept() {
  const [snapshot, table] = await Promise.all([snapshotSize(), keptTable()]);
  rows.snapshot.show(snapshot);
  rows.own.show(table?.blob.size ?? 0);
  return snapshot > 0 || table !== null;
}

/** @param {string} name @param {HTMLElement} what is said or offered behind the size */
function makeRow(name, what) {
  const size = h("td", { class: "number" });
  const element = h("tr", { hidden: true }, h("th", { scope: "row", say: `offline.portion.${name}` }), size, h("td", {}, what));

  /** @param {number} bytes */
  function show(bytes) {
    element.hidden = bytes === 0;
    speak(size, bytes < MEGA ? { key: "offline.small_size", values: { size: bytes / 1e3 } } : { key: "offline.size", values: { size: bytes / MEGA } });
  }
  return { element, show };
}

function removeOwn() {
  return h("button", { type: "button", class: "button", say: "offline.remove", onclick: () => forgetTable().then(showKept) });
}
