/** The read-outs of a step: a row of named numbers that keep their places while they change. */

import { h } from "../words/dom.js";
import { number } from "../words/text.js";

/** More letters than that are set smaller, so that a power of ten takes no row more: "−999.9999". */
const LONGEST = 9;

/** @param {HTMLElement} host */
export function createReadouts(host) {
  let shown = "";
  /** @type {Map<string, Text>} */
  let nodes = new Map();

  /** @param {any} frame */
  function build(frame) {
    nodes = new Map();
    const cells = frame.shown.map((/** @type {string} */ name) => {
      const node = document.createTextNode("–");
      nodes.set(name, node);
      const value = h("dd");
      value.append(node);
      return h("div", { class: "readout", "data-readout": name }, h("dt", { say: frame.readout_labels[name] ?? name }), value);
    });
    host.replaceChildren(...cells);
  }

  return {
    /** @param {any} frame */
    show(frame) {
      const names = frame.shown.join();
      if (names !== shown) build(frame);
      shown = names;
      for (const [name, node] of nodes) {
        const words = readout(frame.readouts[name]);
        if (node.data === words) continue;
        node.data = words;
        node.parentElement?.toggleAttribute("data-long", words.length > LONGEST);
      }
    },
  };
}

const ROUNDING = 1e-12; // of a number of size 1 that came out of a computation

/** A number with a fixed count of decimals, so that digits do not dance. @param {number | null | undefined} value */
export function readout(value) {
  const size = Math.abs(value ?? NaN);
  const whole = Math.round(size);
  if (Number.isNaN(size)) return number(value);
  if (whole < 1e5 && Math.abs(size - whole) <= ROUNDING * whole) return number((value ?? 0) < 0 ? -whole : whole);
  return number(value, size >= 1e5 || size < 1e-4 ? ".3e" : size >= 1000 ? ".1f" : ".4f");
}
