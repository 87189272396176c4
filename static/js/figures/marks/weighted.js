/**
 * Arrows with a value each, as the edges of a network: the colour is the ramp's at the value, the width grows from a
 * hairline at zero to `width` at the end of the domain. `ends` names the two things (of kind `endsLink`) that an edge
 * joins: pointing at one of them lights its edges, too.
 */
import { RAMP_SIZE } from "../colours.js";
import { litIndex } from "../highlight.js";
import { unitMap } from "../scales.js";
import { DIMMED, GHOSTED } from "./project.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../scene.js").Item} Item */
/** @typedef {import("./project.js").Positions} Positions */

const HAIRLINE = 0.7;

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
  const { css } = scene.palette.ramp(mark.role);
  const lit = chosen(item, scene);
  ctx.lineCap = "round";
  for (let i = 0; i < values.length; i++) {
    if (tail.x[i] !== tail.x[i] || tip.x[i] !== tip.x[i] || values[i] !== values[i]) continue;
    const size = mark.scale === "log" ? unit(values[i]) : Math.min(1, Math.abs(values[i]) / largest);
    ctx.lineWidth = HAIRLINE + ((mark.width ?? 2) - HAIRLINE) * size + (lit?.(i) ? 1.5 : 0);
    ctx.globalAlpha = (mark.dim ? GHOSTED : 1) * (lit && !lit(i) ? DIMMED : 1);
    // A weight near zero is as pale as the paper: a line of quiet ink below keeps it in sight.
    if (size < 0.25) {
      ctx.strokeStyle = scene.palette.quiet;
      ctx.globalAlpha *= 0.45;
      trace(ctx, tail, tip, i);
      ctx.globalAlpha /= 0.45;
    }
    ctx.strokeStyle = css[Math.round(unit(values[i]) * (RAMP_SIZE - 1))] ?? scene.palette.quiet;
    trace(ctx, tail, tip, i);
  }
  ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Positions} tail
 * @param {Positions} tip
 * @param {number} i
 */
function trace(ctx, tail, tip, i) {
  ctx.beginPath();
  ctx.moveTo(tail.x[i], tail.y[i]);
  ctx.lineTo(tip.x[i], tip.y[i]);
  ctx.stroke();
}
