/**
 * The read-out: a ring on the sample that is read and its numbers beside it, inside the stage.
 */
import d3 from "../basics/d3.js";
import { formatNumber, steadyFormat } from "./scales.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./probe.js").Probe} Probe */
/** @typedef {{rows: [string, string][], px: number, py: number}} Told name and value of each row, and where */

const GAP = 14;

/**
 * @param {Scene} scene
 * @param {Stage} stage
 */
export function createReadout(scene, stage) {
  const ring = stage.overlay.append("g").attr("class", "figure-ring").attr("visibility", "hidden");
  for (const part of ["figure-ring-casing", "figure-ring-line"]) ring.append("circle").attr("class", part).attr("r", 5);

  /**
   * @param {Probe} probe
   * @returns {[string, string][]} name and number of each row
   */
  function rows(probe) {
    const { x, y } = scene.structure;
    /** @type {[string, string][]} */
    const list = [
      [x?.label ? scene.text(x.label) : "x", steadyFormat(x?.domain ?? [0, 1])(probe.x)],
      [y?.label ? scene.text(y.label) : "y", (y?.type === "log" ? formatNumber : steadyFormat(y?.domain ?? [0, 1]))(probe.y)],
    ];
    if (probe.value !== null) list.push([probe.name ? scene.text(probe.name) : "", formatNumber(probe.value)]);
    else if (probe.name) list[1][0] = scene.text(probe.name);
    return list;
  }

  /** @param {number} px @param {number} py */
  function moveTo(px, py) {
    const { offsetWidth: width, offsetHeight: height } = stage.readout;
    const left = px + GAP + width > scene.width ? px - GAP - width : px + GAP;
    const top = py - GAP - height < 0 ? py + GAP : py - GAP - height;
    stage.readout.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  let written = ""; // while a run plays, what a resting pointer reads seldom changes; and nobody is told the same twice

  /** @param {Told} told */
  function write(told) {
    const now = JSON.stringify([told, scene.width, scene.height]);
    if (now === written) return;
    written = now;
    const row = d3.select(stage.readout).selectAll("div").data(told.rows).join("div");
    row.selectAll("span").data((d) => d).join("span").text((d) => d);
    stage.readout.dataset.shown = "true";
    moveTo(told.px, told.py);
  }

  return {
    write,
    /** @param {Probe} probe */
    show(probe) {
      const { px, py } = probe;
      if (!scene.structure.bare) write({ rows: rows(probe), px, py }); // where there are no axes, the ring says all
      ring.attr("transform", `translate(${px},${py})`).attr("visibility", null);
    },
    hide() {
      written = "";
      delete stage.readout.dataset.shown;
      ring.attr("visibility", "hidden");
    },
  };
}
