/**
 * The legend: for each mark with a label its symbol and its words, under the title. A mark that is off has no entry; one
 * that another figure explains (`told`) has one that the page may hide, and one that is `veiled`, on or off, only its room.
 */
import d3 from "../basics/d3.js";
import { MARKS } from "./marks/index.js";
import { SYMBOLS } from "./marks/symbols.js";
import { formatNumber } from "./scales.js";

/** @typedef {import("./figure.js").Mark} Mark */
/** @typedef {import("./scene.js").Scene} Scene */

const WIDTH = 22;
const HEIGHT = 14;
/** Where symbols whose colour says a number have the colours that stand for them: low, in between, high. */
const SHADES = [32, 128, 223];

/** @typedef {import("d3").Selection<SVGSVGElement, unknown, null, undefined>} Swatch */

/** @type {Record<string, (svg: Swatch, mark: Mark, colour: string, scene: Scene) => void>} */
const SWATCHES = {
  symbol(svg, mark, colour, scene) {
    const hollow = mark.hollow || mark.symbol === "cross";
    const shades = mark.domain ? SHADES.map((shade) => scene.palette.ramp(mark.role).css[shade]) : [colour];
    shades.forEach((shade, i) => {
      const path = d3.path(), x = WIDTH / 2 + 7 * (i - (shades.length - 1) / 2);
      (SYMBOLS[mark.symbol ?? "circle"] ?? SYMBOLS.circle)(path, x, HEIGHT / 2, mark.domain ? 3 : 4.5);
      svg.append("path").attr("d", path.toString())
        .attr("fill", hollow ? "none" : shade)
        .attr("stroke", hollow ? shade : mark.domain ? scene.palette.ink : "none")
        .attr("stroke-width", hollow ? 2 : mark.domain ? 0.75 : 1);
    });
  },
  line(svg, mark, colour) {
    const dash = mark.dash === true ? [5, 4] : mark.dash;
    svg.append("path").attr("d", `M1 ${HEIGHT / 2}H${WIDTH - 1}`).attr("stroke", colour)
      .attr("stroke-width", Math.min(mark.width ?? 2, 3)).attr("stroke-dasharray", dash ? dash.join(" ") : null);
  },
  arrow(svg, mark, colour) {
    svg.append("path").attr("stroke-dasharray", mark.dash ? "4 3" : null).attr("d", `M1 ${HEIGHT / 2}H${mark.head === false ? WIDTH - 1 : WIDTH - 7}`)
      .attr("stroke", colour).attr("stroke-width", Math.min(mark.width ?? 2, 3));
    if (mark.head === false) return;
    svg.append("path").attr("d", `M${WIDTH - 1} ${HEIGHT / 2}l-8 -4v8z`).attr("fill", colour);
  },
  area(svg, mark, colour, scene) {
    if (mark.type === "bars" && mark.role === "weight") return void signs(svg, scene);
    svg.append("rect").attr("x", 5.5).attr("y", 1.5).attr("width", 11).attr("height", 11)
      .attr("fill", colour).attr("stroke", colour).attr("fill-opacity", mark.opacity ?? 0.25);
  },
  lines(svg, mark, colour) {
    svg.append("path").attr("d", "M2 11C7 11 10 3 20 3M9 13C12 12 15 9 20 8.5").attr("stroke", colour).attr("fill", "none")
      .attr("stroke-opacity", 0.7);
  },
};

/**
 * @param {HTMLElement} element
 * @param {Scene} scene
 */
export function drawLegend(element, scene) {
  const marks = scene.structure.marks.filter((mark) => mark.label && (mark.on !== false || mark.veiled) && MARKS[mark.type]?.swatch);
  element.hidden = marks.length === 0;
  const entries = d3.select(element).selectAll("span.figure-entry").data(marks).join("span").attr("class", "figure-entry");
  entries.attr("data-told", (mark) => mark.told || null).attr("data-dim", (mark) => mark.dim || null).attr("data-veiled", (mark) => mark.veiled || null);
  entries.each(function (mark) {
    const entry = d3.select(this);
    entry.selectAll("*").remove();
    const swatch = mark.type === "arrows" && mark.domain ? "ramp" : MARKS[mark.type]?.swatch;
    if (swatch === "ramp") return drawRamp(/** @type {any} */ (entry), mark, scene);
    if (swatch) {
      const svg = entry.append("svg").attr("width", WIDTH).attr("height", HEIGHT).attr("aria-hidden", "true");
      const colour = swatch === "lines" && mark.role === "loss" ? scene.palette.ink : scene.palette.role(mark.role);
      SWATCHES[swatch]?.(/** @type {any} */ (svg), mark, colour, scene);
    }
    entry.append("span").text(scene.text(mark.label));
  });
}

/**
 * A negative and a positive bar of a diverging role.
 * @param {Swatch} svg
 * @param {Scene} scene
 */
function signs(svg, scene) {
  const { css } = scene.palette.ramp("weight");
  svg.append("rect").attr("x", 3).attr("y", 7).attr("width", 7).attr("height", 6).attr("fill", css[40]);
  svg.append("rect").attr("x", 12).attr("y", 1).attr("width", 7).attr("height", 6).attr("fill", css[215]);
}

/**
 * A colour bar between its two numbers.
 * @param {import("d3").Selection<HTMLElement, unknown, null, undefined>} entry
 * @param {Mark} mark
 * @param {Scene} scene
 */
function drawRamp(entry, mark, scene) {
  const scale = scene.palette.scale(mark.role);
  entry.append("span").text(scene.text(mark.label));
  if (!mark.domain) return;
  entry.append("span").attr("class", "figure-number").text(formatNumber(mark.domain[0]));
  entry.append("span").attr("class", "figure-ramp").style("background-image", `var(--scale-${scale})`);
  entry.append("span").attr("class", "figure-number").text(formatNumber(mark.domain[1]));
}
