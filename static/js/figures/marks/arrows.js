/**
 * Arrows and segments from (x1, y1) to (x2, y2), one an item. Options: head (false for plain segments),
 * width, dash, link, and for arrows with a value domain and ends (weighted.js). The head shrinks with a short arrow, so that a vanishing gradient looks like one.
 */
import { litIndex } from "../highlight.js";
import { BEHIND, GHOSTED, alphaOf, casingWidth, isNear, nearPart, placeItem, project } from "./project.js";
import { drawWeighted } from "./weighted.js";

/** @typedef {import("./project.js").Positions} Positions */

const REACH = 8;
const NOWHERE = [NaN, NaN, NaN, NaN];
/** With more arrows than this a casing is clutter. */
const FEW = 150;

/**
 * Draw some of the arrows with one stroke for all shafts and one fill for all heads.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Positions} tail
 * @param {Positions} tip
 * @param {number} n
 * @param {(i: number) => boolean} chosen
 * @param {{width: number, grow: number, head: boolean, dash: number[]}} look grow: pixels added all around, for the casing
 */
function drawArrows(ctx, tail, tip, n, chosen, { width, grow, head, dash }) {
  const heads = new Path2D();
  ctx.beginPath();
  for (let i = 0; i < n; i++) {
    let [x1, y1, x2, y2] = [tail.x[i], tail.y[i], tip.x[i], tip.y[i]];
    if (!isNear(x1, y1) || !isNear(x2, y2)) [x1, y1, x2, y2] = nearPart(x1, y1, x2, y2) ?? NOWHERE;
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (!(length >= 0.5) || !chosen(i)) continue;
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    const size = head ? Math.min(4 + 2.6 * width, 0.6 * length) : 0;
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2 - ux * size * 0.9, y2 - uy * size * 0.9);
    if (!head) continue;
    const half = 0.48 * size;
    heads.moveTo(x2, y2);
    heads.lineTo(x2 - ux * size - uy * half, y2 - uy * size + ux * half);
    heads.lineTo(x2 - ux * size + uy * half, y2 - uy * size - ux * half);
    heads.closePath();
  }
  ctx.lineWidth = width + 2 * grow;
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
  if (!head) return;
  ctx.fill(heads);
  ctx.lineWidth = 2 * grow;
  if (grow) ctx.stroke(heads);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 */
export function segmentDistance(x, y, x1, y1, x2, y2) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: "arrow",
  count: (item) => item.data("x1").length,

  draw(ctx, item, scene) {
    const { mark } = item;
    const width = mark.width ?? 2;
    const { n, at: tail } = project(item, scene, "1");
    const { at: tip } = project(item, scene, "2");
    if (mark.domain && item.data("value").length > 0) return drawWeighted(ctx, item, scene, tail, tip);
    const lit = litIndex(scene.highlight.current(), mark.link);
    const base = mark.dim ? GHOSTED : 1;
    const head = mark.head !== false;
    const dash = mark.dash ? [5, 3.5] : [];
    ctx.lineCap = head ? "butt" : "round";
    ctx.lineJoin = "round";
    const behind = (/** @type {number} */ i) => tail.hidden[i] === 1 && tip.hidden[i] === 1;
    /** @param {string} colour @param {number} grow @param {number} opacity */
    const pass = (colour, grow, opacity) => {
      ctx.strokeStyle = colour;
      ctx.fillStyle = colour;
      ctx.globalAlpha = alphaOf(opacity, lit, -1);
      drawArrows(ctx, tail, tip, n, (i) => i !== lit && !behind(i), { width, grow, head, dash });
      if (scene.spatial) {
        ctx.globalAlpha *= BEHIND;
        drawArrows(ctx, tail, tip, n, (i) => i !== lit && behind(i), { width, grow, head, dash });
      }
      if (lit === null) return;
      ctx.globalAlpha = opacity;
      drawArrows(ctx, tail, tip, n, (i) => i === lit, { width: width + 1, grow, head, dash });
    };
    const casing = n <= FEW && !mark.dim ? casingWidth(scene) : 0;
    const many = n > 20; // a field: keep its casing thin
    if (casing) pass(scene.palette.paper, casing / (many ? 3 : 2), many ? 0.5 : 0.75);
    pass(scene.palette.role(mark.role), 0, base);
    ctx.globalAlpha = 1;
  },

  hit(item, scene, x, y) {
    const { n, at: tail } = project(item, scene, "1");
    const { at: tip } = project(item, scene, "2");
    let best = null;
    for (let i = 0; i < n; i++) {
      const distance = segmentDistance(x, y, tail.x[i], tail.y[i], tip.x[i], tip.y[i]);
      if (distance <= (best?.distance ?? REACH)) best = { index: i, distance };
    }
    return best;
  },

  anchor: (item, scene, index) => placeItem(item, scene, index, "2"),
};
