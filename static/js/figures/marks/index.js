/**
 * The table of marks: how each type is drawn, found under a pointer and shown in the legend.
 * A new mark is one module with these few functions and one line here.
 */
import arrows from "./arrows.js";
import bars from "./bars.js";
import contour from "./contour.js";
import line from "./line.js";
import points from "./points.js";
import raster from "./raster.js";
import rects from "./rects.js";
import regions from "./regions.js";
import text from "./text.js";
import tiles from "./tiles.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */
/**
 * @typedef {Object} MarkModule
 * @property {"static"|"dynamic"} layer static marks are cached until their arrays, the size or the theme change
 * @property {(ctx: CanvasRenderingContext2D, item: Item, scene: Scene) => void} draw
 * @property {(ctx: CanvasRenderingContext2D, item: Item, scene: Scene) => void} [above] what a static mark of a plane writes above lines
 * @property {(item: Item) => number} count items that can be pointed at
 * @property {(item: Item, scene: Scene, x: number, y: number) => Hit|null} [hit] the nearest item within reach
 * @property {(item: Item, scene: Scene, index: number) => boolean} [anchor] place item `index` into scene.px, scene.py
 * @property {"symbol"|"line"|"arrow"|"area"|"ramp"|"lines"|null} swatch
 */
/** @typedef {{index: number, distance: number}} Hit distance in CSS pixels */

/** @type {MarkModule} drawn by the renderer of its figure kind (space.js, arrays.js) */
const elsewhere = { layer: "static", draw: () => {}, count: () => 0, swatch: "ramp" };

/** @type {Record<string, MarkModule>} */
export const MARKS = {
  raster,
  regions,
  contour,
  mesh: elsewhere,
  tiles,
  rects,
  bars,
  line,
  arrows,
  points,
  text,
  matrix: { ...elsewhere, layer: "dynamic", swatch: null, count: (item) => item.shape("values")[0] ?? 0 },
};
