/** One dialog for all that opens above the page: keys, tables. The browser's own element keeps focus and Escape right. */

import { h, retell, speak } from "../words/dom.js";
import { icon } from "./icons.js";

const title = h("h2", { id: "dialog-title" });
const body = h("div", { class: "dialog-body" });
const dialog = h(
  "dialog",
  { class: "dialog", "aria-labelledby": "dialog-title", onpointerdown: notePress, onclick: closeFromOutside },
  h(
    "div",
    { class: "dialog-sheet" },
    h(
      "header",
      {},
      title,
      h("button", { type: "button", class: "tool", sayLabel: "dialog.close", onclick: () => dialog.close() }, icon("close")),
    ),
    body,
  ),
);

/** @param {any} name Text @param {HTMLElement} content */
export function openDialog(name, content) {
  if (!dialog.isConnected) document.body.append(dialog);
  speak(title, name);
  body.replaceChildren(content);
  retell(dialog); // what was not in the page when the language changed
  if (!dialog.open) dialog.showModal();
}

export const dialogOpen = () => dialog.open;
export const closeDialog = () => dialog.close();

/** Who selects text and lets go outside has pressed inside. */
let pressedOutside = false;

/** @param {Event} event */
function notePress(event) {
  pressedOutside = event.target === dialog;
}

/** @param {MouseEvent} event */
function closeFromOutside(event) {
  if (pressedOutside && event.target === dialog) dialog.close();
}
