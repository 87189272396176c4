/**
 * What lies under the pointer. The read-out shows samples, never guesses between them: the nearest sample of
 * the raster or mesh, or the nearest vertex of a line, so every number on the screen is a value of an array.
 */
import { isOn } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Item} Item */
/**
 * @typedef {Object} Probe
 * @property {number} px where the sample lies, CSS pixels
 * @property {number} py
 * @property {number} x
 * @property {number} y
 * @property {number|null} value of the grid there
 * @property {any} name Text of the value
 */

/**
 * The first mark of a figure whose grid of values can be read.
 * @param {Scene} scene
 */
export function gridItem(scene) {
  const types = ["mesh", "raster", "contour"];
  const grids = scene.items.filter((item) => types.includes(item.mark.type) && item.data("values").length > 0);
  return grids.find(isOn) ?? null;
}

/**
 * Indices of the nearest sample; null outside the extent.
 * @param {Item} item
 * @param {number} x
 * @param {number} y
 */
export function nearestSample(item, x, y) {
  const [rows, columns] = item.shape("values");
  const [x0, x1, y0, y1] = item.mark.extent;
  const column = Math.round(((x - x0) / (x1 - x0)) * (columns - 1));
  const row = Math.round(((y - y0) / (y1 - y0)) * (rows - 1));
  if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
  return {
    x: x0 + (column / (columns - 1)) * (x1 - x0),
    y: y0 + (row / (rows - 1)) * (y1 - y0),
    value: item.data("values")[row * columns + column],
  };
}

/**
 * @param {Scene} scene
 * @param {number} px
 * @param {number} py
 * @param {number} x data under the pointer
 * @param {number} y
 * @returns {Probe|null}
 */
export function probePlane(scene, px, py, x, y) {
  const { left, right, top, bottom } = scene.plot;
  if (px < left - 1 || px > right + 1 || py < top - 1 || py > bottom + 1) return null;
  const grid = gridItem(scene);
  if (grid) {
    const sample = nearestSample(grid, x, y);
    if (!sample || !scene.place(sample.x, sample.y, 0)) return null;
    return { ...sample, px: scene.px, py: scene.py, name: scene.structure.z?.label ?? grid.mark.label ?? null };
  }
  return nearestVertex(scene, px, py) ?? { px, py, x, y, value: null, name: null };
}

/** A line's vertex is read out within this many pixels. */
const REACH = 40;

/**
 * @param {Scene} scene
 * @param {number} px
 * @param {number} py
 * @returns {Probe|null}
 */
function nearestVertex(scene, px, py) {
  /** @type {Probe|null} */
  let best = null;
  let nearest = REACH;
  for (const item of scene.items) {
    if (item.mark.type !== "line" || !isOn(item) || item.mark.dim) continue;
    const xs = item.data("x");
    const ys = item.data("y");
    for (let i = 0; i < xs.length; i++) {
      if (!scene.place(xs[i], ys[i], 0)) continue;
      const distance = Math.hypot(scene.px - px, scene.py - py);
      if (distance >= nearest) continue;
      nearest = distance;
      best = { px: scene.px, py: scene.py, x: xs[i], y: ys[i], value: null, name: item.mark.label ?? null };
    }
  }
  return best;
}
