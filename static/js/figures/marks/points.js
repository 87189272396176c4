/**
 * Points: one symbol an item, in the role's colour or coloured by a value; with a channel `strength` (0…1) each is as
 * opaque as it is strong. Options: symbol, radius (px), hollow, link, handle (the circle to grab is drawn by
 * handles.js), domain and scale of the value.
 */
import { RAMP_SIZE } from "../colours.js";
import { litIndex } from "../highlight.js";
import { unitMap } from "../scales.js";
import { BEHIND, GHOSTED, alphaOf, isOutside, keepInside, placeItem, project } from "./project.js";
import { SYMBOLS } from "./symbols.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */

const REACH = 12;
/** Dots below this radius are drawn as a trail. */
const SMALL = 4;

/**
 * The fill of each item: the role's colour, or the ramp's at the item's value.
 * @param {Item} item
 * @param {Scene} scene
 * @returns {(i: number) => string}
 */
function fills(item, scene) {
  const { mark } = item;
  const values = item.data("value");
  const plain = scene.palette.role(mark.role);
  if (values.length === 0 || !mark.domain) return () => plain;
  const unit = unitMap(mark.domain, mark.scale);
  const { css } = scene.palette.ramp(mark.role);
  return (i) => css[Math.round(unit(values[i]) * (RAMP_SIZE - 1))] ?? plain;
}

/**
 * One symbol with a thin edge of paper, so that neighbours stay apart.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{symbol: string, hollow: boolean, fill: string, edge: string, paper: string}} look
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function drawSymbol(ctx, look, x, y, r) {
  ctx.beginPath();
  (SYMBOLS[look.symbol] ?? SYMBOLS.circle)(ctx, x, y, r);
  if (look.symbol === "cross" || look.hollow) {
    ctx.lineWidth = look.hollow ? 4.5 : 5.5;
    ctx.strokeStyle = look.paper;
    ctx.stroke();
    if (look.hollow && look.symbol !== "cross") {
      ctx.fillStyle = look.paper;
      ctx.fill();
    }
    ctx.lineWidth = look.hollow ? 2 : 2.5;
    ctx.strokeStyle = look.fill;
    ctx.stroke();
    return;
  }
  ctx.lineWidth = 3;
  ctx.strokeStyle = look.paper;
  ctx.stroke();
  ctx.fillStyle = look.fill;
  ctx.fill();
  if (look.edge === "") return;
  ctx.lineWidth = 1;
  ctx.strokeStyle = look.edge;
  ctx.stroke();
}

/**
 * Keep points in the frame: one that has left is not drawn, unless it is a handle, which waits ghosted at the edge.
 * @param {import("./project.js").Positions} at
 * @param {number} n
 * @param {Scene} scene
 * @param {boolean} handle
 * @returns {Set<number>} the handles that wait
 */
function frame(at, n, scene, handle) {
  const strayed = new Set();
  for (let i = 0; i < n; i++) {
    if (!isOutside(scene, at.x[i], at.y[i])) continue;
    if (handle) {
      [scene.px, scene.py] = [at.x[i], at.y[i]];
      keepInside(scene);
      [at.x[i], at.y[i]] = [scene.px, scene.py];
      strayed.add(i);
    } else at.x[i] = NaN;
  }
  return strayed;
}

/**
 * Small dots of one colour, as the trail of a run: all edges first, then all dots, so that a dense trail stays dark.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./project.js").Positions} at
 * @param {number} n
 * @param {number} radius
 * @param {string} paper
 * @param {string} fill
 */
function drawTrail(ctx, at, n, radius, paper, fill) {
  ctx.beginPath();
  for (let i = 0; i < n; i++) if (at.x[i] === at.x[i] && !at.hidden[i]) SYMBOLS.circle(ctx, at.x[i], at.y[i], radius);
  ctx.lineWidth = 2;
  ctx.strokeStyle = paper;
  ctx.stroke();
  ctx.fillStyle = fill;
  ctx.fill();
}

/** @type {import("./index.js").MarkModule} */
export default {
  layer: "dynamic",
  swatch: "symbol",
  count: (item) => item.data("x").length,

  draw(ctx, item, scene) {
    const { mark } = item;
    const { palette } = scene;
    const { n, at } = project(item, scene);
    const strayed = frame(at, n, scene, Boolean(mark.handle));
    const fill = fills(item, scene);
    const lit = litIndex(scene.highlight.current(), mark.link);
    const radius = mark.radius ?? 5;
    const base = mark.dim ? GHOSTED : 1;
    const coloured = item.data("value").length > 0 && mark.domain;
    const strength = item.data("strength");
    if (radius < SMALL && strength.length === 0 && !coloured && !mark.hollow && !mark.link && (mark.symbol ?? "circle") === "circle") {
      ctx.globalAlpha = base;
      drawTrail(ctx, at, n, radius, palette.paper, fill(0));
      ctx.globalAlpha = 1;
      return;
    }
    const look = {
      symbol: mark.symbol ?? "circle",
      hollow: Boolean(mark.hollow),
      fill: "",
      // A pale value on pale paper needs an edge of ink to be seen at all.
      edge: coloured ? palette.ink : "",
      paper: palette.paper,
    };
    for (let i = 0; i < n; i++) {
      if (at.x[i] !== at.x[i]) continue;
      ctx.globalAlpha = alphaOf(at.hidden[i] ? base * BEHIND : strayed.has(i) ? base * GHOSTED : base, lit, i);
      if (lit !== i) ctx.globalAlpha *= strength[i] ?? 1;
      look.fill = fill(i);
      drawSymbol(ctx, look, at.x[i], at.y[i], lit === i ? radius + 2 : radius);
    }
    ctx.globalAlpha = 1;
  },

  hit(item, scene, x, y) {
    const { n, at } = project(item, scene);
    frame(at, n, scene, Boolean(item.mark.handle));
    const reach = Math.max(REACH, (item.mark.radius ?? 5) + 6);
    let best = null;
    for (let i = 0; i < n; i++) {
      const distance = Math.hypot(at.x[i] - x, at.y[i] - y);
      if (distance <= (best?.distance ?? reach)) best = { index: i, distance };
    }
    return best;
  },

  anchor(item, scene, index) {
    if (!placeItem(item, scene, index)) return false;
    if (isOutside(scene, scene.px, scene.py)) {
      if (!item.mark.handle) return false;
      keepInside(scene);
    }
    return true;
  },
};
