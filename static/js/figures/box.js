/**
 * The box around a space: floor and two back walls with a quiet grid, ticks and names on the outer edges. Which
 * edges these are follows from where the eye stands, so labels never lie on the surface.
 */
import { ticks } from "./scales.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./camera.js").View} View */
/** @typedef {import("./figure.js").Scale} Scale */
/** @typedef {[number, number, number]} Point */
/** @typedef {{x: (v: number) => number, y: (v: number) => number, z: (v: number) => number}} Maps data → box */

/** Distance from edge to tick label and from edge to name, in units of the font size. */
const TICK_GAP = 1.05;
const NAME_GAP = 2.7;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {View} view
 * @param {Maps} maps
 */
export function drawBox(ctx, scene, view, maps) {
  const [hx, hy, hz] = view.half;
  const backX = view.eye[0] > 0 ? -hx : hx;
  const backY = view.eye[1] > 0 ? -hy : hy;
  const em = scene.fontSize;
  const { x, y, z } = scene.structure;
  const length = (/** @type {Point} */ a, /** @type {Point} */ b) =>
    Math.hypot(view.screenX(a[0], a[1]) - view.screenX(b[0], b[1]), view.screenY(...a) - view.screenY(...b));
  /** @param {Scale|undefined} scale @param {(v: number) => number} map @param {Point} a @param {Point} b @param {number} spacing */
  const along = (scale, map, a, b, spacing) => {
    const size = length(a, b);
    if (!scale || size < 3 * em) return [];
    return ticks(scale, Math.max(2, Math.floor(size / (spacing * em)))).map((tick) => ({ ...tick, at: map(tick.value) }));
  };
  // The vertical edge that stands leftmost among the two where a back wall ends.
  const left = view.screenX(backX, -backY) < view.screenX(-backX, backY) ? [backX, -backY] : [-backX, backY];
  const xs = along(x, maps.x, [-hx, -backY, -hz], [hx, -backY, -hz], 4.6);
  const ys = along(y, maps.y, [-backX, -hy, -hz], [-backX, hy, -hz], 4.6);
  const zs = along(z, maps.z, [left[0], left[1], -hz], [left[0], left[1], hz], 3);

  /** @param {Point} a @param {Point} b */
  const segment = (a, b) => {
    ctx.moveTo(view.screenX(a[0], a[1]), view.screenY(...a));
    ctx.lineTo(view.screenX(b[0], b[1]), view.screenY(...b));
  };
  ctx.lineWidth = 1;
  ctx.strokeStyle = scene.palette.grid;
  ctx.beginPath();
  for (const { at } of xs) {
    segment([at, -hy, -hz], [at, hy, -hz]);
    segment([at, backY, -hz], [at, backY, hz]);
  }
  for (const { at } of ys) {
    segment([-hx, at, -hz], [hx, at, -hz]);
    segment([backX, at, -hz], [backX, at, hz]);
  }
  for (const { at } of zs) {
    segment([-hx, backY, at], [hx, backY, at]);
    segment([backX, -hy, at], [backX, hy, at]);
  }
  ctx.stroke();
  ctx.beginPath();
  segment([-hx, -backY, -hz], [hx, -backY, -hz]);
  segment([-backX, -hy, -hz], [-backX, hy, -hz]);
  segment([left[0], left[1], -hz], [left[0], left[1], hz]);
  ctx.globalAlpha = 0.7;
  ctx.strokeStyle = scene.palette.quiet;
  ctx.stroke();
  ctx.globalAlpha = 1;

  const label = labeller(ctx, scene, view);
  const outX = /** @type {Point} */ ([0, -Math.sign(backY), 0]);
  const outY = /** @type {Point} */ ([-Math.sign(backX), 0, 0]);
  ctx.font = `${em}px ${scene.font}`;
  ctx.fillStyle = scene.palette.quiet;
  for (const tick of xs) label([tick.at, -backY, -hz], outX, tick.label, TICK_GAP * em);
  for (const tick of ys) label([-backX, tick.at, -hz], outY, tick.label, TICK_GAP * em);
  for (const tick of zs) {
    // The lowest label makes room for the one of the floor's corner.
    const lift = tick.at < 0.05 - hz ? (0.55 * em) / view.unit : 0;
    label([left[0], left[1], tick.at + lift], null, tick.label, 0.6 * em);
  }
  ctx.font = `600 ${em}px ${scene.font}`;
  ctx.fillStyle = scene.palette.ink;
  if (x?.label && xs.length) label([0, -backY, -hz], outX, scene.text(x.label), NAME_GAP * em, true);
  if (y?.label && ys.length) label([-backX, 0, -hz], outY, scene.text(y.label), NAME_GAP * em, true);
  if (z?.label && zs.length) writeTop(ctx, scene, view, [left[0], left[1], hz], scene.text(z.label));
}

/**
 * A writer of words beside an edge, pushed outwards on the screen; null means straight to the left. Where a small figure
 * has no room beside the edge, what `yields` goes below the words that stand there already.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {View} view
 */
function labeller(ctx, scene, view) {
  ctx.textBaseline = "middle";
  const em = scene.fontSize;
  const lowest = scene.height - em * 0.7;
  /** @type {{left: number, right: number, y: number}[]} */
  const written = [];
  /** @param {Point} at @param {Point|null} out @param {string} words @param {number} gap @param {boolean} [yields] */
  return (at, out, words, gap, yields) => {
    let [ux, uy] = [-1, 0];
    if (out) {
      ux = view.right[0] * out[0] + view.right[1] * out[1];
      uy = -(view.up[0] * out[0] + view.up[1] * out[1]);
      const size = Math.hypot(ux, uy) || 1;
      [ux, uy] = [ux / size, Math.max(uy / size, 0.35)]; // below its edge, even from the side
    }
    const width = ctx.measureText(words).width;
    const shift = (width / 2) * (1 - ux); // left end of words whose near side faces the edge
    const left = clampTo(view.screenX(at[0], at[1]) + ux * gap - shift, 2, scene.width - width - 2);
    let y = clampTo(view.screenY(...at) + uy * gap, em * 0.7, lowest);
    const covers = () => written.some((other) => left < other.right && left + width > other.left && Math.abs(y - other.y) < em);
    while (yields && y < lowest && covers()) y = Math.min(lowest, y + em / 4);
    written.push({ left, right: left + width, y });
    ctx.textAlign = "left";
    ctx.fillText(words, left, y);
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {View} view
 * @param {Point} at
 * @param {string} words
 */
function writeTop(ctx, scene, view, at, words) {
  const width = ctx.measureText(words).width;
  const px = clampTo(view.screenX(at[0], at[1]) - 0.85 * width, 2, scene.width - width - 2);
  const py = clampTo(view.screenY(...at) - scene.fontSize, scene.fontSize * 0.7, scene.height);
  ctx.fillText(words, px, py);
}

/** @param {number} v @param {number} lo @param {number} hi */
const clampTo = (v, lo, hi) => Math.max(lo, Math.min(hi, v));
