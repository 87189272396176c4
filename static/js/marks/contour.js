/**
 * Contours: lines of equal value of a grid, by marching squares (d3-contour). In a space figure they lie
 * on the floor, as the map of the surface above. Options: extent, levels, width.
 */
import d3 from "../d3.js";
import { formatNumber } from "../scales.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */
/** @typedef {{level: number, rings: Float32Array[]}} Level rings as x, y, x, y, … in data units */

/**
 * @param {Item} item
 * @returns {Level[]}
 */
function levels(item) {
  if (item.memo) return item.memo;
  const [rows, columns] = item.shape("values");
  if (!(rows > 1 && columns > 1)) return [];
  const [x0, x1, y0, y1] = item.mark.extent;
  const stepX = (x1 - x0) / (columns - 1);
  const stepY = (y1 - y0) / (rows - 1);
  const values = Array.from(item.data("values"));
  const contour = d3.contours().size([columns, rows]);
  item.memo = item.mark.levels.map((/** @type {number} */ level) => ({
    level,
    rings: contour.contour(values, level).coordinates.flat().map((ring) => {
      const flat = new Float32Array(ring.length * 2);
      // d3 puts sample (i, j) at (i + ½, j + ½).
      ring.forEach(([gx, gy], k) => {
        flat[2 * k] = x0 + (gx - 0.5) * stepX;
        flat[2 * k + 1] = y0 + (gy - 0.5) * stepY;
      });
      return flat;
    }),
  }));
  return item.memo;
}

/**
 * Trace a ring, without the parts that only close it along the edge of the grid.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Float32Array} ring
 * @param {number[]} extent
 * @param {Scene} scene
 * @param {number} floor
 */
function trace(ctx, ring, extent, scene, floor) {
  const [x0, x1, y0, y1] = extent;
  const slackX = Math.abs(x1 - x0) * 1e-6;
  const slackY = Math.abs(y1 - y0) * 1e-6;
  let pen = false;
  for (let k = 0; k < ring.length; k += 2) {
    const x = ring[k];
    const y = ring[k + 1];
    const inside = x >= x0 - slackX && x <= x1 + slackX && y >= y0 - slackY && y <= y1 + slackY;
    if (inside && scene.place(x, y, floor)) {
      if (pen) ctx.lineTo(scene.px, scene.py);
      else ctx.moveTo(scene.px, scene.py);
      pen = true;
    } else pen = false;
  }
}

/**
 * Write a level on its longest ring, where the ring is nearest to the upper right diagonal.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Level} entry
 * @param {Scene} scene
 */
function writeLevel(ctx, entry, scene) {
  const ring = entry.rings.reduce((a, b) => (b.length > a.length ? b : a), new Float32Array(0));
  const { left, right, top, bottom } = scene.plot;
  let best = -Infinity;
  let [x, y] = [0, 0];
  for (let k = 0; k < ring.length; k += 2) {
    if (!scene.place(ring[k], ring[k + 1], 0)) continue;
    const { px, py } = scene;
    if (px < left + 16 || px > right - 16 || py < top + 10 || py > bottom - 10) continue;
    if (px - py > best) [best, x, y] = [px - py, px, py];
  }
  if (best === -Infinity) return;
  const words = formatNumber(entry.level);
  ctx.strokeText(words, x, y);
  ctx.fillText(words, x, y);
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "static",
  swatch: "lines",
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const all = levels(item);
    const floor = scene.structure.z?.domain[0] ?? 0;
    ctx.beginPath();
    for (const { rings } of all) for (const ring of rings) trace(ctx, ring, mark.extent, scene, floor);
    ctx.globalAlpha = (scene.spatial ? 0.45 : 0.5) * (mark.dim ? 0.5 : 1);
    ctx.lineWidth = mark.width ?? 1;
    ctx.lineJoin = "round";
    ctx.strokeStyle = mark.role && mark.role !== "loss" ? scene.palette.role(mark.role) : scene.palette.ink;
    ctx.stroke();
    ctx.globalAlpha = 1;
    if (scene.spatial || mark.labels === false) return;
    ctx.font = `${0.85 * scene.fontSize}px ${scene.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 3;
    ctx.strokeStyle = scene.palette.paper;
    ctx.fillStyle = scene.palette.ink;
    for (const entry of all) writeLevel(ctx, entry, scene);
  },
};
