/** A text as a QR code: dark squares on white in both themes, since cameras want it so. */

import { encode } from "../../vendor/uqr-0.1.3/index.mjs";
import { h } from "../words/dom.js";

const QUIET = 4; // squares of white around it, as the standard asks
const LEAST_SQUARE = 3; // pixels: of smaller squares, or of unequal ones, a camera sees a grey
const LEAST_SIDE = 168;

/** @param {string} text */
export function drawCode(text) {
  const { size, data } = encode(text, { ecc: "L", border: 0 });
  const squares = size + 2 * QUIET;
  const square = Math.max(LEAST_SQUARE, Math.floor(LEAST_SIDE / squares));
  const side = squares * square;
  const canvas = h("canvas", { width: side, height: side, role: "img", sayLabel: "share.code", class: "qr" });
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, side, side);
  ctx.fillStyle = "#000";
  data.forEach((row, y) => row.forEach((dark, x) => dark && ctx.fillRect((x + QUIET) * square, (y + QUIET) * square, square, square)));
  return canvas;
}
