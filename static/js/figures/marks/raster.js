/**
 * Rasters: a grid of values as colours. Row 0 is the lowest y, and the outer samples lie on the ends of the
 * extent, so a cell reaches half a step to both sides of its sample and the outer halves are clipped, unless `whole`.
 * Options: extent, domain, scale, smooth, whole.
 */
import { RAMP_SIZE } from "../colours.js";
import { unitMap } from "../scales.js";
import { GHOSTED } from "./project.js";

/** @typedef {import("../colours.js").Ramp} Ramp */

/**
 * @typedef {Object} Sheet
 * @property {HTMLCanvasElement} canvas
 * @property {Uint8ClampedArray} rgba what it will show
 * @property {Uint32Array} pixels the same, a pixel each
 * @property {() => void} put show it
 */

/** Sheets by size: to resize one would mean new memory at every picture. @type {Map<string, Sheet>} */
const sheets = new Map();
const MOST_SHEETS = 8;

/**
 * A scratch canvas with a pixel a sample, to be filled whole and put on the canvas.
 * @param {number} columns
 * @param {number} rows
 */
export function scratch(columns, rows) {
  const key = `${columns}×${rows}`;
  const known = sheets.get(key);
  if (known) return known;
  if (sheets.size === MOST_SHEETS) sheets.clear();
  const made = makeSheet(columns, rows);
  if (made) sheets.set(key, made);
  return made;
}

/** @param {number} width @param {number} height @returns {Sheet | null} */
function makeSheet(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const ctx = canvas.getContext("2d");
  if (!ctx) return null;
  const image = ctx.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  return { canvas, rgba: image.data, pixels, put: () => ctx.putImageData(image, 0, 0) };
}

/**
 * Values to pixels, highest row first (as an image is); a value that is not a number stays transparent.
 * @param {import("../scene.js").Numbers} values
 * @param {number} rows
 * @param {number} columns
 * @param {(v: number) => number} unit
 * @param {Ramp} ramp
 * @param {Uint32Array} pixels
 */
export function paintValues(values, rows, columns, unit, ramp, pixels) {
  for (let r = 0, k = 0; r < rows; r++) {
    const start = (rows - 1 - r) * columns;
    for (let c = 0; c < columns; c++, k++) {
      const t = unit(values[start + c]);
      pixels[k] = t === t ? ramp.pixels[Math.round(t * (RAMP_SIZE - 1))] : 0;
    }
  }
}

/** Pixels between two samples from which on straight lines between them would be seen. */
const COARSE = 5;

/**
 * Lay the scratch picture over an extent: the outer samples lie on its ends, what reaches beyond is cut off.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../scene.js").Scene} scene
 * @param {{extent: number[], smooth?: boolean, dim?: boolean, whole?: boolean, [option: string]: any}} mark
 * @param {HTMLCanvasElement} picture
 */
function stamp(ctx, scene, mark, picture) {
  const [x0, x1, y0, y1] = mark.extent;
  scene.place(x0, y1, 0);
  const { px: left, py: top } = scene;
  scene.place(x1, y0, 0);
  const stepX = (scene.px - left) / (picture.width - 1);
  const stepY = (scene.py - top) / (picture.height - 1);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, scene.px - left, scene.py - top);
  if (!mark.whole) ctx.clip();
  ctx.globalAlpha = mark.dim ? GHOSTED : 1;
  ctx.imageSmoothingEnabled = mark.smooth !== false;
  ctx.imageSmoothingQuality = stepX > COARSE ? "high" : "low"; // between near samples nobody sees the curve, and it is slow
  ctx.drawImage(picture, left - stepX / 2, top - stepY / 2, stepX * picture.width, stepY * picture.height);
  ctx.restore();
}

/**
 * Draw a grid whose pixels `paint` fills in; one of fewer than two rows or columns has no extent to lie over.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../scene.js").Item} item
 * @param {import("../scene.js").Scene} scene
 * @param {(rows: number, columns: number, sheet: Sheet) => void} paint
 */
export function drawGrid(ctx, item, scene, paint) {
  const [rows, columns] = item.shape("values");
  const sheet = rows > 1 && columns > 1 ? scratch(columns, rows) : null;
  if (!sheet) return;
  paint(rows, columns, sheet);
  sheet.put();
  stamp(ctx, scene, /** @type {any} */ (item.mark), sheet.canvas);
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "static",
  swatch: "ramp",
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const ramp = scene.palette.ramp(mark.role);
    drawGrid(ctx, item, scene, (rows, columns, { pixels }) =>
      paintValues(item.data("values"), rows, columns, unitMap(mark.domain, mark.scale), ramp, pixels));
  },
};
