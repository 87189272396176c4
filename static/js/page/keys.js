/** The keyboard: one table of keys, which the `?` dialog lists as it stands. */

import { dialogOpen, openDialog } from "./dialog.js";
import { h } from "../words/dom.js";

/** @typedef {{keys: string[], shown: string, text: string, part?: string, act: (key: string) => void}} Binding
 *  `part` of the page that it stands for: where a page around this one has hidden that, the key does nothing */

/** @param {Binding} binding */
const isThere = ({ part }) => !part || !document.documentElement.classList.contains(`without-${part}`);

/** These take their own arrow keys (figures only when the keyboard came to them), and those that hold a long row of values
 *  or lines also the page keys. A switch takes neither: who has just used one goes on with the keys of the page. */
const OWN_ARROWS = "input:not([type=checkbox]), select, textarea, .figure-stage:not([data-tapped])";
const OWN_PAGES = "input[type=range], input[type=text], select, textarea";

/** These do something of their own when space is pressed. */
const OWN_SPACE = "button, summary, a, input:not([type=range]), select, [role=slider]";

/** @param {Binding[]} bindings */
export function listenToKeys(bindings) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialogOpen()) return;
    const target = /** @type {Element} */ (event.target);
    const binding = bindings.filter(isThere).find(({ keys }) => keys.includes(event.key));
    if (!binding || takesItself(target, event.key)) return;
    event.preventDefault();
    binding.act(event.key);
  });
}

/** @param {Element} target @param {string} key */
function takesItself(target, key) {
  if (target.matches("input[type=text], select, textarea")) return true;
  if (key.startsWith("Page")) return target.closest(OWN_PAGES) !== null;
  if (/^(Arrow|Home|End)/.test(key)) return target.closest(OWN_ARROWS) !== null;
  return key === " " && target.closest(OWN_SPACE) !== null;
}

/** What a figure that has the focus does with keys of its own (interaction.js, handles.js). */
const IN_FIGURES = [
  { shown: "← → ↑ ↓", text: "keys.figure_arrows" },
  { shown: "Shift", text: "keys.figure_finer" },
  { shown: "+ -", text: "keys.figure_zoom" },
  { shown: "Enter", text: "keys.figure_choose" },
];

/** @param {Binding[]} bindings */
export function showKeys(bindings) {
  const heading = h("tr", {}, h("th", { colSpan: 2, scope: "rowgroup", say: "keys.figures" }));
  const parts = [bindings.filter(isThere).map(makeRow), [heading, ...IN_FIGURES.map(makeRow)]];
  openDialog("keys.title", h("table", { class: "keys" }, ...parts.map((rows) => h("tbody", {}, ...rows))));
}

/** @param {{shown: string, text: string}} key */
const makeRow = ({ shown, text }) =>
  h("tr", {}, h("td", {}, ...shown.split(" ").map((key) => h("kbd", {}, key))), h("td", { say: text }));
