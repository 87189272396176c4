/**
 * A part of the page painted onto a canvas as it stands: the figures' own canvases, the axes and handles above them,
 * titles, legends and grids of numbers. So a film of a run shows what the reader sees, frame by frame, and nothing has to
 * be drawn a second way.
 */

/** Left out: what is only for the hand or for screen readers. */
const SKIPPED = ".twin, .figure-readout, .visually-hidden, .figure-handles, button";

/**
 * @typedef {Object} Ground
 * @property {CanvasRenderingContext2D} ctx
 * @property {DOMMatrix} base from the window's pixels to the canvas's
 */

/**
 * Paint an element and all in it. `base` leads from the window's CSS pixels to the canvas.
 * @param {Ground} ground @param {Element} element @param {number} [opacity]
 */
export function paint(ground, element, opacity = 1) {
  if (element.matches(SKIPPED)) return;
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden") return;
  const alpha = opacity * Number(style.opacity);
  if (alpha === 0) return;
  ground.ctx.globalAlpha = alpha;
  if (element instanceof HTMLCanvasElement) return paintCanvas(ground, element);
  if (element instanceof SVGTextElement) return paintLabel(ground, element, style);
  if (element instanceof SVGGeometryElement) return paintShape(ground, element, style);
  if (element instanceof HTMLElement) paintBox(ground, element.getBoundingClientRect(), style);
  if (element instanceof HTMLTableCellElement) paintHooks(ground, element, style);
  for (const child of element.childNodes) {
    if (child instanceof Element) paint(ground, child, alpha);
    else if (child instanceof Text && element instanceof HTMLElement) paintWords({ ...ground }, child, style, alpha);
  }
}

/** @param {Ground} ground @param {HTMLCanvasElement} canvas */
function paintCanvas({ ctx, base }, canvas) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  if (!canvas.width || !canvas.height) return;
  ctx.setTransform(base);
  ctx.drawImage(canvas, left, top, width, height);
}

/** The hooks of a matrix's brackets, which the style sheet puts into the corners of its cells.
 *  @param {Ground} ground @param {HTMLElement} cell @param {CSSStyleDeclaration} style */
function paintHooks(ground, cell, style) {
  const box = cell.getBoundingClientRect();
  for (const side of ["::before", "::after"]) {
    const hook = getComputedStyle(cell, side);
    if (hook.content === "none") continue;
    const [left, top, width, height, edge] = [hook.left, hook.top, hook.width, hook.height, style.borderLeftWidth].map(parseFloat);
    paintBox(ground, new DOMRect(box.left + edge + left, box.top + top, width, height), hook);
  }
}

