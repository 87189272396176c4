/**
 * Lines: a polyline through x, y (and z); a NaN breaks it. Options: width, dash. On a surface the parts
 * behind it are drawn lighter, and above a raster a casing of paper keeps the line legible.
 */
import { BEHIND, GHOSTED, casingWidth, isNear, nearPart, placeItem, project } from "./project.js";

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
      if (pen && x === x) lineTo(ctx, lastX, lastY, x, y);
      pen = false;
    } else if (!pen) {
      if (isNear(x, y)) ctx.moveTo(x, y);
      pen = true;
      any = true;
      lastX = x;
      lastY = y;
    } else if (i === n - 1 || Math.abs(x - lastX) > CLOSE || Math.abs(y - lastY) > CLOSE) {
      lineTo(ctx, lastX, lastY, x, y);
      lastX = x;
      lastY = y;
    }
  }
  return any;
}

/** On from where the pen is. @param {CanvasRenderingContext2D} ctx @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function lineTo(ctx, x1, y1, x2, y2) {
  if (isNear(x1, y1) && isNear(x2, y2)) return ctx.lineTo(x2, y2);
  const part = nearPart(x1, y1, x2, y2);
  if (!part) return;
  ctx.moveTo(part[0], part[1]);
  ctx.lineTo(part[2], part[3]);
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
