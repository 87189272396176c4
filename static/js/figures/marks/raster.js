/**
 * Rasters: a grid of values as colours. Row 0 is the lowest y, and the outer samples lie on the ends of the
 * extent, so a cell reaches half a step to both sides of its sample and the outer halves are clipped.
 * Options: extent, domain, scale, smooth.
 */
import { RAMP_SIZE } from "../colours.js";
import { unitMap } from "../scales.js";
import { GHOSTED } from "./project.js";

/** @typedef {import("../colours.js").Ramp} Ramp */

/** @type {CanvasRenderingContext2D|null} */
let sheet = null;

/**
 * A scratch canvas of at least one pixel a sample.
 * @param {number} columns
 * @param {number} rows
 */
export function scratch(columns, rows) {
  sheet ??= document.createElement("canvas").getContext("2d");
  if (!sheet) return null;
  if (sheet.canvas.width !== columns || sheet.canvas.height !== rows) {
    sheet.canvas.width = columns;
    sheet.canvas.height = rows;
  }
  return sheet;
}

/**
 * Values to pixels, highest row first (as an image is); a value that is not a number stays transparent.
 * @param {Float32Array} values
 * @param {number} rows
 * @param {number} columns
 * @param {(v: number) => number} unit
 * @param {Ramp} ramp
 * @param {Uint8ClampedArray} pixels
 */
export function paintValues(values, rows, columns, unit, ramp, pixels) {
  const { rgb } = ramp;
  for (let r = 0, k = 0; r < rows; r++) {
    const start = (rows - 1 - r) * columns;
    for (let c = 0; c < columns; c++, k += 4) {
      const t = unit(values[start + c]);
      const j = 3 * Math.round(t * (RAMP_SIZE - 1));
      pixels[k] = rgb[j];
      pixels[k + 1] = rgb[j + 1];
      pixels[k + 2] = rgb[j + 2];
      pixels[k + 3] = t === t ? 255 : 0;
    }
  }
}

/** Pixels between two samples from which on straight lines between them would be seen. */
const COARSE = 5;

/**
 * Lay the scratch picture over an extent: the outer samples lie on its ends, what reaches beyond is cut off.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../scene.js").Scene} scene
 * @param {{extent: number[], smooth?: boolean, dim?: boolean, [option: string]: any}} mark
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
  ctx.clip();
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
 * @param {(rows: number, columns: number, pixels: Uint8ClampedArray) => void} paint
 */
export function drawGrid(ctx, item, scene, paint) {
  const [rows, columns] = item.shape("values");
  const target = rows > 1 && columns > 1 ? scratch(columns, rows) : null;
  if (!target) return;
  const image = target.createImageData(columns, rows);
  paint(rows, columns, image.data);
  target.putImageData(image, 0, 0);
  stamp(ctx, scene, /** @type {any} */ (item.mark), target.canvas);
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "static",
  swatch: "ramp",
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const ramp = scene.palette.ramp(mark.role);
    drawGrid(ctx, item, scene, (rows, columns, pixels) =>
      paintValues(item.data("values"), rows, columns, unitMap(mark.domain, mark.scale), ramp, pixels));
  },
};