/** Background and borders. @param {Ground} ground @param {DOMRect} box @param {CSSStyleDeclaration} style */
function paintBox({ ctx, base }, box, style) {
  if (!box.width || !box.height) return;
  ctx.setTransform(base);
  const ground = fillOf(ctx, style, box);
  if (ground) {
    ctx.fillStyle = ground;
    ctx.beginPath();
    ctx.roundRect(box.left, box.top, box.width, box.height, parseFloat(style.borderTopLeftRadius) || 0);
    ctx.fill();
  }
  const sides = /** @type {const} */ ({ Top: [0, 0, 1, 0], Bottom: [0, 1, 1, 1], Left: [0, 0, 0, 1], Right: [1, 0, 1, 1] });
  for (const [side, [x1, y1, x2, y2]] of Object.entries(sides)) {
    const width = parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`));
    const colour = style.getPropertyValue(`border-${side.toLowerCase()}-color`);
    if (!width || style.getPropertyValue(`border-${side.toLowerCase()}-style`) === "none" || !isSeen(colour)) continue;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(box.left + x1 * box.width, box.top + y1 * box.height);
    ctx.lineTo(box.left + x2 * box.width, box.top + y2 * box.height);
    ctx.stroke();
  }
}

/** The background of an element: a colour, or the row of colours of a legend's scale, from left to right.
 *  @param {CanvasRenderingContext2D} ctx @param {CSSStyleDeclaration} style @param {DOMRect} box */
function fillOf(ctx, style, box) {
  const colours = style.backgroundImage.match(/rgba?\([^)]*\)/g);
  if (!colours) return isSeen(style.backgroundColor) ? style.backgroundColor : null;
  const gradient = ctx.createLinearGradient(box.left, 0, box.right, 0);
  colours.forEach((colour, i) => gradient.addColorStop(i / Math.max(1, colours.length - 1), colour));
  return gradient;
}

/** Text where the browser has put it, line by line. @param {Ground} ground @param {Text} node
 *  @param {CSSStyleDeclaration} style @param {number} alpha */
function paintWords({ ctx, base }, node, style, alpha) {
  if (!node.data.trim()) return;
  const range = document.createRange();
  range.selectNodeContents(node);
  const lines = range.getClientRects();
  if (!lines.length) return;
  ctx.setTransform(base);
  ctx.globalAlpha = alpha;
  ctx.font = fontOf(style);
  ctx.fillStyle = style.color;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  const pieces = lines.length === 1 ? [[0, node.data.length]] : [...node.data].map((_, i) => [i, i + 1]);
  for (const [from, to] of pieces) {
    range.setStart(node, from);
    range.setEnd(node, to);
    const { left, top, height } = range.getBoundingClientRect();
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = ctx.measureText(node.data);
    ctx.fillText(node.data.slice(from, to).replace(/\s+/g, " "), left, top + (height - up - down) / 2 + up);
  }
}

/** @param {Ground} ground @param {SVGTextElement} element @param {CSSStyleDeclaration} style */
function paintLabel({ ctx, base }, element, style) {
  const matrix = element.getScreenCTM();
  const words = [...element.childNodes].map((node) => (node instanceof Text ? node.data : "")).join(""); // a title is only pointed at
  if (!matrix || !words.trim()) return;
  const { x, y } = element.getStartPositionOfChar(0);
  ctx.setTransform(base.multiply(matrix));
  ctx.font = fontOf(style);
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  if (isSeen(style.stroke)) {
    ctx.strokeStyle = style.stroke;
    ctx.lineWidth = parseFloat(style.strokeWidth) || 1;
    ctx.lineJoin = "round";
    ctx.setLineDash([]);
    ctx.strokeText(words, x, y);
  }
  ctx.fillStyle = style.fill;
  ctx.fillText(words, x, y);
}

/** @param {Ground} ground @param {SVGGeometryElement} element @param {CSSStyleDeclaration} style */
function paintShape({ ctx, base }, element, style) {
  const matrix = element.getScreenCTM();
  const outline = matrix && outlineOf(element);
  if (!outline) return;
  const alpha = ctx.globalAlpha;
  ctx.setTransform(base.multiply(matrix));
  if (isSeen(style.fill)) {
    ctx.globalAlpha = alpha * Number(style.fillOpacity);
    ctx.fillStyle = style.fill;
    ctx.fill(outline);
  }
  if (isSeen(style.stroke)) {
    ctx.globalAlpha = alpha * Number(style.strokeOpacity);
    ctx.strokeStyle = style.stroke;
    ctx.lineWidth = parseFloat(style.strokeWidth) || 1;
    ctx.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[\s,]+/).map(parseFloat));
    ctx.stroke(outline);
  }
}

/** @param {SVGGeometryElement} element */
function outlineOf(element) {
  if (element instanceof SVGPathElement) return new Path2D(element.getAttribute("d") ?? "");
  const at = (/** @type {string} */ name) => parseFloat(element.getAttribute(name) ?? "0") || 0;
  const path = new Path2D();
  if (element instanceof SVGLineElement) {
    path.moveTo(at("x1"), at("y1"));
    path.lineTo(at("x2"), at("y2"));
  } else if (element instanceof SVGRectElement) path.rect(at("x"), at("y"), at("width"), at("height"));
  else if (element instanceof SVGCircleElement) path.arc(at("cx"), at("cy"), at("r"), 0, 7);
  else return null;
  return path;
}

/** @param {string} colour */
const isSeen = (colour) => colour !== "none" && colour !== "transparent" && !/^rgba\(.*,\s*0\)$|\/\s*0\)$/.test(colour);

/** The shorthand is empty where digits are tabular. @param {CSSStyleDeclaration} style */
const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }) => `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
