/**
 * The tile that is pointed at, large: its picture takes the place of a mark in another figure for as long as the pointer
 * (or the keyboard) stays on it. The picture is here already, so nothing is asked of the engine.
 */

import { litIndex } from "../figures/highlight.js";

/** @typedef {import("../engine/store.js").Channel} Channel */
/** @typedef {{at: number, structure: any, channels: Record<string, Channel>[]}} Enlarged the figure that changes, and what it shows */

/**
 * @param {any[]} figures the structures on the page
 * @param {Record<string, Channel>[][]} channels
 * @param {string | null} thing what is lit
 * @returns {Enlarged | null}
 */
export function enlargedOf(figures, channels, thing) {
  for (const [f, { marks }] of figures.entries()) {
    for (const [m, mark] of marks.entries()) {
      const index = mark.enlarged ? litIndex(thing, mark.link) : null;
      if (index !== null && index !== mark.enlarged.now) return inPlace(figures, channels, mark, channels[f][m].values, index);
    }
  }
  return null;
}

/** @param {any[]} figures @param {Record<string, Channel>[][]} channels @param {any} tiles @param {Channel} values
 *  @param {number} index @returns {Enlarged | null} */
function inPlace(figures, channels, tiles, { data, shape: [, rows, columns] }, index) {
  const { figure, mark, extent, titles } = tiles.enlarged;
  const at = figures.findIndex(({ id }) => id === figure);
  const place = figures[at]?.marks.findIndex((/** @type {any} */ { id }) => id === mark) ?? -1;
  if (place < 0) return null;
  const { role, domain } = tiles;
  const { label } = figures[at].marks[place]; // keeps its room in the legend, unseen
  const picture = { id: mark, type: "raster", role, domain, extent, whole: true, label, veiled: true };
  const own = data.subarray(index * rows * columns, (index + 1) * rows * columns);
  return {
    at,
    structure: { ...figures[at], title: titles[index], marks: replaced(figures[at].marks, place, picture) },
    channels: replaced(channels[at], place, { values: { data: own, shape: [rows, columns] } }),
  };
}

/** @template T @param {T[]} list @param {number} place @param {T} item */
const replaced = (list, place, item) => list.map((old, i) => (i === place ? item : old));
