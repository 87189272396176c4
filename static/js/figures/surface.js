/**
 * The geometry of a mesh: a grid of heights as triangles in the unit box, cut off at the box's top, with a normal,
 * a colour position and a contour position at each vertex. Built when the heights change; turning the camera only
 * moves the vertices (`turn`), which rasteriser.js then fills.
 */
import { pixelMap } from "./scales.js";

/** @typedef {import("./scene.js").Item} Item */
/** @typedef {import("./camera.js").View} View */
/** @typedef {import("./figure.js").Scale} Scale */

/** Contour lines on a mesh without levels of its own. */
const BANDS = 10;
/** Floats a vertex: x y z, normal, colour 0…1, contour. */
const STRIDE = 8;

/**
 * @typedef {Object} Surface
 * @property {number} rows
 * @property {number} columns
 * @property {number} count vertices; the first rows × columns are the samples, the others lie on the cut
 * @property {Float32Array} vertices STRIDE floats each
 * @property {Uint32Array} triangles three indices each
 * @property {Float32Array} screen px, py, depth, light (0…1), colour, contour of each vertex, in the camera's view
 */

/** Floats of a vertex on the screen. */
export const SCREEN_STRIDE = 6;

/**
 * The contour position of a value: k on the k-th level, in between in between.
 * @param {number[]|undefined} levels
 * @param {(v: number) => number} unit
 * @returns {(v: number) => number}
 */
function contourMap(levels, unit) {
  const at = (levels ?? []).map(unit).filter((t) => t === t).sort((a, b) => a - b);
  if (at.length < 2) return (v) => unit(v) * BANDS;
  return (v) => {
    const t = unit(v);
    let k = 0;
    while (k < at.length - 2 && t > at[k + 1]) k++;
    return k + (t - at[k]) / (at[k + 1] - at[k]);
  };
}

/**
 * @param {Item} item a mesh
 * @param {{x: (v: number) => number, y: (v: number) => number, z: (v: number) => number, top: number}} box data → unit box
 * @param {number[]} [levels] contour levels to draw on the surface
 * @returns {Surface|null}
 */
export function buildSurface(item, box, levels) {
  const [rows, columns] = item.shape("values");
  if (!(rows > 1 && columns > 1)) return null;
  const { mark } = item;
  const unit = pixelMap({ domain: mark.domain, type: mark.scale ?? "linear", label: "" }, [0, 1]);
  const contour = contourMap(levels ?? mark.levels, unit);
  const values = item.data("values");
  const [x0, x1, y0, y1] = mark.extent;
  const samples = rows * columns;
  // A cut triangle adds at most two vertices.
  const vertices = new Float32Array(STRIDE * (samples + 4 * (rows - 1) * (columns - 1)));
  for (let r = 0, k = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, k += STRIDE) {
      const value = values[r * columns + c];
      vertices[k] = box.x(x0 + (c / (columns - 1)) * (x1 - x0));
      vertices[k + 1] = box.y(y0 + (r / (rows - 1)) * (y1 - y0));
      vertices[k + 2] = box.z(value);
      vertices[k + 6] = unit(value) || 0;
      vertices[k + 7] = contour(value) || 0;
    }
  }
  addNormals(vertices, rows, columns);
  const { triangles, count } = cut(vertices, rows, columns, box.top);
  const screen = new Float32Array(SCREEN_STRIDE * count);
  return { rows, columns, count, vertices: vertices.slice(0, STRIDE * count), triangles, screen };
}

/**
 * Normals by central differences of the heights, one-sided at the edges.
 * @param {Float32Array} vertices
 * @param {number} rows
 * @param {number} columns
 */
function addNormals(vertices, rows, columns) {
  const up = STRIDE * columns;
  for (let r = 0, k = 0; r < rows; r++) {
    const south = r > 0 ? -up : 0;
    const north = r < rows - 1 ? up : 0;
    for (let c = 0; c < columns; c++, k += STRIDE) {
      const west = c > 0 ? -STRIDE : 0;
      const east = c < columns - 1 ? STRIDE : 0;
      const slopeX = (vertices[k + east + 2] - vertices[k + west + 2]) / (vertices[k + east] - vertices[k + west]);
      const slopeY = (vertices[k + north + 2] - vertices[k + south + 2]) / (vertices[k + north + 1] - vertices[k + south + 1]);
      const length = Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      vertices[k + 3] = -slopeX / length || 0;
      vertices[k + 4] = -slopeY / length || 0;
      vertices[k + 5] = 1 / length || 1;
    }
  }
}

/**
 * Triangles of all cells below the top; those that reach through it are cut there.
 * @param {Float32Array} vertices gets the new vertices appended
 * @param {number} rows
 * @param {number} columns
 * @param {number} top
 */
