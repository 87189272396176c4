/**
 * Scales: the only way from data to pixels, and from numbers to the words on an axis.
 * A scale transforms a value (identity, square root or logarithm) and then stretches it
 * affinely onto pixels. d3 supplies ticks and formats; `pixelMap` is the same function
 * without d3's generality, because marks call it thousands of times a frame.
 */
import d3 from "../basics/d3.js";
import { powerOfTen, scientific } from "../words/text.js";

/** @typedef {import("./figure.js").Scale} Scale */
/** @typedef {"linear"|"log"|"sqrt"} ScaleType */

/** @type {Record<ScaleType, (v: number) => number>} */
const TRANSFORMS = {
  linear: (v) => v,
  sqrt: (v) => Math.sign(v) * Math.sqrt(Math.abs(v)),
  log: (v) => (v > 0 ? Math.log(v) : NaN),
};

/** @type {Record<ScaleType, (t: number) => number>} */
const INVERSES = {
  linear: (t) => t,
  sqrt: (t) => Math.sign(t) * t * t,
  log: (t) => Math.exp(t),
};

/**
 * A domain that can be drawn: finite, not empty, and positive for a logarithm.
 * @param {Scale} scale
 * @returns {[number, number]}
 */
export function drawableDomain(scale) {
  let [lo, hi] = scale.domain;
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) [lo, hi] = [0, 1];
  if (scale.type === "log") {
    if (!(hi > 0)) hi = 1;
    if (!(lo > 0)) lo = hi / 1e6;
  }
  if (lo === hi) return scale.type === "log" ? [lo / 2, hi * 2] : [lo - 1, hi + 1];
  return [lo, hi];
}

/**
 * The fast form of a scale: value → pixel. A value outside a logarithm's reach gives NaN.
 * @param {Scale} scale
 * @param {[number, number]} range pixels
 * @returns {(v: number) => number}
 */
export function pixelMap(scale, range) {
  const transform = TRANSFORMS[scale.type] ?? TRANSFORMS.linear;
  const [lo, hi] = drawableDomain(scale);
  const start = transform(lo);
  const slope = (range[1] - range[0]) / (transform(hi) - start);
  const offset = range[0] - slope * start;
  return scale.type === "linear" ? (v) => slope * v + offset : (v) => slope * transform(v) + offset;
}

/**
 * Pixel → value, the inverse of `pixelMap`.
 * @param {Scale} scale
 * @param {[number, number]} range
 * @returns {(px: number) => number}
 */
export function valueMap(scale, range) {
  const transform = TRANSFORMS[scale.type] ?? TRANSFORMS.linear;
  const inverse = INVERSES[scale.type] ?? INVERSES.linear;
  const [lo, hi] = drawableDomain(scale);
  const start = transform(lo);
  const slope = (transform(hi) - start) / (range[1] - range[0]);
  return (px) => inverse(start + slope * (px - range[0]));
}

/**
 * Position of a value inside a colour domain, 0 to 1, clamped; NaN stays NaN.
 * @param {[number, number]} domain
 * @param {ScaleType} [type]
 * @returns {(v: number) => number}
 */
export function unitMap(domain, type = "linear") {
  const map = pixelMap({ domain, type, label: "" }, [0, 1]);
  const floor = type === "log" ? 0 : NaN; // a loss of exactly 0 is "as low as it gets"
  return (v) => {
    const t = map(v);
    if (t !== t) return v === v ? floor : NaN;
    return t < 0 ? 0 : t > 1 ? 1 : t;
  };
}

/**
 * @typedef {Object} Tick
 * @property {number} value
 * @property {string} label empty for a tick without words
 * @property {number} [row] of names in several rows below an axis, from 0
 * @property {string} [title] the whole name of a thing, where the label is only as much as there is room for
 */

/**
 * About `count` ticks of a scale with their labels, two at least: a single number says nothing of the scale.
 * @param {Scale} scale
 * @param {number} count
 * @returns {Tick[]}
 */
