/**
 * The axes of a plane: how much room labels need, and the drawing of ticks, names and a quiet grid.
 * Room is measured, not guessed, so no label is cut in any language or number range.
 */
import { ticks } from "./scales.js";
import { shorten } from "./shorten.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./figure.js").Scale} Scale */
/** @typedef {import("./scales.js").Tick} Tick */
/** @typedef {{x: Tick[], y: Tick[]}} Ticks */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Margins */

/** Pixels between two tick labels that still read as separate, in units of the font size. */
const X_SPACING = 6;
const Y_SPACING = 3.8;
/** The same for names of things below each other, which stand one unit apart: as wished, and where they begin to touch. */
export const NAME_SPACING = 0.95;
const LEAST_NAME_SPACING = 0.87;
/** From one row of names to the next below it. */
const ROW = 1.2;
const LOG_SPACING = 2.2;
const EQUAL_SPACING = 5;

/** Half of what stays free between two names beside each other. */
const NAME_GAP = 0.125;

/** The part of a figure's width that names at its left may take; and what a narrow figure gives them all the same, in units
 *  of the font size. */
const [MOST_FOR_NAMES, LEAST_FOR_NAMES] = [0.36, 10.8];

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @param {Scale} x as shown (an equal-aspect figure may show more than its domain)
 * @param {Scale} y
 * @param {number} width of the plot
 * @param {number} height
 * @returns {Ticks}
 */
export function planeTicks(scene, stage, x, y, width, height) {
  const bars = scene.items.find(({ mark }) => mark.type === "bars" && mark.labels);
  const count = (/** @type {number} */ size, /** @type {number} */ spacing) =>
    Math.max(2, Math.floor(size / (spacing * scene.fontSize)));
  const equal = scene.structure.equal; // the same step on both axes
  return {
    x: x.ticks ? namedTicks(scene, stage, x, width, "across") : bars
      ? bars.mark.labels.map((/** @type {any} */ label, /** @type {number} */ value) => ({ value, label: scene.text(label) }))
      : ticks(x, count(width, equal ? EQUAL_SPACING : X_SPACING)),
    y: y.ticks ? namedTicks(scene, stage, y, height, "down") : ticks(y, count(height, equal ? EQUAL_SPACING : y.type === "log" ? LOG_SPACING : Y_SPACING)),
  };
}

/**
 * Ticks with names of their own. Names that do not fit beside each other take two rows in turn; one that is still longer
 * than its room is shortened, and the whole is in its title.
 * @param {Scene} scene
 * @param {Stage} stage
 * @param {Scale} scale
 * @param {number} size of the plot along the axis
 * @param {"across" | "down"} way
 * @returns {Tick[]}
 */
function namedTicks(scene, stage, scale, size, way) {
  const em = scene.fontSize;
  const named = scale.ticks ?? [];
  const apart = size / Math.max(1, Math.abs(scale.domain[1] - scale.domain[0])); // things lie one unit apart
  const every = Math.max(1, Math.ceil((LEAST_NAME_SPACING * em) / apart)); // of those below each other
  stage.lively.font = `${em}px ${scene.font}`;
  const titles = named.map(([, text]) => scene.text(text));
  const widths = titles.map((title) => stage.lively.measureText(title).width);
  /** From the middle of a name to where the one beside it begins, or may begin. @param {number} i @param {number} j */
  const towards = (i, j) => {
    const gap = named[j] ? Math.abs(named[j][0] - named[i][0]) * apart : size;
    return Math.max(gap / 2, gap - (widths[j] ?? gap) / 2) - NAME_GAP * em;
  };
  /** @param {number} i @param {number} room @returns {Tick} */
  const tick = (i, room) => ({ value: named[i][0], label: shorten(stage.lively, titles[i], room, titles), title: titles[i] });
  const atLeft = Math.max(MOST_FOR_NAMES * scene.width, LEAST_FOR_NAMES * em);
  if (way === "down") return named.map(([value], i) => (i % every ? { value, label: "" } : tick(i, atLeft)));
  const inRows = (/** @type {number} */ rows) =>
    named.map((_, i) => ({ ...tick(i, 2 * Math.min(towards(i, i - rows), towards(i, i + rows))), row: i % rows }));
  const beside = inRows(1);
  return beside.some(({ label, title }) => label !== title) ? inRows(2) : beside;
}

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @param {Ticks} shown
 * @returns {Margins}
 */
export function planeMargins(scene, stage, shown) {
  const ctx = stage.lively;
  const em = scene.fontSize;
  ctx.font = `${em}px ${scene.font}`;
  const widest = (/** @type {Tick[]} */ list) => Math.max(0, ...list.map((tick) => ctx.measureText(tick.label).width));
  const name = (/** @type {Scale|undefined} */ scale) => (scale?.label ? scene.text(scale.label) : "");
  return {
    left: Math.ceil(widest(shown.y) + 0.9 * em),
    right: Math.ceil(Math.max(0.8 * em, widest(shown.x.slice(-1)) / 2 + 2)),
    top: Math.ceil(name(scene.structure.y) ? 1.9 * em : 0.8 * em),
    bottom: Math.ceil(((name(scene.structure.x) ? 3.2 : 1.8) + ROW * lowest(shown.x)) * em),
  };
}

