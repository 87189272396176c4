/**
 * Titles and legends of figures that stand together: how high they are at a width, and which entries one of them says
 * for the others.
 */

import { sum } from "./arrange.js";

const GAP = 16; // between two entries
const SAME = 4; // so many entries of another figure are worth leaving out
const UNKNOWN = 64; // a caption that was never drawn

/** The height of a figure's title and legend as a function of the width it is given. @param {HTMLElement} panel */
export function captionAt(panel) {
  const caption = panel.querySelector("figcaption");
  const legend = /** @type {HTMLElement | null} */ (panel.querySelector(".figure-legend"));
  const entries = [...panel.querySelectorAll(".figure-entry")].map((entry) => /** @type {HTMLElement} */ (entry)).filter((entry) => entry.offsetWidth);
  if (!caption?.offsetHeight) return () => UNKNOWN;
  const title = /** @type {HTMLElement} */ (panel.querySelector(".figure-title"));
  const titleAt = titleHeight(title);
  const margin = parseFloat(getComputedStyle(caption).marginBottom);
  const rest = caption.offsetHeight - title.offsetHeight - (legend?.offsetHeight ?? 0) + margin;
  const line = entries.length ? Math.max(...entries.map((entry) => entry.offsetHeight)) : 0;
  return (/** @type {number} */ width) => {
    let lines = 0;
    let free = 0;
    for (const { offsetWidth } of entries) {
      if (offsetWidth > free) [lines, free] = [lines + 1, width];
      free -= offsetWidth + GAP;
    }
    return rest + titleAt(width) + lines * line;
  };
}

/** The height of a title as a function of its width, however it is broken now. @param {HTMLElement} title */
function titleHeight(title) {
  const { paddingRight, lineHeight } = getComputedStyle(title);
  const words = document.createRange();
  words.selectNodeContents(title);
  const length = sum([...words.getClientRects()].map(({ width }) => width));
  return (/** @type {number} */ width) => Math.ceil(length / Math.max(1, width - parseFloat(paddingRight))) * parseFloat(lineHeight);
}

/** The entries of a legend. @param {any} figure @returns {any[]} */
const entriesOf = (figure) => figure.marks.filter((/** @type {any} */ mark) => mark.label && mark.on !== false);

/** What an entry says. @param {any} mark */
const meaning = ({ label, role, domain, type }) => JSON.stringify([label, role, type === "raster" || type === "mesh" ? domain : null]);

/** A ground stands in many figures, and a ghost comes and goes: they do not decide whose legend is shared.
 *  @param {string} entry */
function isLasting(entry) {
  const [, role, domain] = JSON.parse(entry);
  return domain === null && role !== "ghost";
}

/**
 * Structures in which the marks that an earlier figure explains are marked as told, where two figures have most of their
 * legend in common (the runs of a race, say).
 * @param {any[]} figures @returns {any[]}
 */
export function shareLegends(figures) {
  return figures.map((figure, i) => {
    const told = new Set();
    for (const earlier of figures.slice(0, i)) {
      const said = new Set(entriesOf(earlier).map(meaning));
      const same = entriesOf(figure).map(meaning).filter((one) => said.has(one));
      const lasting = new Set(same.filter(isLasting));
      if (lasting.size >= SAME) for (const one of same) told.add(one);
    }
    if (!told.size) return figure;
    return { ...figure, marks: figure.marks.map((/** @type {any} */ mark) => (mark.label && told.has(meaning(mark)) ? { ...mark, told: true } : mark)) };
  });
}