export function ticks(scale, count) {
  const domain = drawableDomain(scale);
  if (scale.type === "log") return logTicks(domain, count);
  let fine = count;
  while (fine < 4 * count && d3.ticks(domain[0], domain[1], fine).length < 2) fine++;
  const values = d3.ticks(domain[0], domain[1], fine);
  const format = tickFormat(domain, fine);
  const shown = fine > count && values.length > 3 ? everySecond(values) : values;
  return shown.map((value) => ({ value, label: format(value) }));
}

/** Every second of evenly spaced values, with zero if it is among them. @param {number[]} values */
function everySecond(values) {
  const step = values[1] - values[0];
  return values.filter((value) => Math.round(value / step) % 2 === 0);
}

/**
 * @param {[number, number]} domain
 * @param {number} count
 * @returns {(v: number) => string}
 */
function tickFormat(domain, count) {
  const largest = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  if (largest >= 1e5 || largest < 1e-4) {
    const format = d3.format(".2~e");
    return (v) => (v === 0 ? "0" : scientific(format(v)));
  }
  return d3.tickFormat(domain[0], domain[1], count, undefined);
}

/**
 * @param {[number, number]} domain
 * @param {number} count
 * @returns {Tick[]}
 */
function logTicks(domain, count) {
  const decades = Math.log10(domain[1] / domain[0]);
  if (decades < 2) {
    const few = d3.scaleLog(domain, [0, 1]).ticks(count);
    const every = Math.ceil(few.length / Math.max(count, 1));
    return few.map((value, i) => ({ value, label: i % every === 0 ? formatNumber(value) : "" }));
  }
  const first = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const last = Math.floor(Math.log10(domain[1]) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(count, 1)));
  const plain = first >= -2 && last <= 3;
  // Over many decades only the labelled ones get a line.
  return d3.range(first, last + 1, every > 2 ? every : 1).map((exponent) => ({
    value: 10 ** exponent,
    label: (exponent - first) % every ? "" : plain || exponent === 0 || exponent === 1 ? d3.format("~f")(10 ** exponent) : powerOfTen(exponent),
  }));
}

const fourDigits = d3.format(".4~g");
const exponential = d3.format(".3~e");

/**
 * The default style of a number: four significant digits, a true minus sign.
 * @param {number} v
 */
export function formatNumber(v) {
  if (v !== v || v === null || v === undefined) return "–";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  if (size !== 0 && (size >= 1e5 || size < 1e-4)) return scientific(exponential(v));
  return fourDigits(v);
}

/**
 * A format with as many decimals as a domain deserves, so that a moving read-out does not jitter.
 * @param {[number, number]} domain
 * @returns {(v: number) => string}
 */
export function steadyFormat(domain) {
  const step = Math.abs(d3.tickStep(domain[0], domain[1], 200));
  if (!(step > 1e-6) || step >= 1e5) return formatNumber;
  return d3.format(`.${d3.precisionFixed(step)}f`);
}

/**
 * A sensible step for the arrow keys: about a hundredth of the domain, a thousandth when fine.
 * @param {[number, number]} domain
 * @param {boolean} fine
 */
export function keyStep(domain, fine) {
  return Math.abs(d3.tickStep(domain[0], domain[1], fine ? 1000 : 100));
}

/**
 * The name that an axis has at a place, where its ticks have names: the feature of a bar, who gets a share.
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 * @returns {string|null}
 */
export function namedAt(scene, x, y) {
  const tick = tickAt(scene.structure.x, x) ?? tickAt(scene.structure.y, y);
  return tick ? scene.text(tick[1]) : null;
}

/** The named tick of a scale at a value. @param {Scale|undefined} scale @param {number} value */
export const tickAt = (scale, value) => scale?.ticks?.find(([at]) => Math.abs(at - value) < 1e-3);
