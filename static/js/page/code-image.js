/** A text as a QR code: dark squares on white in both themes, since cameras want it so. */

import { encode } from "../../vendor/uqr-0.1.3/index.mjs";
import { h } from "../words/dom.js";

const QUIET = 4; // squares of white around it, as the standard asks
const SQUARE = 3; // pixels

/** @param {string} text */
export function drawCode(text) {
  const { size, data } = encode(text, { ecc: "L", border: 0 });
  const side = (size + 2 * QUIET) * SQUARE;
  const canvas = h("canvas", { width: side, height: side, role: "img", sayLabel: "share.code", class: "qr" });
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, side, side);
  ctx.fillStyle = "#000";
  data.forEach((row, y) => row.forEach((dark, x) => dark && ctx.fillRect((x + QUIET) * SQUARE, (y + QUIET) * SQUARE, SQUARE, SQUARE)));
  return canvas;
}
