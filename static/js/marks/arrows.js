/**
 * Arrows and segments from (x1, y1) to (x2, y2), one an item. Options: head (false for plain segments),
 * width, link. The head shrinks with a short arrow, so that a vanishing gradient looks like one.
 */
import { litIndex } from "../highlight.js";
import { BEHIND, GHOSTED, alphaOf, casingWidth, placeItem, project } from "./project.js";

const REACH = 8;
/** With more arrows than this a casing is clutter. */
const FEW = 60;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {number} width
 * @param {number} grow pixels added all around, for the casing
 * @param {boolean} head
 */
function drawArrow(ctx, x1, y1, x2, y2, width, grow, head) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 0.5) return;
  const ux = (x2 - x1) / length;
  const uy = (y2 - y1) / length;
  const size = head ? Math.min(4 + 2.6 * width, 0.6 * length) : 0;
  const bx = x2 - ux * size * 0.9;
  const by = y2 - uy * size * 0.9;
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(bx, by);
  ctx.lineWidth = width + 2 * grow;
  ctx.stroke();
  if (!head) return;
  const half = 0.48 * size;
  ctx.beginPath();
  ctx.moveTo(x2, y2);
  ctx.lineTo(x2 - ux * size - uy * half, y2 - uy * size + ux * half);
  ctx.lineTo(x2 - ux * size + uy * half, y2 - uy * size - ux * half);
  ctx.closePath();
  ctx.fill();
  if (grow) {
    ctx.lineWidth = 2 * grow;
    ctx.stroke();
  }
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
    const lit = litIndex(scene.highlight.current(), mark.link);
    const base = mark.dim ? GHOSTED : 1;
    const head = mark.head !== false;
    ctx.lineCap = head ? "butt" : "round";
    ctx.lineJoin = "round";
    /** @param {string} colour @param {number} grow @param {number} opacity */
    const pass = (colour, grow, opacity) => {
      ctx.strokeStyle = colour;
      ctx.fillStyle = colour;
      for (let i = 0; i < n; i++) {
        if (tail.x[i] !== tail.x[i] || tip.x[i] !== tip.x[i]) continue;
        const behind = tail.hidden[i] && tip.hidden[i];
        ctx.globalAlpha = alphaOf(opacity * (behind ? BEHIND : 1), lit, i);
        const heavy = lit === i ? width + 1 : width;
        drawArrow(ctx, tail.x[i], tail.y[i], tip.x[i], tip.y[i], heavy, grow, head);
      }
    };
    if (casingWidth(scene) && n <= FEW && !mark.dim) pass(scene.palette.paper, casingWidth(scene) / 2, 0.75);
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
