/**
 * Lines: a polyline through x, y (and z); a NaN breaks it. Options: width, dash. On a surface the parts
 * behind it are drawn lighter, and above a raster a casing of paper keeps the line legible.
 */
import { BEHIND, GHOSTED, casingWidth, placeItem, project } from "./project.js";

/** @typedef {import("./project.js").Positions} Positions */

/** Vertices nearer than this to the last drawn one add nothing to the picture. */
const CLOSE = 0.35;
/** From so many vertices on, a round joint at each costs more than the line itself, and nobody sees it. */
const MANY = 100;

/**
 * Trace the segments of one kind (in front or behind).
 * @param {CanvasRenderingContext2D} ctx
 * @param {Positions} at
 * @param {number} n
 * @param {0|1} kind
 */
function trace(ctx, at, n, kind) {
  let pen = false;
  let lastX = NaN;
  let lastY = NaN;
  let any = false;
  ctx.beginPath();
  for (let i = 0; i < n; i++) {
    const x = at.x[i];
    const y = at.y[i];
    if (x !== x || at.hidden[i] !== kind) {
      // The segment that leads from one kind to the other belongs to the kind it starts with.
      if (pen && x === x) ctx.lineTo(x, y);
      pen = false;
    } else if (!pen) {
      ctx.moveTo(x, y);
      pen = true;
      any = true;
      lastX = x;
      lastY = y;
    } else if (i === n - 1 || Math.abs(x - lastX) > CLOSE || Math.abs(y - lastY) > CLOSE) {
      ctx.lineTo(x, y);
      lastX = x;
      lastY = y;
    }
  }
  return any;
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: "line",
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const width = mark.width ?? 2;
    const base = mark.dim ? GHOSTED : 1;
    const { n, at } = project(item, scene);
    ctx.lineJoin = n > MANY ? "bevel" : "round";
    ctx.lineCap = mark.dash ? "butt" : "round";
    if (scene.spatial && trace(ctx, at, n, 1)) {
      ctx.globalAlpha = base * BEHIND;
      ctx.lineWidth = width;
      ctx.strokeStyle = scene.palette.role(mark.role);
      ctx.stroke();
    }
    if (!trace(ctx, at, n, 0)) {
      ctx.globalAlpha = 1;
      return;
    }
    if (mark.dash) ctx.setLineDash(mark.dash === true ? [5, 4] : mark.dash);
    const casing = casingWidth(scene);
    if (casing && !mark.dim) {
      ctx.globalAlpha = 0.75;
      ctx.lineWidth = width + casing;
      ctx.strokeStyle = scene.palette.paper;
      ctx.stroke();
    }
    ctx.globalAlpha = base;
    ctx.lineWidth = width;
    ctx.strokeStyle = scene.palette.role(mark.role);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  },

  anchor: (item, scene, index) => placeItem(item, scene, index),
};
