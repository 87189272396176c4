/**
 * A small software rasteriser with a depth buffer. It fills a turned surface pixel by pixel with smooth colour, light
 * and contour lines, in typed arrays without allocation. A canvas path a quad would cost more time, leave seams
 * between quads and know nothing of depth; the depth buffer is what lets paths and points fade behind the surface.
 */
import { RAMP_SIZE } from "./colours.js";
import { SCREEN_STRIDE } from "./surface.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./colours.js").Ramp} Ramp */

const LIGHTS = 64;
/** Strengths of a contour line's edge. */
const EDGES = 4;
/** Half the width of a contour line, CSS pixels. */
const LINE = 0.45;
/** Green-weighted mean (0…255) above which ground counts as bright. */
const BRIGHT = 105;
/** How strong a contour line is. */
const LINE_INK = 0.36;

/**
 * All colours a pixel can have, packed as the canvas wants them: [edge][light][colour].
 * @param {Ramp} ramp
 * @returns {Uint32Array}
 */
export function shadeTable(ramp) {
  const table = new Uint32Array(EDGES * LIGHTS * RAMP_SIZE);
  const bytes = new Uint8ClampedArray(table.buffer);
  let k = 0;
  for (let edge = 0; edge < EDGES; edge++) {
    const mix = (LINE_INK * edge) / (EDGES - 1);
    for (let light = 0; light < LIGHTS; light++) {
      const shade = 0.66 + 0.42 * (light / (LIGHTS - 1));
      for (let t = 0; t < RAMP_SIZE; t++, k += 4) {
        // A contour line is darker than bright ground and brighter than dark ground.
        const bright = ramp.rgba[4 * t] + 2 * ramp.rgba[4 * t + 1] + ramp.rgba[4 * t + 2] > 4 * BRIGHT;
        for (let i = 0; i < 3; i++) {
          const lit = Math.min(255, ramp.rgba[4 * t + i] * shade);
          bytes[k + i] = lit + ((bright ? 20 : 235) - lit) * mix * (bright ? 1 : 0.7);
        }
        bytes[k + 3] = 255;
      }
    }
  }
  return table;
}

export class Rasteriser {
  constructor() {
    this.width = 0;
    this.height = 0;
    /** Nearness of the surface at each pixel; −∞ where there is none. */
    this.depths = new Float32Array(0);
    this.pixels = new Uint32Array(0);
  }

  /** @param {number} width @param {number} height raster pixels */
  clear(width, height) {
    const size = width * height;
    if (this.depths.length < size) {
      this.depths = new Float32Array(size);
      this.pixels = new Uint32Array(size);
    }
    this.width = width;
    this.height = height;
    this.depths.fill(-Infinity, 0, size);
    this.pixels.fill(0, 0, size);
  }

  /**
   * @param {Surface} surface turned into this raster's pixels
   * @param {Uint32Array} table of shades
   * @param {number} ratio raster pixels a CSS pixel
   */
  fill({ triangles, screen }, table, ratio) {
    for (let i = 0; i < triangles.length; i += 3) {
      this.triangle(screen, triangles[i] * SCREEN_STRIDE, triangles[i + 1] * SCREEN_STRIDE, triangles[i + 2] * SCREEN_STRIDE, table, ratio);
    }
  }

