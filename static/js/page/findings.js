/** What was found in the columns of a table, and the choice of the column that is to be learned. */

import { h } from "../words/dom.js";

/** @param {any} found the answer to `own-read` @param {(target: number) => void} use */
export function makeFindings({ n_rows, n_skipped, columns, target }, use) {
  const menu = h("select", { id: "data-target" }, ...columns.map((/** @type {any} */ column, /** @type {number} */ j) => h("option", { value: String(j), disabled: column.constant }, column.name)));
  menu.value = String(target);
  const button = h("button", { type: "button", class: "button primary", "data-act": "use", say: "data.use", onclick: () => use(Number(menu.value)) });
  const names = ["data.column", "data.kind", "data.missing", "data.distinct", "data.values"];
  return h("section", { class: "findings" },
    h("h3", { say: "data.found" }),
    h("p", { say: { key: n_rows === 1 ? "data.size_one" : "data.size", values: { rows: n_rows, columns: columns.length } } }),
    n_skipped > 0 && h("p", { class: "data-warning", say: { key: "data.skipped", values: { count: n_skipped } } }),
    ...columns.filter((/** @type {any} */ { stray }) => stray).map((/** @type {any} */ { name, stray }) => h("p", { class: "data-warning", say: { key: "data.stray", values: { column: name, ...stray } } })),
    h("div", { class: "data-rows", tabIndex: 0, role: "region", sayLabel: "data.found" },
      h("table", {}, h("thead", {}, h("tr", {}, ...names.map((name) => h("th", { scope: "col", say: name })))),
        h("tbody", {}, ...columns.map(makeRow)))),
    h("div", { class: "data-target" }, h("label", { for: "data-target", say: "data.target" }), menu, button));
}

/** @param {any} column */
function makeRow({ name, kind, n_missing, n_distinct, constant, low, high, levels }) {
  const values = kind === "number" ? { key: "data.range", values: { low, high } } : null;
  const listed = levels.join(" · ") + (n_distinct > levels.length ? " · …" : "");
  return h("tr", {},
    h("th", { scope: "row" }, name),
    h("td", { say: `data.kind.${kind}` }),
    h("td", { class: "number" }, String(n_missing)),
    h("td", { class: "number", say: n_distinct === 0 ? "data.empty" : constant ? "data.constant" : { key: "table.given", values: { name: n_distinct } } }),
    values ? h("td", { say: values }) : h("td", {}, listed));
}
