/** The way in for files: a button that lets the reader choose, and a place to drop them. */

import { h } from "../words/dom.js";

/**
 * @param {{id: string, accept: string, say: string, multiple?: boolean, marks?: Record<string, string>, take: (files: File[]) => void}} options
 *   `say` names the button, `marks` are its attributes, `take` is given what was chosen
 * @returns {[HTMLButtonElement, HTMLInputElement]} both belong into the page, side by side
 */
export function makeFileDoor({ id, accept, say, multiple = false, marks = {}, take }) {
  const input = h("input", { type: "file", accept, multiple, class: "visually-hidden", id, tabIndex: -1, "aria-hidden": "true" });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be chosen again
    if (files.length) take(files);
  });
  return [h("button", { type: "button", class: "button", ...marks, say, onclick: () => input.click() }), input];
}

/** Take what is dropped on an element. @param {HTMLElement} element @param {(files: File[]) => void} take */
export function takeDrops(element, take) {
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) take(files);
  });
}
