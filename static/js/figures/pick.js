/**
 * From a pixel back to the surface: the place (x, y) whose point on the surface is drawn nearest to the pointer.
 * First the nearest sample, then a finer search around it. While a point is being dragged, places far from
 * where it was count less, so that it slides over the surface and does not jump to the wall behind.
 */
import { nearestSample } from "./probe.js";
import { surfaceHeight } from "./surface.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Item} Item */

/** Finer steps a cell, to both sides. */
const FINER = 6;
/** Pixels of penalty for crossing the whole floor. */
const LEASH = 60;

/**
 * @param {Scene} scene
 * @param {Item|null} mesh
 * @param {number} px
 * @param {number} py
 * @param {{x: number, y: number}|null} near
 * @param {boolean} [visible] only places the reader can see
 * @returns {{x: number, y: number}|null}
 */
export function pickOnSurface(scene, mesh, px, py, near, visible = near === null) {
  if (!mesh) return null;
  const [rows, columns] = mesh.shape("values");
  const [x0, x1, y0, y1] = mesh.mark.extent;
  const values = mesh.data("values");
  const [stepX, stepY] = [(x1 - x0) / (columns - 1), (y1 - y0) / (rows - 1)];
  let best = Infinity;
  let found = null;
  /** @param {number} x @param {number} y @param {number} z */
  const consider = (x, y, z) => {
    if (!scene.place(x, y, z)) return;
    let score = (scene.px - px) ** 2 + (scene.py - py) ** 2;
    if (near) score += LEASH ** 2 * (((x - near.x) / (x1 - x0)) ** 2 + ((y - near.y) / (y1 - y0)) ** 2);
    if (score >= best || (visible && scene.hidden())) return;
    best = score;
    found = { x, y };
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) consider(x0 + c * stepX, y0 + r * stepY, values[r * columns + c]);
  }
  if (!found) return null;
  const { x, y } = /** @type {{x: number, y: number}} */ (found);
  for (let i = -FINER; i <= FINER; i++) {
    for (let j = -FINER; j <= FINER; j++) {
      const [fx, fy] = [x + (i / FINER) * stepX, y + (j / FINER) * stepY];
      consider(fx, fy, surfaceHeight(mesh, fx, fy));
    }
  }
  return found;
}

/** The pointer reads the surface when it is at most this far from a sample, CSS pixels. */
const REACH = 14;

/**
 * @param {Scene} scene
 * @param {Item|null} mesh
 * @param {number} px
 * @param {number} py
 * @returns {import("./probe.js").Probe|null}
 */
export function probeSpace(scene, mesh, px, py) {
  const found = pickOnSurface(scene, mesh, px, py, null);
  const sample = found && mesh && nearestSample(mesh, found.x, found.y);
  if (!sample || !scene.place(sample.x, sample.y, sample.value)) return null;
  if (Math.hypot(scene.px - px, scene.py - py) > REACH) return null;
  return { ...sample, px: scene.px, py: scene.py, name: scene.structure.z?.label ?? mesh.mark.label ?? null };
}
