/**
 * The dialog "Your data": a file or pasted text becomes a table that lessons explain. How it is written is guessed and
 * shown for correction; what was found in its columns is told before it is used. All of it happens in this page.
 */

import { engineState } from "../engine/engine.js";
import { keptTable } from "../engine/kept.js";
import { askLater } from "../engine/later.js";
import { keepInUse, ownTables, tableInUse } from "../engine/own.js";
import { bytesSent } from "../engine/stats.js";
import { h, retell, speak } from "../words/dom.js";
import { closeDialog, openDialog } from "./dialog.js";
import { play } from "./playing.js";
import { makeDialectForm } from "./dialect-form.js";
import { makeFileDoor, takeDrops } from "./file-door.js";
import { makeFindings } from "./findings.js";
import { section } from "./section.js";
import { makeWay } from "./way.js";

const own = ownTables(askLater);

/** @param {{catalogue: any[], choose: ((table: string) => Promise<any>) | null}} page `choose` where the step on screen takes a table */
export async function openYourData({ catalogue, choose }) {
  play(false);
  const status = h("p", { class: "data-status", role: "status" });
  const rest = h("div", { class: "data-rest" });
  const counter = h("p", { class: "data-counter" });
  const tell = (/** @type {any} */ text) => (text ? speak(status, text) : void (status.textContent = ""));
  let turn = 0;
  /** @type {Blob} */
  let opened;
  /** @type {import("../engine/own.js").How} */
  let how;

  function count() {
    speak(counter, { key: "data.sent", values: { bytes: bytesSent() } });
  }

  /** Run what may be refused; the refusal is told, and all stays as it was. @param {() => Promise<any>} act */
  async function careful(act) {
    try {
      await act();
    } catch (error) {
      tell(/** @type {any} */ (error)?.text ?? "error.unknown");
    }
    count();
  }

  /** @param {Blob} file */
  const take = (file) =>
    careful(async () => {
      const mine = ++turn;
      if (engineState() !== "ready") return tell("data.wait");
      rest.querySelectorAll(":scope > :not(.in-use)").forEach((part) => part.remove()); // they tell of the file before
      opened = file;
      tell({ key: "data.opening", values: { share: 0 } });
      const isThere = await own.handOver(file, (share) => mine === turn && tell({ key: "data.opening", values: { share } }), () => mine !== turn || !rest.isConnected);
      if (isThere) await preview(null);
    });

  /** @param {any} dialect null for a guess */
  async function preview(dialect) {
    const file = opened;
    const found = await own.preview(dialect);
    if (file !== opened) return;
    const form = makeDialectForm(found, (changed) => careful(() => preview(changed)));
    const button = h("button", { type: "button", class: "button primary", "data-act": "read", say: "data.read", onclick: () => careful(() => read(form.chosen())) });
    const focused = rest.contains(document.activeElement) && document.activeElement?.id;
    rest.replaceChildren(section("data.how", form.element, h("p", {}, button)));
    retell(rest);
    if (focused) document.getElementById(focused)?.focus(); // who goes through a menu by keys goes on
    button.scrollIntoView({ block: "nearest" });
    tell(null);
  }

  /** @param {import("../engine/own.js").How} chosen */
  async function read(chosen) {
    const mine = ++turn;
    const found = await own.readAll((how = chosen), (share) => tell({ key: "data.reading", values: { share } }), () => mine !== turn || !rest.isConnected);
    if (!found) return;
    rest.querySelector(".findings")?.remove();
    rest.append(makeFindings(found, (target) => careful(() => use(target))));
    tell(null);
    rest.querySelector(".findings")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} target */
  async function use(target) {
    const file = opened;
    await own.use(target);
    const kept = await keepInUse(file, how, target);
    tell(null);
    rest.querySelector(".in-use")?.remove();
    rest.append(await makeInUse(kept ? "data.kept" : "data.not_kept"));
    rest.querySelector(".in-use")?.scrollIntoView({ block: "nearest" });
  }

  /** The table in use, or else the one of an earlier visit. */
  async function showInUse() {
    if (!tableInUse() && (await keptTable())) {
      if (engineState() !== "ready") return tell("data.wait");
      await own.bringBack((share) => tell({ key: "data.returning", values: { share } }));
      tell(null);
    }
    const table = tableInUse()?.table;
    if (table) rest.append(await makeInUse((await keptTable())?.name === table && "data.kept"));
  }

  /** What was made of the table, and where it can go. @param {any} keeping the text that tells whether it is kept */
  async function makeInUse(keeping) {
    const { report, table, n_train, n_test, features } = tableInUse();
    const drawn = report.n_drawn < report.n_rows - report.n_without_target;
    const lines = [
      { key: features.length === 1 ? "data.split_one" : "data.split", values: { train: n_train, test: n_test, features: features.length } },
      report.learned,
      drawn && { key: "data.drawn", values: { drawn: report.n_drawn, rows: report.n_rows } },
      report.n_without_target > 0 && { key: "data.without_target", values: { count: report.n_without_target } },
      keeping,
    ];
    const takers = catalogue.filter(({ controls }) => controls.some((/** @type {any} */ control) => control.marked === "own"));
    const here = choose && h("button", { type: "button", class: "button primary", "data-act": "use-here", say: "data.here", onclick: () => choose(table).then(closeDialog, () => {}) });
    return h("section", { class: "in-use" },
      h("h3", { say: "data.ready" }),
      ...lines.map((text) => text && h("p", { say: text })),
      ...told("data.filled", report.filled),
      ...told("data.left_out", report.left_out),
      here && h("p", {}, here),
      h("ul", { class: "carry-ways" }, ...(await Promise.all(takers.map((lesson) => makeWay(lesson, "table", { table }))))),
      h("button", { type: "button", class: "button", "data-act": "forget", say: "data.forget", onclick: () => careful(forget) }));
  }

  async function forget() {
    await own.forget();
    rest.replaceChildren();
    tell("data.forgotten");
  }

  const body = h("div", { class: "data" },
    h("p", { class: "quiet", say: "data.lead" }),
    counter,
    makeDoor(take),
    status,
    rest,
  );
  count();
  openDialog("data.title", body);
  await careful(showInUse);
}

/** @param {string} name @param {any[]} texts */
const told = (name, texts) =>
  texts.length ? [h("p", { class: "quiet", say: name }), h("ul", { class: "data-told" }, ...texts.map((text) => h("li", { say: text })))] : [];

/** The way in: a file, dropped or chosen, or text that is pasted. @param {(file: Blob) => void} take */
function makeDoor(take) {
  const choose = makeFileDoor({ id: "data-file", accept: ".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values", say: "data.choose", marks: { "data-act": "choose" }, take: ([file]) => take(file) });
  const area = h("textarea", { class: "data-paste", rows: 4, id: "data-paste", sayLabel: "data.paste", sayPlaceholder: "data.paste", spellcheck: false });
  const use = h("button", { type: "button", class: "button", "data-act": "paste", say: "data.take", onclick: () => take(new Blob([area.value])) });
  const door = h("div", { class: "data-door" }, h("p", { class: "share-row" }, ...choose, h("span", { class: "quiet", say: "data.drop" })), area, h("p", {}, use));
  takeDrops(door, ([file]) => take(file));
  return door;
}
