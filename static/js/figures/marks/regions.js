/**
 * Decision regions: each sample of a grid belongs to one of `roles` and is coloured like it, the stronger the surer.
 * Channels: values (indices into roles) and strength (0…1), both (rows, columns), row 0 lowest. Options: extent, roles.
 */
import d3 from "../../basics/d3.js";
import { drawGrid } from "./raster.js";

/** How much of the role's colour shows where nothing is sure, and where all is. */
const FAINT = 0.12;
const FULL = 0.72;

/** @param {string} colour */
const channels = (colour) => {
  const { r, g, b } = d3.rgb(colour);
  return [r, g, b];
};

/**
 * Indices and strengths to pixels, highest row first; what is no class stays transparent.
 * @param {import("../scene.js").Numbers} values
 * @param {import("../scene.js").Numbers} strength
 * @param {number} rows
 * @param {number} columns
 * @param {number[][]} colours of the roles
 * @param {number[]} paper
 * @param {Uint8ClampedArray} pixels
 */
export function paintRegions(values, strength, rows, columns, colours, paper, pixels) {
  for (let r = 0, k = 0; r < rows; r++) {
    const start = (rows - 1 - r) * columns;
    for (let c = 0; c < columns; c++, k += 4) {
      const colour = colours[values[start + c]];
      pixels[k + 3] = colour ? 255 : 0;
      if (!colour) continue;
      const mix = FAINT + (FULL - FAINT) * Math.min(1, Math.max(0, strength[start + c]));
      for (let i = 0; i < 3; i++) pixels[k + i] = paper[i] + (colour[i] - paper[i]) * mix;
    }
  }
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "static",
  swatch: "area",
  count: () => 0,

  draw(ctx, item, scene) {
    const { mark } = item;
    const colours = mark.roles.map((/** @type {string} */ role) => channels(scene.palette.role(role)));
    const paper = channels(scene.palette.paper);
    drawGrid(ctx, item, scene, (rows, columns, { rgba }) =>
      paintRegions(item.data("values"), item.data("strength"), rows, columns, colours, paper, rgba));
  },
};
