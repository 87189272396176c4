/**
 * Rectangles between two corners: squared errors drawn as real squares. Options: opacity of the fill, link.
 */
import { litIndex } from "../highlight.js";
import { DIMMED, GHOSTED, placeItem, project } from "./project.js";

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: "area",
  count: (item) => item.data("x1").length,

  draw(ctx, item, scene) {
    const { mark } = item;
    const { n, at: a } = project(item, scene, "1");
    const { at: b } = project(item, scene, "2");
    const lit = litIndex(scene.highlight.current(), mark.link);
    const base = mark.dim ? GHOSTED : 1;
    const opacity = mark.opacity ?? 0.16;
    const colour = scene.palette.role(mark.role);
    ctx.fillStyle = colour;
    ctx.strokeStyle = colour;
    ctx.lineJoin = "miter";
    for (let i = 0; i < n; i++) {
      const width = b.x[i] - a.x[i];
      const height = b.y[i] - a.y[i];
      if (!(Math.abs(width) > 0.2) || !(Math.abs(height) > 0.2)) continue;
      const strength = lit === null || lit === i ? base : base * DIMMED * 2;
      ctx.globalAlpha = strength * (lit === i ? Math.min(1, 2 * opacity) : opacity);
      ctx.fillRect(a.x[i], a.y[i], width, height);
      ctx.globalAlpha = strength * 0.8;
      ctx.lineWidth = lit === i ? 2 : 1;
      ctx.strokeRect(a.x[i], a.y[i], width, height);
    }
    ctx.globalAlpha = 1;
  },

  hit(item, scene, x, y) {
    const { n, at: a } = project(item, scene, "1");
    const { at: b } = project(item, scene, "2");
    let best = null;
    let smallest = Infinity;
    for (let i = 0; i < n; i++) {
      const inside = (x - a.x[i]) * (x - b.x[i]) <= 0 && (y - a.y[i]) * (y - b.y[i]) <= 0;
      const area = Math.abs((b.x[i] - a.x[i]) * (b.y[i] - a.y[i]));
      if (!inside || area >= smallest) continue;
      smallest = area;
      // Any other mark that is really near wins over the ground of a square.
      best = { index: i, distance: 7 };
    }
    return best;
  },

  anchor(item, scene, index) {
    if (!placeItem(item, scene, index, "1")) return false;
    const { px, py } = scene;
    if (!placeItem(item, scene, index, "2")) return false;
    scene.px = (px + scene.px) / 2;
    scene.py = (py + scene.py) / 2;
    return true;
  },
};
