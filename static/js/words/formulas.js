/**
 * Formulas, drawn by KaTeX element by element (never as strings of markup), so the content policy needs no inline styles.
 *
 * KaTeX is large, so it is brought once the first words are on screen; until then the places of formulas are kept. If it
 * does not come, a formula is still readable as TeX. Three macros tie formulas to the figures: `\live{loss}` is a number
 * of the current frame, `\role{residual}{…}` has the colour of that role, `\link{sample:0}{…}` lights the same thing in
 * every view.
 */

import { createSignal } from "../basics/signal.js";

const LIVE = /\\live(?:\[([^\]]*)\])?\{(\w+)\}/g;

/** Told when formulas that waited have been drawn, or when KaTeX did not come. */
export const formulasDrawn = createSignal();

/** Why KaTeX did not come, for those who listen later than it failed. @type {any} */
let missing = null;
export const missingFormulas = () => missing;

/** @type {any} */
let katex = null;
/** @type {Map<Element, {tex: string, display: boolean}>} */
const waiting = new Map();
/** @type {Promise<void> | null} */
let coming = null;

/**
 * Draw a formula into an element, now or as soon as KaTeX is there.
 * @param {Element} element @param {string} tex @param {boolean} display
 */
export function renderTex(element, tex, display) {
  if (katex) return draw(element, tex, display);
  waiting.set(element, { tex, display });
  coming ??= bring();
}

/** The words are painted first. */
async function bring() {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const problem = await import("../../vendor/katex-0.16.47/katex.min.js").then(() => null, (error) => error);
  katex = /** @type {any} */ (globalThis).katex ?? null;
  missing = katex ? null : (problem ?? new Error("katex"));
  for (const [element, { tex, display }] of waiting) {
    if (katex) draw(element, tex, display);
    else element.textContent = tex;
  }
  waiting.clear();
  if (!katex) coming = null; // the next formula asks again
  formulasDrawn.emit();
}

/** @param {Element} element @param {string} tex @param {boolean} display */
function draw(element, tex, display) {
  katex.render(expandLive(tex), element, {
    displayMode: display,
    throwOnError: false,
    strict: false,
    trust: (/** @type {{command: string}} */ { command }) => ["\\htmlClass", "\\htmlData"].includes(command),
    macros: { "\\role": "\\htmlClass{role-#1}{#2}", "\\link": "\\htmlData{link=#1}{#2}" },
  });
}

/** `\live[.2f]{loss}` becomes a slot that live.js fills. @param {string} tex */
function expandLive(tex) {
  return tex.replace(LIVE, (_, style, name) => {
    const format = style ? `,format=${style}` : "";
    return `\\htmlData{live=${name}${format}}{\\text{?}}`;
  });
}
