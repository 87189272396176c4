/**
 * Contours: lines of equal value of a grid, by marching squares (d3-contour). In a space figure they lie
 * on the floor, as the map of the surface above. Their numbers are written above the lines that others draw over them, so
 * that no path hides one. Options: extent, levels, width.
 */
import d3 from "../../basics/d3.js";
import { RAMP_SIZE } from "../colours.js";
import { formatNumber, unitMap } from "../scales.js";
import { isOn } from "../scene.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */
/** @typedef {{level: number, rings: Float32Array[]}} Level rings as x, y, x, y, … in data units */
/** @typedef {{words: string, x: number, y: number, half: number, onDark: boolean}} Label its middle and half its width in pixels */
/** @typedef {{levels: Level[], labels: Label[] | null}} Memo labels: null until they are wanted for the drawing at hand */

/**
 * @param {Item} item
 * @returns {Level[]}
 */
function levelsOf(item) {
  if (item.memo) return item.memo.levels;
  const [rows, columns] = item.shape("values");
  if (!(rows > 1 && columns > 1)) return [];
  const [x0, x1, y0, y1] = item.mark.extent;
  const stepX = (x1 - x0) / (columns - 1);
  const stepY = (y1 - y0) / (rows - 1);
  const values = Array.from(item.data("values"));
  const contour = d3.contours().size([columns, rows]);
  const levels = item.mark.levels.map((/** @type {number} */ level) => ({
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
  item.memo = { levels, labels: null };
  return levels;
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
 * Write a level where its line comes nearest to the upper right corner: the labels then stand in one row.
 * @param {Level} entry
 * @param {Scene} scene
 * @param {number} half of the label's width, which must stay inside
 * @returns {[number, number]|null}
 */
function labelPlace(entry, scene, half) {
  const { left, right, top, bottom } = scene.plot;
  let best = -Infinity;
  let [x, y] = [0, 0];
  for (const ring of entry.rings) {
    for (let k = 0; k < ring.length; k += 2) {
      if (!scene.place(ring[k], ring[k + 1], 0)) continue;
      const { px, py } = scene;
      if (px < left + half || px > right - half || py < top + 2 * scene.fontSize || py > bottom - 10) continue;
      if (px - py > best) [best, x, y] = [px - py, px, py];
    }
  }
  return best === -Infinity ? null : [x, y];
}

/**
 * Whether the ground at a level is dark: the raster's colour there, or the paper.
 * @param {Scene} scene
 * @returns {(level: number) => boolean}
 */
function darkGround(scene) {
  const raster = scene.items.find((item) => item.mark.type === "raster" && isOn(item) && !item.mark.dim);
  if (!raster) return () => scene.palette.theme === "dark";
  const unit = unitMap(raster.mark.domain, raster.mark.scale);
  const { css } = scene.palette.ramp(raster.mark.role);
  return (level) => d3.lab(css[Math.round(unit(level) * (RAMP_SIZE - 1))]).l < 52;
}

/** Under a field of arrows no number can be read. @param {Scene} scene */
const isCrowded = (scene) => scene.items.some((item) => item.mark.type === "arrows" && isOn(item) && item.data("x1").length > MANY);
const MANY = 60;

/** Levels are written at least this far apart, in units of the font size; beside each other, so much stays free. */
const LABEL_GAP = 2.5;
const LABEL_SPACE = 0.8;
/** Their own size, in the same unit, and the width of their halo in pixels. */
const [SMALL, HALO] = [0.88, 3.5];

/**
 * The colours of lines and numbers on light and on dark ground.
 * @param {Item} item
 * @param {Scene} scene
 */
function inks({ mark }, { palette }) {
  const own = mark.role && mark.role !== "loss" ? palette.role(mark.role) : null;
  const [black, white] = palette.theme === "dark" ? [palette.paper, palette.ink] : [palette.ink, palette.paper];
  return { onLight: own ?? black, onDark: own ?? white, black, white };
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "static",
  swatch: "lines",
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const all = levelsOf(item);
    if (item.memo) item.memo.labels = null;
    const floor = scene.structure.z?.domain[0] ?? 0;
    const dark = darkGround(scene);
    const colours = inks(item, scene);
    ctx.lineWidth = mark.width ?? 1;
    ctx.lineJoin = "round";
    ctx.globalAlpha = mark.dim ? 0.25 : 0.5;
    for (const onDark of [false, true]) {
      ctx.beginPath();
      for (const { level, rings } of all) {
        if (dark(level) !== onDark) continue;
        for (const ring of rings) trace(ctx, ring, mark.extent, scene, floor);
      }
      ctx.strokeStyle = onDark ? colours.onDark : colours.onLight;
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  },

  above(ctx, item, scene) {
    if (item.mark.labels === false || isCrowded(scene)) return;
    const size = SMALL * scene.fontSize;
    ctx.font = `600 ${size}px ${scene.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = HALO;
    ctx.lineJoin = "round";
    const colours = inks(item, scene);
    const all = levelsOf(item);
    if (item.memo) item.memo.labels ??= labelsOf(ctx, all, scene);
    for (const { words, x, y, onDark } of item.memo?.labels ?? []) {
      ctx.globalAlpha = 0.8;
      ctx.strokeStyle = onDark ? colours.black : colours.white;
      ctx.strokeText(words, x, y);
      ctx.globalAlpha = 1;
      ctx.fillStyle = onDark ? colours.onDark : colours.onLight;
      ctx.fillText(words, x, y);
    }
  },
};

/**
 * Labels of the levels, from the highest down; one that would crowd another is left out.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Level[]} all
 * @param {Scene} scene
 */
function labelsOf(ctx, all, scene) {
  const dark = darkGround(scene);
  const lift = 0.7 * SMALL * scene.fontSize; // a number stands on its line
  /** @type {Label[]} */
  const labels = [];
  for (const entry of [...all].reverse()) {
    const words = formatNumber(entry.level);
    const half = ctx.measureText(words).width / 2;
    const at = labelPlace(entry, scene, Math.max(16, half + 3));
    if (!at) continue;
    const label = { words, x: at[0], y: at[1] - lift, half, onDark: dark(entry.level) };
    if (labels.every((other) => areApart(label, other, scene.fontSize))) labels.push(label);
  }
  return labels;
}

/** @param {Label} one @param {Label} other @param {number} fontSize */
function areApart(one, other, fontSize) {
  const [across, down] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)];
  const size = SMALL * fontSize;
  return Math.hypot(across, down) > LABEL_GAP * fontSize && (down > size || across > one.half + other.half + LABEL_SPACE * size);
}
