/**
 * Live numbers: every `data-live` slot of the words and formulas shows a number of the current frame.
 *
 * A tick changes text nodes only. A slot keeps the room of the longest number it has shown, so nothing around it moves
 * while a run plays; at rest it takes what its number needs, so that a sentence has no hole. Formulas that Python writes
 * are drawn anew only when their TeX changes.
 */

import { number } from "./text.js";
import { fitFormulas } from "./fit.js";
import { renderTex } from "./formulas.js";

/** @typedef {{node: Text, element: HTMLElement, name: string, format: string | undefined, unknown: string, width: number,
 *  twin: Element | null}} Slot
 *  `unknown` stands for a number that there is not (yet): in a formula, a dash would be a minus sign. `twin` is where the
 *  formula says the number to who cannot see it */

/** Milliseconds without a change that are a rest: longer than the slowest run waits between two numbers. */
const REST = 1000;
const UNKNOWN = "?";
/** Signs that take about half the room of a digit. */
const NARROW = /[.,·⁻⁰¹²³⁴-⁹]/g;

/**
 * @param {HTMLElement} root the words on screen
 */
export function createLive(root) {
  /** @type {Slot[]} */
  let slots = [];
  /** @type {Map<Element, string>} */
  const drawn = new Map();
  let resting = 0;

  /** Find the slots anew, after the words have changed. */
  function collect() {
    slots = [...root.querySelectorAll("[data-live]")].map((element) => makeSlot(/** @type {HTMLElement} */ (element)));
    for (const formula of root.querySelectorAll(".katex")) pair(slots, formula);
  }

  /** Formulas are told to who cannot see them only now: nobody listens to sixty numbers a second. */
  function rest() {
    for (const slot of slots) {
      keepRoom(slot);
      if (slot.twin && slot.twin.textContent !== slot.node.data) slot.twin.textContent = slot.node.data;
    }
  }

  /** @param {Record<string, string>} formulas */
  function drawFormulas(formulas) {
    let changed = false;
    for (const element of root.querySelectorAll("[data-formula]")) {
      const tex = formulas[/** @type {HTMLElement} */ (element).dataset.formula ?? ""];
      if (tex === undefined || drawn.get(element) === tex) continue;
      renderTex(element, tex, true);
      drawn.set(element, tex);
      changed = true;
    }
    return changed;
  }

  /**
   * Show the numbers of a frame.
   * @param {any} frame
   */
  function update(frame) {
    if (drawFormulas(frame.formulas ?? {})) {
      collect();
      fitFormulas(root);
    }
    for (const slot of slots) fill(slot, frame.readouts?.[slot.name] ?? frame.live?.[slot.name]);
    clearTimeout(resting);
    resting = setTimeout(rest, REST);
  }

  return {
    collect() {
      drawn.clear();
      collect();
    },
    update,
  };
}

/** @param {HTMLElement} element @returns {Slot} */
function makeSlot(element) {
  let inner = element;
  while (inner.firstElementChild) inner = /** @type {HTMLElement} */ (inner.firstElementChild);
  const unknown = element.closest(".katex") ? UNKNOWN : "–";
  const node = document.createTextNode(unknown);
  inner.replaceChildren(node);
  element.classList.add("live");
  return { node, element, name: element.dataset.live ?? "", format: element.dataset.format, unknown, width: 0, twin: null };
}

/** A formula is there twice, to be seen and to be heard; its numbers stand in the same order in both.
 *  @param {Slot[]} slots @param {Element} formula */
function pair(slots, formula) {
  const own = slots.filter(({ element }) => formula.contains(element));
  const heard = [...formula.querySelectorAll(".katex-mathml mtext")].filter((text) => text.hasAttribute("data-twin") || text.textContent === UNKNOWN);
  own.forEach((slot, i) => {
    slot.twin = heard[i] ?? null;
    slot.twin?.setAttribute("data-twin", "");
  });
}

/** Four digits that do not come and go. @param {number | null | undefined} value */
function steady(value) {
  const size = Math.abs(value ?? NaN);
  if (!(size >= 1e-3 && size < 1e4) || Number.isInteger(size)) return undefined;
  return `.${Math.min(4, 3 - Math.floor(Math.log10(size)))}f`;
}

/** @param {Slot} slot @param {number | null | undefined} value */
function fill(slot, value) {
  const words = Number.isNaN(value ?? NaN) ? slot.unknown : number(value, slot.format ?? steady(value));
  if (slot.node.data === words) return;
  slot.node.data = words;
  if (words.length > slot.width) keepRoom(slot);
}

/** @param {Slot} slot */
function keepRoom(slot) {
  const words = slot.node.data;
  slot.width = words.length;
  slot.element.style.minWidth = `${words.length - (words.match(NARROW)?.length ?? 0) / 2}ch`;
}
