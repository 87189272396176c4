/**
 * Array figures: matrices as grids of numbers between brackets, with their shape below and the operator between
 * them. They are tables of the page, not pictures, so they can be read aloud, selected and linked row by row.
 */
import d3 from "../basics/d3.js";
import { litIndex, thingName } from "./highlight.js";
import { nextThing } from "./linked.js";
import { formatNumber } from "./scales.js";
import { number } from "../words/text.js";
import { isOn } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Item} Item */
/** @typedef {import("./stage.js").Stage} Stage */

/** The sizes of type that are tried for a row of matrices, and the one in which they wrap. */
export const SIZES = [1.2, 1.1, 1, 0.92, 0.84, 0.76];
export const WRAPPED = 0.92;
/** Matrices higher than this, in pixels, are not enlarged: they would push away what stands below. */
export const TALL = 360;

/**
 * Rows and columns of a channel; a flat array is one row.
 * @param {number[]} shape
 * @returns {[number, number]}
 */
export function gridShape(shape) {
  if (shape.length === 0) return [0, 0];
  return shape.length === 1 ? [1, shape[0]] : [shape[0], shape[1]];
}

/**
 * A shape as NumPy writes it: (5, 1), (5,).
 * @param {number[]} shape
 */
export function shapeWords(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/**
 * How the numbers of a matrix are written.
 * @param {string|undefined} format d3-format
 * @returns {(v: number) => string}
 */
function writer(format) {
  return format ? (v) => number(v, format) : formatNumber;
}

/**
 * Build the table of one matrix and return the way to fill it.
 * @param {HTMLElement} block
 * @param {Item} item
 * @param {Scene} scene
 */
function buildMatrix(block, item, scene) {
  const { mark } = item;
  const [rows, columns] = gridShape(item.shape("values"));
  const words = (/** @type {any} */ text) => (text ? scene.text(text) : "");
  const outer = d3.select(block).attr("data-dim", mark.dim || null).style("--matrix-colour", scene.palette.role(mark.role));
  outer.selectAll("*").remove();
  outer.append("div").attr("class", "matrix-label").text(words(mark.label));
  const table = outer.append("table").attr("class", "matrix").attr("aria-label", `${words(mark.label)} ${shapeWords(mark.shape ?? item.shape("values"))}`);
  if (mark.columns) {
    const head = table.append("thead").append("tr");
    if (mark.rows) head.append("td");
    head.selectAll("th").data(d3.range(columns)).join("th").attr("scope", "col").text((c) => words(mark.columns[c]));
  }
  const body = table.append("tbody").selectAll("tr").data(d3.range(rows)).join("tr");
  if (mark.link) body.attr("data-thing", (r) => thingName(mark.link, r));
  if (mark.rows) body.append("th").attr("scope", "row").text((r) => words(mark.rows[r]));
  const cells = /** @type {HTMLElement[]} */ (
    body.selectAll("td").data((r) => d3.range(columns).map((c) => r * columns + c)).join("td")
      .classed("matrix-first", (k) => k % columns === 0)
      .classed("matrix-last", (k) => (k + 1) % columns === 0).nodes()
  );
  outer.append("div").attr("class", "matrix-shape").text(shapeWords(mark.shape ?? item.shape("values")));
  const write = writer(mark.format);
  /** @type {string[]} */
  const shown = [];
  return () => {
    const values = item.data("values");
    const wrong = item.data("wrong");
    const marked = item.data("marked");
    let widest = 0;
    for (let k = 0; k < cells.length; k++) {
      cells[k].classList.toggle("matrix-wrong", wrong[k] > 0);
      cells[k].classList.toggle("matrix-marked", marked[k] > 0);
      const string = write(values[k]);
      widest = Math.max(widest, string.length);
      if (string !== shown[k]) cells[k].textContent = shown[k] = string;
    }
    // Columns only ever grow, so a sign that comes and goes moves nothing.
    const now = Number(block.style.getPropertyValue("--matrix-digits")) || 0;
    if (widest > now) block.style.setProperty("--matrix-digits", String(widest));
  };
}

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @returns {import("./figure.js").Renderer}
 */
export function createArrays(scene, stage) {
  stage.still.canvas.remove();
  stage.lively.canvas.remove();
  stage.overlay.remove();
  const grid = d3.select(stage.element).append("div").attr("class", "matrix-row");
  /** @type {{item: Item, shape: string, fill: () => void}[]} */
  let matrices = [];

  function build() {
    grid.selectAll("*").remove();
    matrices = [];
    for (const item of scene.items) {
      if (item.mark.type !== "matrix" || !isOn(item)) continue;
      const block = /** @type {HTMLElement} */ (grid.append("div").attr("class", "matrix-block").node());
      const shape = item.shape("values").join();
      matrices.push({ item, shape, fill: buildMatrix(block, item, scene) });
      if (item.mark.operator) grid.append("div").attr("class", "matrix-operator").text(item.mark.operator);
    }
  }

  /** Let the type shrink until the row of matrices fits; below a readable size it wraps instead, at the middle size. */
  function fit() {
    const row = /** @type {HTMLElement} */ (grid.node());
    for (const size of SIZES) {
      row.style.fontSize = `${size}em`;
      row.style.flexWrap = "nowrap";
      if (row.scrollWidth <= row.clientWidth + 1 && (size <= 1 || row.offsetHeight <= TALL)) return;
    }
    row.style.fontSize = `${WRAPPED}em`;
    row.style.flexWrap = "wrap";
  }

  function light() {
    const lit = scene.highlight.current();
    grid.selectAll("tr[data-thing]").attr("data-lit", function () {
      const thing = /** @type {HTMLElement} */ (this).dataset.thing ?? "";
      const index = litIndex(lit, thing.slice(0, thing.lastIndexOf(":")));
      return index === null ? null : String(thing === lit);
    });
  }

  /** @param {Event} event */
  const thingOf = (event) =>
    /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("tr[data-thing]"))?.dataset.thing ?? null;
  const stop = new AbortController();
  const { signal } = stop;
  stage.element.addEventListener("pointerover", (event) => event.pointerType !== "touch" && scene.highlight.set(thingOf(event)), { signal });
  stage.element.addEventListener("pointerleave", () => scene.highlight.set(null), { signal });
  stage.element.addEventListener("click", (event) => scene.highlight.pin(thingOf(event)), { signal });
  stage.element.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const thing = step ? nextThing(scene, step) : null;
    if (event.key === "Escape" && scene.highlight.current()) scene.highlight.pin(null);
    else if (thing) scene.highlight.hold(thing);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });

  return {
    layout() {
      build();
      for (const { fill } of matrices) fill();
      fit();
    },
    drawStatic() {},
    drawDynamic() {
      if (matrices.some(({ item, shape }) => item.shape("values").join() !== shape)) {
        build();
        for (const { fill } of matrices) fill();
        fit();
      } else for (const { fill } of matrices) fill();
      light();
    },
    destroy: () => stop.abort(),
  };
}
