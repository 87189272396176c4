/** How a table is written, shown for correction: a choice for each guess, and the first rows as they are read with it. */

import { h } from "../words/dom.js";

/** The choices there are; Python has the same names. @type {Record<string, string[]>} */
const CHOICES = {
  encoding: ["utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "koi8_r", "cp1250", "cp1252", "cp1254"],
  separator: ["comma", "semicolon", "tab", "bar", "wide", "space"],
  quote: ["double", "single"],
  decimal: ["point", "comma"],
  header: ["names", "data", "comment"],
  comment: ["none", "hash"],
  ragged: ["refuse", "skip"],
};
const KINDS = ["number", "category"];
/** Of a column that is empty in the first rows. */
const UNSEEN = "unseen";

/**
 * @param {{dialect: any, names: string[], kinds: (string | null)[], rows: string[][]}} found
 * @param {(dialect: any) => void} changed another dialect is wished for
 */
export function makeDialectForm({ dialect, names, kinds, rows }, changed) {
  const menus = Object.entries(CHOICES).map(([field, options]) => {
    const menu = makeMenu(`dialect-${field}`, options.map((option) => [option, field === "encoding" ? null : `data.${field}.${option}`]), dialect[field], (chosen) =>
      changed({ ...dialect, [field]: chosen }));
    return h("div", { class: "data-field" }, h("label", { for: `dialect-${field}`, say: `dialect.${field}` }), menu);
  });
  /** Only what the reader says is told to Python: later rows may tell it more than the first. @type {(string | null)[]} */
  const corrected = kinds.map(() => null);
  const kindMenus = kinds.map((kind, j) => makeMenu(`kind-${j}`, [...(kind ? [] : [UNSEEN]), ...KINDS].map((one) => [one, `data.kind.${one}`]), kind ?? UNSEEN, (chosen) =>
    (corrected[j] = chosen === UNSEEN ? null : chosen)));
  const head = h("tr", {}, ...names.map((name) => h("th", { scope: "col" }, name)));
  const typed = h("tr", { class: "data-kinds" }, ...kindMenus.map((menu, j) => h("td", {}, named(menu, names[j]))));
  const body = rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))));
  const table = h("div", { class: "data-rows", tabIndex: 0, role: "region", sayLabel: "data.first_rows" },
    h("table", {}, h("caption", { say: "data.first_rows" }), h("thead", {}, head, typed), h("tbody", {}, ...body)));
  return {
    element: h("div", {}, h("div", { class: "data-fields" }, ...menus), table),
    chosen: () => ({ dialect, kinds: corrected }),
  };
}

/** @param {HTMLElement} menu @param {string} name of its column */
function named(menu, name) {
  menu.setAttribute("aria-label", name);
  return menu;
}

/** @param {string} id @param {[string, string | null][]} options value and text @param {string} chosen
 *  @param {(value: string) => void} act */
function makeMenu(id, options, chosen, act) {
  const entries = options.map(([value, text]) => (text ? h("option", { value, say: text }) : h("option", { value }, value.toUpperCase())));
  const menu = h("select", { id, onchange: () => act(menu.value) }, ...entries);
  menu.value = chosen;
  return menu;
}
