/**
 * The accessible twin of a figure: its sentence, which a screen reader tells with the figure, and its tables, behind a
 * small button, made by Python from the same arrays.
 */

import { h, retell, speak } from "../words/dom.js";
import { icon } from "./icons.js";
import { openDialog } from "./dialog.js";
import { table as askTable } from "../engine/session.js";
import { number } from "../words/text.js";

let serial = 0;

/** @param {any} structure of the figure @param {() => any} camera how the reader has turned it, or null */
export function createTwin(structure, camera) {
  const summaryId = `summary-${++serial}`;
  const sentence = h("p", { id: summaryId, class: "visually-hidden" });
  const button = h(
    "button",
    { type: "button", class: "tool twin-button", sayLabel: "figure.table", sayTitle: "figure.table", onclick: open },
    icon("table"),
  );
  const saveButton = h(
    "button",
    { type: "button", class: "tool twin-button save-button", sayLabel: "save.figure", sayTitle: "save.figure", "aria-haspopup": "menu", "aria-expanded": "false", onclick: save },
    icon("save"),
  );
  const element = h("div", { class: "twin" }, sentence, button, saveButton);
  /** @type {any} */
  let summary = "";

  let waiting = 0;

  /** A playing run would only make a screen reader stumble: the sentence follows at a reader's pace. */
  function write() {
    waiting = 0;
    speak(sentence, summary);
  }

  /** The menu is fetched when it is first opened. */
  async function save() {
    const { openFigureMenu } = await import("./figure-menu.js");
    if (saveButton.getAttribute("aria-expanded") === "false") openFigureMenu(saveButton, structure.id, camera());
  }

  async function open() {
    const words = h("p", { class: "summary", say: summary });
    const body = h("div", { class: "tables" }, words, h("p", { class: "quiet", say: "figure.table_wait" }));
    openDialog(structure.title, body);
    const tables = await askTable(structure.id).catch((error) => error);
    body.lastElementChild?.remove();
    if (Array.isArray(tables)) body.append(...tables.map(makeTable));
    else body.append(h("p", { class: "refusal", say: tables.text ?? "error.unknown" }));
    retell(body);
  }

  return {
    element,
    summaryId,
    /** @param {any} text the sentence of the present frame */
    tell(text) {
      summary = text;
      waiting ||= window.setTimeout(write, sentence.textContent ? 300 : 0);
    },
    destroy() {
      clearTimeout(waiting);
      element.remove();
    },
  };
}

/** @param {{title: any, columns: any[], rows: (number | string)[][]}} table */
function makeTable({ title, columns, rows }) {
  const head = h("tr", {}, ...columns.map((column) => h("th", { scope: "col", say: column })));
  const lines = rows.map((row) => h("tr", {}, ...row.map(makeCell)));
  return h("table", {}, h("caption", { say: title }), h("thead", {}, head), h("tbody", {}, ...lines));
}

/** @param {any} value */
const makeCell = (value) =>
  typeof value === "number" || value === null
    ? h("td", { class: "number" }, number(value))
    : h("td", { say: value });
