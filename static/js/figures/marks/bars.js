/**
 * Bars: item i stands at x = i on the line y = 0. Options: labels (written on the x axis), width (a part
 * of the step), link. A role with a diverging scale colours a bar by its sign.
 */
import { litIndex } from "../highlight.js";
import { GHOSTED, alphaOf } from "./project.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */

/** Bars are large areas; a little of the paper keeps them calm. */
const OPACITY = 0.8;

/**
 * The rectangle of bar i in pixels.
 * @param {Item} item
 * @param {Scene} scene
 * @param {number} i
 */
function box(item, scene, i) {
  const half = (item.mark.width ?? 0.7) / 2;
  const value = item.data("value")[i];
  scene.place(i - half, value, 0);
  const { px: left, py: end } = scene;
  const ground = scene.structure.y?.type === "log" ? scene.structure.y.domain[0] : 0;
  scene.place(i + half, ground, 0);
  return { left, right: scene.px, end, ground: scene.py };
}

/**
 * @param {Item} item
 * @param {Scene} scene
 * @param {number} value
 */
function colour(item, scene, value) {
  if (item.mark.role !== "weight") return scene.palette.role(item.mark.role);
  const { css } = scene.palette.ramp("weight");
  return css[value < 0 ? 40 : 215];
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: "area",
  count: (item) => item.data("value").length,

  draw(ctx, item, scene) {
    const values = item.data("value");
    const lit = litIndex(scene.highlight.current(), item.mark.link);
    const base = item.mark.dim ? GHOSTED : 1;
    for (let i = 0; i < values.length; i++) {
      const { left, right, end, ground } = box(item, scene, i);
      if (!Number.isFinite(end)) continue;
      ctx.fillStyle = colour(item, scene, values[i]);
      ctx.globalAlpha = alphaOf(base * OPACITY, lit, i);
      ctx.fillRect(left, Math.min(end, ground), right - left, Math.abs(end - ground));
    }
    ctx.globalAlpha = 1;
  },

  hit(item, scene, x, y) {
    const n = item.data("value").length;
    for (let i = 0; i < n; i++) {
      const { left, right, end, ground } = box(item, scene, i);
      const inside = x >= left && x <= right && y >= Math.min(end, ground) - 6 && y <= Math.max(end, ground) + 6;
      if (inside) return { index: i, distance: 0 };
    }
    return null;
  },

  anchor(item, scene, index) {
    const { left, right, end } = box(item, scene, index);
    scene.px = (left + right) / 2;
    scene.py = end;
    return Number.isFinite(end);
  },
};
