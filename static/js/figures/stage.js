/**
 * The stage: the elements of one figure. Two canvases (the cached layer and the one a tick redraws)
 * lie under an SVG overlay for axes, words and handles; a caption above holds title and legend.
 */
import d3 from "../basics/d3.js";

/** Sharper than this no eye sees, and every pixel costs. */
const MAX_PIXEL_RATIO = 2;
let serial = 0;

/**
 * @typedef {Object} Stage
 * @property {HTMLElement} root
 * @property {HTMLElement} element what takes the focus
 * @property {HTMLElement} legend
 * @property {HTMLElement} readout
 * @property {CanvasRenderingContext2D} still the static layer
 * @property {CanvasRenderingContext2D} lively the dynamic layer
 * @property {import("d3").Selection<SVGSVGElement, unknown, null, undefined>} overlay
 * @property {(words: string) => void} caption
 * @property {(width: number, height: number) => void} size in CSS pixels
 * @property {(scene: import("./scene.js").Scene) => void} readFont
 * @property {() => number} maxHeight CSS pixels
 * @property {() => number|undefined} shape how much higher for its width a narrow figure may be
 * @property {() => number} emSize font size, CSS pixels
 * @property {() => number} ratio device pixels a CSS pixel
 * @property {(on: boolean) => void} tap whether a pointer, not the keyboard, brings the focus
 * @property {() => boolean} tapped
 */

/**
 * @param {HTMLElement} container
 * @param {string} kind
 * @returns {Stage}
 */
export function createStage(container, kind) {
  const id = `figure-title-${++serial}`;
  const root = d3.select(container).append("figure").attr("class", "figure").attr("data-kind", kind);
  const caption = root.append("figcaption").attr("class", "figure-caption");
  const title = caption.append("div").attr("class", "figure-title").attr("id", id);
  const legend = caption.append("div").attr("class", "figure-legend");
  const element = root.append("div").attr("class", "figure-stage").attr("tabindex", 0)
    .attr("role", "group").attr("aria-labelledby", id);
  const still = element.append("canvas").attr("class", "figure-still").attr("aria-hidden", "true");
  const lively = element.append("canvas").attr("class", "figure-lively").attr("aria-hidden", "true");
  const overlay = element.append("svg").attr("class", "figure-overlay");
  const readout = element.append("div").attr("class", "figure-readout").attr("aria-live", "polite");

  const contexts = [still, lively].map((canvas) => context(/** @type {HTMLCanvasElement} */ (canvas.node())));
  const ratio = () => Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);

  return {
    root: /** @type {HTMLElement} */ (root.node()),
    element: /** @type {HTMLElement} */ (element.node()),
    legend: /** @type {HTMLElement} */ (legend.node()),
    readout: /** @type {HTMLElement} */ (readout.node()),
    still: contexts[0],
    lively: contexts[1],
    overlay: /** @type {any} */ (overlay),
    caption: (words) => void title.text(words),
    ratio,
    tap: (on) => void element.attr("data-tapped", on ? "" : null),
    tapped: () => element.attr("data-tapped") !== null,
    maxHeight() {
      const most = parseFloat(getComputedStyle(/** @type {Element} */ (element.node())).maxHeight);
      return most > 0 ? most : Infinity;
    },
    shape: () => parseFloat(getComputedStyle(/** @type {Element} */ (element.node())).getPropertyValue("--figure-shape")) || undefined,
    emSize: () => parseFloat(getComputedStyle(/** @type {Element} */ (element.node())).fontSize),
    readFont(scene) {
      const style = getComputedStyle(/** @type {Element} */ (element.node()));
      scene.fontSize = parseFloat(style.fontSize) || 12;
      scene.font = style.fontFamily;
    },
    size(width, height) {
      element.style("height", `${height}px`);
      overlay.attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`);
      for (const ctx of contexts) resizeCanvas(ctx, width, height, ratio());
    },
  };
}

/** @param {HTMLCanvasElement} canvas */
function context(canvas) {
  const made = canvas.getContext("2d");
  if (!made) throw new Error("This browser cannot draw on a canvas, so the figures cannot be shown.");
  return made;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {number} height
 * @param {number} ratio
 */
function resizeCanvas(ctx, width, height, ratio) {
  const { canvas } = ctx;
  const w = Math.round(width * ratio);
  const h = Math.round(height * ratio);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/**
 * Empty a layer and set its units to CSS pixels.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} ratio
 */
export function clearLayer(ctx, ratio) {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
}
