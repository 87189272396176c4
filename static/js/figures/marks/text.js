/**
 * Words beside the data: texts[i] at (x, y), or with a channel `value` the number itself. Options: texts, format,
 * size (in units of the font size), anchor (start, middle, end), dx, dy in pixels, link. A halo of paper keeps them
 * legible on any ground.
 */
import { litIndex } from "../highlight.js";
import { shorten } from "../shorten.js";
import { number } from "../../words/text.js";
import { GHOSTED, alphaOf, isOutside, placeItem, project } from "./project.js";

/** @type {Record<string, CanvasTextAlign>} */
const ALIGN = { start: "left", middle: "center", end: "right" };

/** Nearer than this, in lines, one word lies on another. */
const TIGHT = 0.72;

/** Where words stand, so that others do not lie on them: those that would move by a line between the edges, or at least
 *  to where there is most room. @param {import("../scene.js").Written[]} taken @param {number} left @param {number} y
 *  @param {number} width @param {number} line @param {[number, number]} edges */
function settle(taken, left, y, width, line, [top, bottom]) {
  const right = left + width;
  const near = taken.filter((other) => other.left < right && other.right > left);
  const room = (/** @type {number} */ at) => (at < top || at > bottom ? -1 : Math.min(TIGHT * line, ...near.map((other) => Math.abs(other.y - at))));
  const at = [y, y + line, y - line].reduce((best, other) => (room(other) > room(best) ? other : best));
  taken.push({ left, right, y: at });
  return at;
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: null,
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const { n, at } = project(item, scene);
    const lit = litIndex(scene.highlight.current(), mark.link);
    const base = mark.dim ? GHOSTED : 1;
    const values = item.data("value");
    /** @type {string[]} */
    const texts = (mark.texts ?? []).map((/** @type {any} */ words) => (words ? scene.text(words) : ""));
    const size = scene.fontSize * (mark.size ?? 1);
    ctx.font = `600 ${size}px ${scene.font}`;
    ctx.textAlign = ALIGN[mark.anchor] ?? "left";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = scene.palette.paper;
    ctx.fillStyle = scene.palette.role(mark.role);
    const edges = /** @type {[number, number]} */ ([scene.fontSize, scene.height - scene.fontSize / 2]);
    for (let i = 0; i < n; i++) {
      const words = mark.texts?.[i];
      const numeric = i < values.length;
      if (!(words || numeric) || at.x[i] !== at.x[i] || isOutside(scene, at.x[i], at.y[i])) continue;
      const string = numeric ? number(values[i], mark.format) : shorten(ctx, texts[i], scene.width - 4, texts);
      const width = ctx.measureText(string).width;
      const shift = ctx.textAlign === "left" ? 0 : ctx.textAlign === "right" ? width : width / 2;
      // Words near an edge move inside rather than being cut.
      const left = Math.min(Math.max(at.x[i] + (mark.dx ?? 6) - shift, 2), scene.width - width - 2);
      const wish = Math.min(Math.max(at.y[i] + (mark.dy ?? 0), edges[0]), edges[1]);
      const y = settle(scene.written, left, wish, width, size, edges);
      ctx.globalAlpha = alphaOf(base, lit, i);
      ctx.strokeText(string, left + shift, y);
      ctx.fillText(string, left + shift, y);
    }
    ctx.globalAlpha = 1;
  },

  anchor: (item, scene, index) => placeItem(item, scene, index),
};
