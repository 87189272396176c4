/** What every control has in common: a label, a body, and a line in which a refused value is explained. */

import { h, speak } from "../words/dom.js";

/** @typedef {import("../words/text.js").Text} Text */
/**
 * @typedef {{element: HTMLElement, show: (value: any) => void, refuse: (text: Text | null) => void,
 *   disable: (off: boolean) => void, limit?: (high: number) => void}} Widget
 */
/** @typedef {{set: (name: string, value: any, more?: Record<string, any>) => Promise<any>, act: (gesture: string) => Promise<any>}} Hands */

/**
 * The frame that every control has: label, body, and a line for a refusal.
 * @param {any} control @param {HTMLElement} body @param {HTMLElement | null} [beside] stands at its right
 */
export function frameControl(control, body, beside = null) {
  const note = h("p", { class: "refusal", role: "alert", hidden: true });
  const element = h(
    "div",
    { class: `control ${control.kind}`, "data-control": control.name },
    h("label", { class: "control-name", say: control.label, for: `control-${control.name}` }),
    h("div", { class: "control-body" }, body, beside),
    note,
  );
  return {
    element,
    /** @param {Text | null} text */
    refuse(text) {
      note.hidden = !text;
      if (text) speak(note, text);
    },
    /** @param {boolean} off */
    disable(off) {
      element.classList.toggle("disabled", off);
      for (const input of element.querySelectorAll("input, select, button")) {
        /** @type {HTMLInputElement} */ (input).disabled = off;
      }
    },
  };
}