  /**
   * Fill one triangle, row by row; a pixel belongs to it if its centre does.
   * @param {Float32Array} s screen vertices
   * @param {number} a offset of a vertex in s
   * @param {number} b
   * @param {number} c
   * @param {Uint32Array} table
   * @param {number} ratio
   */
  triangle(s, a, b, c, table, ratio) {
    const ax = s[a];
    const ay = s[a + 1];
    const bx = s[b] - ax;
    const by = s[b + 1] - ay;
    const cx = s[c] - ax;
    const cy = s[c + 1] - ay;
    const area = bx * cy - by * cx;
    if (!(Math.abs(area) > 1e-9)) return;
    // Each quantity is affine on the screen: its value at a, and its change a pixel right and a pixel down.
    const inverse = 1 / area;
    const [d0, db, dc] = [s[a + 2], s[b + 2] - s[a + 2], s[c + 2] - s[a + 2]];
    const dx = (db * cy - dc * by) * inverse;
    const dy = (dc * bx - db * cx) * inverse;
    const [l0, lb, lc] = [s[a + 3], s[b + 3] - s[a + 3], s[c + 3] - s[a + 3]];
    const lx = (lb * cy - lc * by) * inverse * (LIGHTS - 1);
    const ly = (lc * bx - lb * cx) * inverse * (LIGHTS - 1);
    const [t0, tb, tc] = [s[a + 4], s[b + 4] - s[a + 4], s[c + 4] - s[a + 4]];
    const tx = (tb * cy - tc * by) * inverse * (RAMP_SIZE - 1);
    const ty = (tc * bx - tb * cx) * inverse * (RAMP_SIZE - 1);
    const [g0, gb, gc] = [s[a + 5], s[b + 5] - s[a + 5], s[c + 5] - s[a + 5]];
    const gx = (gb * cy - gc * by) * inverse;
    const gy = (gc * bx - gb * cx) * inverse;
    // Contour lines keep their width on the screen, and fade where they would run together.
    const steep = Math.sqrt(gx * gx + gy * gy) * ratio;
    const reach = steep * (LINE + 0.5);
    const strength = steep > 0.3 ? 0 : (EDGES - 1) / (steep || 1);

    const top = Math.max(0, Math.ceil(Math.min(ay, ay + by, ay + cy) - 0.5));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(ay, ay + by, ay + cy) - 0.5) - 1);
    const { depths, pixels, width } = this;
    for (let row = top; row <= bottom; row++) {
      const y = row + 0.5 - ay;
      let from = Infinity;
      let to = -Infinity;
      // Where the row crosses the edges a–b, a–c and b–c.
      if ((0 <= y) !== (by <= y)) {
        const x = (bx * y) / by;
        if (x < from) from = x;
        if (x > to) to = x;
      }
      if ((0 <= y) !== (cy <= y)) {
        const x = (cx * y) / cy;
        if (x < from) from = x;
        if (x > to) to = x;
      }
      if ((by <= y) !== (cy <= y)) {
        const x = bx + ((cx - bx) * (y - by)) / (cy - by);
        if (x < from) from = x;
        if (x > to) to = x;
      }
      if (to < from) continue;
      const start = Math.max(0, Math.ceil(from + ax - 0.5));
      const end = Math.min(width - 1, Math.ceil(to + ax - 0.5) - 1);
      const x = start + 0.5 - ax;
      let d = d0 + dx * x + dy * y;
      let l = l0 * (LIGHTS - 1) + lx * x + ly * y;
      let t = t0 * (RAMP_SIZE - 1) + tx * x + ty * y;
      let g = g0 + gx * x + gy * y;
      for (let k = row * width + start, last = row * width + end; k <= last; k++) {
        if (d > depths[k]) {
          depths[k] = d;
          const away = Math.abs(g - Math.floor(g + 0.5));
          const edge = away < reach ? Math.min(EDGES - 1, (reach - away) * strength) | 0 : 0;
          pixels[k] = table[((edge * LIGHTS + (l | 0)) << 8) + (t | 0)];
        }
        d += dx;
        l += lx;
        t += tx;
        g += gx;
      }
    }
  }

  /**
   * Copy into an image of the same size, or of half the size with the mean of four pixels (smooth edges).
   * @param {Uint32Array} image
   * @param {number} imageWidth
   * @param {number} factor 1 or 2
   */
  resolve(image, imageWidth, factor) {
    if (factor === 1) return void image.set(this.pixels.subarray(0, image.length));
    const { pixels, width } = this;
    const rows = image.length / imageWidth;
    for (let row = 0, k = 0; row < rows; row++) {
      for (let column = 0, j = 2 * row * width; column < imageWidth; column++, k++, j += 2) {
        const p = pixels[j];
        const q = pixels[j + 1];
        const r = pixels[j + width];
        const s = pixels[j + width + 1];
        image[k] = p === q && p === r && p === s ? p : mean(p, q, r, s);
      }
    }
  }
}

/**
 * The mean of four packed colours, of which 0 is "nothing": it counts for opacity, not for colour.
 * @param {number} p
 * @param {number} q
 * @param {number} r
 * @param {number} s
 */
function mean(p, q, r, s) {
  const n = (p ? 1 : 0) + (q ? 1 : 0) + (r ? 1 : 0) + (s ? 1 : 0);
  if (n === 0) return 0;
  const red = ((p & 255) + (q & 255) + (r & 255) + (s & 255)) / n;
  const green = (((p >> 8) & 255) + ((q >> 8) & 255) + ((r >> 8) & 255) + ((s >> 8) & 255)) / n;
  const blue = (((p >> 16) & 255) + ((q >> 16) & 255) + ((r >> 16) & 255) + ((s >> 16) & 255)) / n;
  return (((n * 63.75) << 24) | (blue << 16) | (green << 8) | (red & 255)) >>> 0;
}
