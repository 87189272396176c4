/**
 * Tiles: small pictures (n, rows, columns) around their (x, y), coloured by the ramp of their role: what each unit of
 * a network says over the plane. All are painted on one scratch sheet and cut out of it. Options: size (data units),
 * domain, scale, smooth, link, pick. The lit one has a strong frame.
 */
import { litIndex } from "../highlight.js";
import { unitMap } from "../scales.js";
import { DIMMED, placeItem } from "./project.js";
import { paintValues, scratch } from "./raster.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */

/** A pointer inside a tile is as near as one on a thing of its own. */
const INSIDE = 6;

/**
 * Corner and size of tile `i` in pixels, null where it cannot be drawn.
 * @param {Item} item
 * @param {Scene} scene
 * @param {number} i
 */
function box(item, scene, i) {
  const [width, height] = item.mark.size;
  const [x, y] = [item.data("x")[i], item.data("y")[i]];
  if (!scene.place(x - width / 2, y + height / 2, 0)) return null;
  const { px: left, py: top } = scene;
  if (!scene.place(x + width / 2, y - height / 2, 0)) return null;
  return { left, top, width: scene.px - left, height: scene.py - top };
}

/**
 * All pictures below each other on the scratch sheet.
 * @param {Item} item
 * @param {Scene} scene
 */
function paintSheet(item, scene) {
  const [n, rows, columns] = item.shape("values");
  const sheet = n > 0 && rows > 0 && columns > 0 ? scratch(columns, n * rows) : null;
  if (!sheet) return null;
  const ramp = scene.palette.ramp(item.mark.role);
  const unit = unitMap(item.mark.domain, item.mark.scale);
  const values = item.data("values");
  const size = rows * columns;
  for (let i = 0; i < n; i++) {
    const own = values.subarray(i * size, (i + 1) * size);
    paintValues(own, rows, columns, unit, ramp, sheet.pixels.subarray(i * size, (i + 1) * size));
  }
  sheet.put();
  return sheet.canvas;
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: "ramp",
  count: (item) => item.data("x").length,

  draw(ctx, item, scene) {
    const [n, rows, columns] = item.shape("values");
    const sheet = paintSheet(item, scene);
    if (!sheet) return;
    const lit = litIndex(scene.highlight.current(), item.mark.link);
    ctx.imageSmoothingEnabled = item.mark.smooth !== false;
    for (let i = 0; i < n; i++) {
      const place = box(item, scene, i);
      if (!place) continue;
      const { left, top, width, height } = place;
      const faded = lit !== null && lit !== i;
      ctx.fillStyle = scene.palette.paper;
      ctx.fillRect(left - 1.5, top - 1.5, width + 3, height + 3);
      ctx.globalAlpha = faded ? DIMMED * 2.5 : 1;
      ctx.drawImage(sheet, 0, i * rows, columns, rows, left, top, width, height);
      ctx.lineWidth = lit === i ? 2.5 : 1;
      ctx.strokeStyle = lit === i ? scene.palette.ink : scene.palette.quiet;
      ctx.strokeRect(left, top, width, height);
      ctx.globalAlpha = 1;
    }
  },

  hit(item, scene, x, y) {
    const n = item.data("x").length;
    for (let i = 0; i < n; i++) {
      const place = box(item, scene, i);
      if (!place) continue;
      const inside = x >= place.left && x <= place.left + place.width && y >= place.top && y <= place.top + place.height;
      if (inside) return { index: i, distance: INSIDE };
    }
    return null;
  },

  anchor: (item, scene, index) => placeItem(item, scene, index),
};