function cut(vertices, rows, columns, top) {
  /** @type {number[]} */
  const triangles = [];
  let count = rows * columns;
  /** @param {number} a below @param {number} b above @returns {number} the vertex between them at the top */
  const between = (a, b) => {
    const [ka, kb, kn] = [a * STRIDE, b * STRIDE, count * STRIDE];
    const t = (top - vertices[ka + 2]) / (vertices[kb + 2] - vertices[ka + 2]);
    for (let i = 0; i < STRIDE; i++) vertices[kn + i] = vertices[ka + i] + t * (vertices[kb + i] - vertices[ka + i]);
    return count++;
  };
  const height = (/** @type {number} */ v) => vertices[v * STRIDE + 2];
  /** @param {number} a @param {number} b @param {number} c */
  const add = (a, b, c) => {
    const corners = [a, b, c];
    if (corners.some((v) => !Number.isFinite(height(v)))) return;
    const above = corners.map((v) => height(v) > top);
    const n = above.filter(Boolean).length;
    if (n === 0) return void triangles.push(a, b, c);
    if (n === 3) return;
    // Turn the triangle until the odd one out comes first.
    const odd = above.indexOf(n === 1);
    const [p, q, r] = [corners[odd], corners[(odd + 1) % 3], corners[(odd + 2) % 3]];
    if (n === 2) return void triangles.push(p, between(p, q), between(p, r));
    const [pq, pr] = [between(q, p), between(r, p)];
    triangles.push(pq, q, r, pq, r, pr);
  };
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const a = r * columns + c;
      const [b, d] = [a + 1, a + columns];
      add(a, b, d + 1);
      add(a, d + 1, d);
    }
  }
  return { triangles: Uint32Array.from(triangles), count };
}

/** Direction to the lamp in the camera's frame (right, up, towards the eye): it stands at the reader's left shoulder. */
const LAMP = normalised([-0.45, 0.65, 0.62]);

/** @param {number[]} v */
function normalised(v) {
  const length = Math.hypot(...v);
  return v.map((a) => a / length);
}

/**
 * Move the vertices into the camera's view.
 * @param {Surface} surface
 * @param {View} view
 * @param {number} ratio raster pixels a CSS pixel
 */
export function turnSurface({ vertices, screen, count }, view, ratio) {
  const { right, up, eye } = view;
  const unit = view.unit * ratio;
  const [cx, cy] = [view.centreX * ratio, view.centreY * ratio];
  const lampX = LAMP[0] * right[0] + LAMP[1] * up[0] + LAMP[2] * eye[0];
  const lampY = LAMP[0] * right[1] + LAMP[1] * up[1] + LAMP[2] * eye[1];
  const lampZ = LAMP[1] * up[2] + LAMP[2] * eye[2];
  for (let i = 0, k = 0, s = 0; i < count; i++, k += STRIDE, s += SCREEN_STRIDE) {
    const x = vertices[k];
    const y = vertices[k + 1];
    const z = vertices[k + 2];
    const [nx, ny, nz] = [vertices[k + 3], vertices[k + 4], vertices[k + 5]];
    screen[s] = cx + unit * (right[0] * x + right[1] * y);
    screen[s + 1] = cy - unit * (up[0] * x + up[1] * y + up[2] * z);
    screen[s + 2] = eye[0] * x + eye[1] * y + eye[2] * z;
    const facing = nx * eye[0] + ny * eye[1] + nz * eye[2];
    const lamp = nx * lampX + ny * lampY + nz * lampZ;
    // Both sides are lit; the underside a little less.
    const light = facing >= 0 ? Math.max(lamp, 0) : Math.max(-lamp, 0) * 0.8;
    screen[s + 3] = light > 1 ? 1 : light;
    const colour = vertices[k + 6];
    screen[s + 4] = colour < 0 ? 0 : colour > 1 ? 1 : colour;
    screen[s + 5] = vertices[k + 7];
  }
}

/**
 * Height of the surface at a place by bilinear interpolation of the samples; NaN outside.
 * For placing marks on the surface only, never for a number on the screen.
 * @param {Item} item
 * @param {number} x
 * @param {number} y
 */
export function surfaceHeight(item, x, y) {
  const [rows, columns] = item.shape("values");
  const values = item.data("values");
  const [x0, x1, y0, y1] = item.mark.extent;
  const u = ((x - x0) / (x1 - x0)) * (columns - 1);
  const v = ((y - y0) / (y1 - y0)) * (rows - 1);
  if (!(u >= -1e-6 && v >= -1e-6 && u <= columns - 1 + 1e-6 && v <= rows - 1 + 1e-6)) return NaN;
  const c = Math.max(0, Math.min(Math.floor(u), columns - 2));
  const r = Math.max(0, Math.min(Math.floor(v), rows - 2));
  const [a, b] = [u - c, v - r];
  const k = r * columns + c;
  const low = values[k] * (1 - a) + values[k + 1] * a;
  const high = values[k + columns] * (1 - a) + values[k + columns + 1] * a;
  return low * (1 - b) + high * b;
}
