/**
 * From channels to pixels, for every item of a mark at once. The result lies in shared scratch arrays
 * (valid until the next call), so that a frame allocates nothing.
 */

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */

/** A set of pixel positions; x is NaN where an item cannot be drawn. */
export class Positions {
  constructor() {
    this.x = new Float64Array(512);
    this.y = new Float64Array(512);
    this.hidden = new Uint8Array(512);
  }

  /** @param {number} size */
  reserve(size) {
    this.x = new Float64Array(size);
    this.y = new Float64Array(size);
    this.hidden = new Uint8Array(size);
  }
}

const first = new Positions();
const second = new Positions();

/**
 * Project the items of a mark. A missing z lies on the surface.
 * @param {Item} item
 * @param {Scene} scene
 * @param {"" | "1" | "2"} [suffix] which end, for marks with two
 * @returns {{n: number, at: Positions}}
 */
export function project(item, scene, suffix = "") {
  const at = suffix === "2" ? second : first;
  const xs = item.data(`x${suffix}`);
  const ys = item.data(`y${suffix}`);
  const zs = item.data(`z${suffix}`);
  const n = Math.min(xs.length, ys.length);
  if (at.x.length < n) at.reserve(2 * n);
  const lifted = scene.spatial && zs.length === 0;
  for (let i = 0; i < n; i++) {
    const z = lifted ? scene.heightAt(xs[i], ys[i]) : zs[i];
    if (scene.place(xs[i], ys[i], z)) {
      at.x[i] = scene.px;
      at.y[i] = scene.py;
      at.hidden[i] = scene.hidden() ? 1 : 0;
    } else {
      at.x[i] = NaN;
      at.hidden[i] = 0;
    }
  }
  return { n, at };
}

/**
 * Place one item; the answer lies in scene.px, scene.py.
 * @param {Item} item
 * @param {Scene} scene
 * @param {number} index
 * @param {"" | "1" | "2"} [suffix]
 */
export function placeItem(item, scene, index, suffix = "") {
  const x = item.data(`x${suffix}`)[index];
  const y = item.data(`y${suffix}`)[index];
  const zs = item.data(`z${suffix}`);
  const z = scene.spatial && zs.length === 0 ? scene.heightAt(x, y) : zs[index];
  return scene.place(x, y, z);
}

/** Beyond so many pixels a canvas draws nothing right, or nothing at all. */
const FAR = 1e6;

/** Whether a canvas can draw to this pixel. @param {number} x @param {number} y */
export const isNear = (x, y) => Math.abs(x) < FAR && Math.abs(y) < FAR;

/**
 * What can be drawn of a line that leads far away: the part of it within reach, or null. Each end is brought there by
 * itself and its far coordinate is set, not computed: beside 10¹⁵⁰ a double does not know a pixel.
 * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 * @returns {[number, number, number, number] | null}
 */
export function nearPart(x1, y1, x2, y2) {
  const [x, y] = broughtNear(x1, y1, x2, y2);
  const [toX, toY] = broughtNear(x2, y2, x, y);
  return Math.max(...[x, y, toX, toY].map(Math.abs)) <= FAR ? [x, y, toX, toY] : null;
}

/** An end of a line, moved along it to the border of what can be drawn. @param {number} x @param {number} y @param {number} toX @param {number} toY */
function broughtNear(x, y, toX, toY) {
  if (Math.abs(y) > FAR) [y, x] = moved(y, x, toY, toX);
  return Math.abs(x) > FAR ? moved(x, y, toX, toY) : [x, y];
}

/** The place where `far` meets the border on its way to `end`, and what `other` is there; in halves, since the whole way
 *  may be more than a double holds. @param {number} far @param {number} other @param {number} end @param {number} otherEnd */
function moved(far, other, end, otherEnd) {
  const border = Math.sign(far) * FAR;
  const part = (border / 2 - end / 2) / (far / 2 - end / 2);
  return [border, otherEnd * (1 - part) + other * part];
}

/**
 * Whether a pixel lies beyond the frame of a plane by more than a little. (In a space, `place` has already refused it.)
 * @param {Scene} scene
 * @param {number} px
 * @param {number} py
 */
export function isOutside({ spatial, plot }, px, py) {
  if (spatial) return false;
  return px < plot.left - EDGE || px > plot.right + EDGE || py < plot.top - EDGE || py > plot.bottom + EDGE;
}
const EDGE = 1.5;

/**
 * The nearest pixel inside the frame, into scene.px, scene.py: where a handle waits whose point has left.
 * @param {Scene} scene
 */
export function keepInside(scene) {
  const { left, right, top, bottom } = scene.plot;
  scene.px = Math.min(Math.max(scene.px, left), right);
  scene.py = Math.min(Math.max(scene.py, top), bottom);
}

/** Items that are not lit while another one is. */
export const DIMMED = 0.2;
/** A mark that the lesson ghosted. */
export const GHOSTED = 0.4;
/** Parts behind the surface. */
export const BEHIND = 0.32;

/**
 * How opaque item `i` is.
 * @param {number} base of the whole mark
 * @param {number|null} lit the lit item of the mark, null if none is
 * @param {number} i
 */
export const alphaOf = (base, lit, i) => (lit === null || lit === i ? base : base * DIMMED);

/**
 * The width of the paper-coloured casing that keeps fine marks legible on a raster or surface.
 * @param {Scene} scene
 */
export const casingWidth = (scene) => (scene.busy ? 2.5 : 0);
