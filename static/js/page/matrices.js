/** How high the matrices of a figure are at a width: they shrink until they stand in one row, or else wrap (arrays.js). */

import { SIZES, TALL, WRAPPED } from "../figures/arrays.js";
import { sum } from "./arrange.js";

const GAP = { column: 0.7, row: 0.8 }; // as in matrices.css, in em
const PADDING = 0.4;
const SMALLEST = Math.min(...SIZES);
const TRIED = [240, 300, 360, 420, 480, 560, 640, 800, 1000]; // widths of panels, in pixels

/** @typedef {{height: (width: number) => number, width: number}} Needs in pixels: the height at a width, and the width
 *  below which a matrix is cut */

/** What a drawing needs: it fills the room it is given. @type {Needs} */
export const nothing = { height: () => 0, width: 0 };

/** What the matrices that stand in a panel need, as they are written now. @param {HTMLElement} panel @returns {Needs} */
export function matricesAt(panel) {
  const row = /** @type {HTMLElement | null} */ (panel.querySelector(".matrix-row"));
  if (!row?.offsetHeight) return nothing;
  const em = parseFloat(getComputedStyle(row).fontSize);
  const unit = em / parseFloat(row.style.fontSize); // the pixels of a size of 1
  const boxes = /** @type {HTMLElement[]} */ ([...row.children]).map((part) => {
    const table = /** @type {HTMLElement | null} */ (part.querySelector(".matrix")); // a name above it may wrap
    return { width: (table ?? part).offsetWidth / em, height: part.offsetHeight / em };
  });
  const tallest = Math.max(...boxes.map(({ height }) => height));
  const height = (/** @type {number} */ width) => {
    const fits = (/** @type {number} */ one) => lines(boxes, width / (one * unit)).length === 1 && (one <= 1 || tallest * one * unit <= TALL);
    const size = SIZES.find(fits) ?? WRAPPED;
    return size * unit * (PADDING - GAP.row + sum(lines(boxes, width / (size * unit)).map((line) => line + GAP.row)));
  };
  return { height, width: SMALLEST * unit * Math.max(...boxes.map(({ width }) => width)) };
}

/** What the matrices of a panel need that are now written in another way than before, for both ways to have room: a few
 *  high ones may want more than many in a wide panel and less in a narrow one. @param {Needs} before @param {Needs} now */
export function together(before, now) {
  const higher = (/** @type {Needs} */ one, /** @type {Needs} */ other) => TRIED.some((width) => one.height(width) > other.height(width));
  if (!higher(now, before)) return before;
  if (!higher(before, now)) return now;
  return { height: (/** @type {number} */ width) => Math.max(before.height(width), now.height(width)), width: Math.max(before.width, now.width) };
}

/** The heights of the lines in which boxes flow. @param {{width: number, height: number}[]} boxes @param {number} width all in em */
function lines(boxes, width) {
  /** @type {number[]} */
  const heights = [];
  let free = -1;
  for (const box of boxes) {
    if (box.width > free) [free, heights[heights.length]] = [width, 0];
    heights[heights.length - 1] = Math.max(heights[heights.length - 1], box.height);
    free -= box.width + GAP.column;
  }
  return heights;
}
