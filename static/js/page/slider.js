/**
 * A slider with a number field: drag for a feeling, type for an exact value.
 *
 * The slider moves in equal steps of what the eye sees (of the logarithm, on a log scale); the field takes any number in
 * the range. What does not fit is refused in a sentence and the last good value comes back.
 */

import { h } from "../words/dom.js";
import { number, typedNumber } from "../words/text.js";
import { frameControl } from "./widget.js";

const NOTCHES = 400;

/** From the slider's own units to values, and back. @param {any} control */
function mapping({ kind, low, high, step, scale }) {
  if (scale === "log") {
    const ratio = Math.log(high / low);
    return {
      max: NOTCHES,
      toValue: (/** @type {number} */ notch) => Number((low * Math.exp((ratio * notch) / NOTCHES)).toPrecision(3)),
      toNotch: (/** @type {number} */ value) => Math.round((NOTCHES * Math.log(value / low)) / ratio),
    };
  }
  const width = kind === "integer" ? 1 : step || (high - low) / NOTCHES;
  const digits = Math.max(0, Math.ceil(-Math.log10(width) - 1e-9));
  return {
    max: Math.round((high - low) / width),
    toValue: (/** @type {number} */ notch) => Number(Math.min(high, low + notch * width).toFixed(digits + 2)),
    toNotch: (/** @type {number} */ value) => Math.round((value - low) / width),
  };
}

/**
 * @param {any} control @param {import("./widget.js").Hands} hands @returns {import("./widget.js").Widget}
 */
export function makeSlider(control, hands) {
  let { max, toValue, toNotch } = mapping(control);
  let last = control.default;

  const range = h("input", { type: "range", min: "0", max: String(max), step: "1", id: `control-${control.name}`, oninput: slide });
  const inputMode = control.low < 0 ? "text" : "decimal"; // the decimal keys of an iPhone have no minus
  const field = h("input", { type: "text", inputMode, class: "number", sayLabel: control.label, onchange: type });
  field.addEventListener("keydown", nudge);
  field.addEventListener("focus", () => field.select());
  let held = false; // while a hand is on the slider, frames that are on their way must not move it back
  range.addEventListener("pointerdown", () => (held = true));
  for (const end of ["pointerup", "pointercancel", "change"]) range.addEventListener(end, letGo);
  const parts = frameControl(control, range, field);

  /** The setting that says whether a hand is dragging, for a control that has one. @param {boolean} on */
  const dragging = (on) => (control.dragging ? { [control.dragging]: on } : {});

  function slide() {
    const value = toValue(range.valueAsNumber);
    write(value);
    hands.set(control.name, value, dragging(held));
  }

  function letGo() {
    if (held && control.dragging) hands.set(control.name, last, dragging(false));
    held = false;
  }

  function type() {
    const value = typedNumber(field.value);
    const whole = control.kind !== "integer" || Number.isInteger(value);
    if (Number.isFinite(value) && whole && value >= control.low && value <= control.high) {
      write(value);
      hands.set(control.name, value, dragging(false));
    } else {
      const { low, high } = control;
      const key = control.kind === "integer" ? "refusal.field_whole" : "refusal.field";
      parts.refuse({ key, values: { value: field.value, low, high } });
      write(last);
    }
    if (document.activeElement === field) field.select(); // who types once more writes another number, not a longer one
  }

  /** Arrow keys in the field step like the slider. @param {KeyboardEvent} event */
  function nudge(event) {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    range.valueAsNumber = Math.min(max, Math.max(0, toNotch(last) + direction));
    slide();
  }

  /** @param {number} value */
  function write(value) {
    last = value;
    field.value = number(value);
    range.valueAsNumber = toNotch(value);
    range.setAttribute("aria-valuetext", number(value));
    range.style.setProperty("--filled", String(max ? toNotch(value) / max : 0));
  }

  /** Let it reach no further than this. @param {number} high */
  function limit(high) {
    if (high === control.high) return;
    control = { ...control, high };
    ({ max, toValue, toNotch } = mapping(control));
    range.max = String(max);
    write(Math.min(last, high));
  }

  write(last);
  return {
    ...parts,
    limit,
    show(value) {
      const typing = document.activeElement === field && field.value !== number(last);
      const within = Math.min(value, control.high);
      if (within !== last && !held && !typing) write(within);
    },
  };
}