/** The row of the lowest name, from 0. @param {Tick[]} list */
const lowest = (list) => Math.max(0, ...list.map(({ row = 0 }) => row));

/** Bars stand beside each other: no lines between them. @param {Scene} scene */
const isCategorical = (scene) => scene.items.some(({ mark }) => mark.type === "bars");

/**
 * Grid lines on the canvas, under the data. A raster has no grid: its colours are the ground.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {Ticks} shown
 * @param {(v: number) => number} mapX
 * @param {(v: number) => number} mapY
 */
export function drawGrid(ctx, scene, shown, mapX, mapY) {
  const { left, right, top, bottom } = scene.plot;
  const { x, y } = scene.structure;
  const isZero = (/** @type {number} */ value, /** @type {Scale | undefined} */ scale) => value === 0 && !scale?.ticks; // a thing is no zero
  for (const zero of [false, true]) {
    ctx.beginPath();
    for (const { value } of isCategorical(scene) ? [] : shown.x) {
      if (isZero(value, x) !== zero) continue;
      const px = Math.round(mapX(value)) + 0.5;
      ctx.moveTo(px, top);
      ctx.lineTo(px, bottom);
    }
    for (const { value } of shown.y) {
      if (isZero(value, y) !== zero) continue;
      const py = Math.round(mapY(value)) + 0.5;
      ctx.moveTo(left, py);
      ctx.lineTo(right, py);
    }
    ctx.lineWidth = 1;
    ctx.globalAlpha = zero ? 0.45 : 1;
    ctx.strokeStyle = zero ? scene.palette.quiet : scene.palette.grid;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/**
 * Tick labels and axis names in the SVG overlay. Names stand upright: y's above its axis, x's under its right end.
 * @param {Stage} stage
 * @param {Scene} scene
 * @param {Ticks} shown
 * @param {(v: number) => number} mapX
 * @param {(v: number) => number} mapY
 */
export function drawAxes(stage, scene, shown, mapX, mapY) {
  const { left, right, bottom, top } = scene.plot;
  const em = scene.fontSize;
  /** @type {{x: number, y: number, anchor: string, words: string, kind: string, title?: string}[]} */
  const words = [];
  for (const tick of shown.x) {
    words.push({ x: mapX(tick.value), y: bottom + (1.4 + ROW * (tick.row ?? 0)) * em, anchor: "middle", words: tick.label, kind: "tick", title: tick.title });
  }
  for (const tick of shown.y) {
    words.push({ x: left - 0.6 * em, y: mapY(tick.value) + 0.35 * em, anchor: "end", words: tick.label, kind: "tick", title: tick.title });
  }
  const { x, y } = scene.structure;
  if (x?.label) words.push({ x: right, y: bottom + (2.8 + ROW * lowest(shown.x)) * em, anchor: "end", words: scene.text(x.label), kind: "name" });
  if (y?.label) words.push({ x: 0, y: top - 0.9 * em, anchor: "start", words: scene.text(y.label), kind: "name" });

  const layer = stage.overlay.selectAll("g.figure-axes").data([0]).join("g")
    .attr("class", "figure-axes").attr("aria-hidden", "true").lower();
  layer.selectAll("text").data(words.filter((entry) => entry.words)).join("text")
    .attr("class", (d) => `figure-${d.kind}`)
    .attr("x", (d) => d.x).attr("y", (d) => d.y).attr("text-anchor", (d) => d.anchor).text((d) => d.words)
    .filter((d) => (d.title ?? d.words) !== d.words).style("pointer-events", "auto").append("title").text((d) => d.title ?? "");
  layer.selectAll("path").data([axisPath(scene, shown, mapX, mapY)]).join("path").attr("d", (d) => d);
}

/**
 * @param {Scene} scene
 * @param {Ticks} shown
 * @param {(v: number) => number} mapX
 * @param {(v: number) => number} mapY
 */
function axisPath(scene, shown, mapX, mapY) {
  const { left, right, bottom, top } = scene.plot;
  const edge = (/** @type {number} */ v) => Math.round(v) + 0.5;
  const x = shown.x.map((tick) => `M${edge(mapX(tick.value))} ${edge(bottom)}v4`);
  const y = shown.y.map((tick) => `M${edge(left)} ${edge(mapY(tick.value))}h-4`);
  return `M${edge(left)} ${edge(top)}V${edge(bottom)}H${edge(right)}${x.join("")}${y.join("")}`;
}
