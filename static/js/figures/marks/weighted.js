/**
 * Arrows with a value each, as the edges of a network: the colour is the ramp's at the value, the width grows from a
 * hairline at zero to `width` at the end of the domain. `ends` names the two things (of kind `endsLink`) that an edge
 * joins: pointing at one of them lights its edges, too.
 */
import d3 from "../../basics/d3.js";
import { RAMP_SIZE } from "../colours.js";
import { litIndex } from "../highlight.js";
import { unitMap } from "../scales.js";
import { DIMMED, GHOSTED } from "./project.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */
/** @typedef {import("./project.js").Positions} Positions */
/** @typedef {import("../colours.js").Ramp} Ramp */

const HAIRLINE = 0.7;
/** A weight nearer to zero than this is as pale as the paper: some quiet ink in its colour keeps it in sight. */
const PALE = 0.25;
const INK = 0.2;

/** @type {WeakMap<Ramp, string[]>} */
const inkedRamps = new WeakMap();

/** @param {Ramp} ramp @param {string} ink */
function inkedOf(ramp, ink) {
  const known = inkedRamps.get(ramp);
  const inked = known ?? ramp.css.map((colour) => d3.interpolateLab(colour, ink)(INK));
  if (!known) inkedRamps.set(ramp, inked);
  return inked;
}

/**
 * Which items are lit: null if none of them could be.
 * @param {Item} item
 * @param {Scene} scene
 * @returns {((i: number) => boolean)|null}
 */
function chosen({ mark }, scene) {
  const thing = scene.highlight.current();
  const own = litIndex(thing, mark.link);
  if (own !== null) return (i) => i === own;
  const end = litIndex(thing, mark.endsLink);
  return end === null ? null : (i) => (mark.ends?.[i] ?? []).includes(end);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Item} item
 * @param {Scene} scene
 * @param {Positions} tail
 * @param {Positions} tip
 */
export function drawWeighted(ctx, item, scene, tail, tip) {
  const { mark } = item;
  const values = item.data("value");
  const [low, high] = mark.domain;
  const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const unit = unitMap(mark.domain, mark.scale);
  const ramp = scene.palette.ramp(mark.role);
  const inked = inkedOf(ramp, scene.palette.quiet);
  const lit = chosen(item, scene);
  ctx.lineCap = "butt"; // round ones would cost half as much again, and lie under what the arrow joins
  for (let i = 0; i < values.length; i++) {
    if (tail.x[i] !== tail.x[i] || tip.x[i] !== tip.x[i] || values[i] !== values[i]) continue;
    const size = mark.scale === "log" ? unit(values[i]) : Math.min(1, Math.abs(values[i]) / largest);
    ctx.lineWidth = HAIRLINE + ((mark.width ?? 2) - HAIRLINE) * size + (lit?.(i) ? 1.5 : 0);
    ctx.globalAlpha = (mark.dim ? GHOSTED : 1) * (lit && !lit(i) ? DIMMED : 1);
    const colours = size < PALE ? inked : ramp.css;
    ctx.strokeStyle = colours[Math.round(unit(values[i]) * (RAMP_SIZE - 1))] ?? scene.palette.quiet;
    ctx.beginPath();
    ctx.moveTo(tail.x[i], tail.y[i]);
    ctx.lineTo(tip.x[i], tip.y[i]);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}
