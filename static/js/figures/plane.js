/**
 * Plane figures: two scales, marks on two canvases. The static layer holds grid, rasters and contours and is
 * redrawn only when they change; the dynamic layer holds what a tick moves.
 */
import { drawAxes, drawGrid, NAME_SPACING, planeMargins, planeTicks } from "./axes.js";
import { createInteraction } from "./interaction.js";
import { MARKS } from "./marks/index.js";
import { probePlane } from "./probe.js";
import { drawableDomain, pixelMap, valueMap } from "./scales.js";
import { isOn } from "./scene.js";
import { clearLayer } from "./stage.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Item} Item */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./figure.js").Scale} Scale */
/** @typedef {import("./axes.js").Margins} Margins */

/** Height for a width: ratio and limit in pixels. */
export const SIZES = {
  large: { ratio: 0.66, most: 480, mostEqual: 580 },
  medium: { ratio: 0.62, most: 400, mostEqual: 480 },
  small: { ratio: 0.5, most: 260, mostEqual: 340 },
};
const LEAST_HEIGHT = 120;
/** What would hide the numbers of the ground. */
const LINES = ["line", "arrows"];
/** The margins of a figure without axes. */
const EDGE = 6;
/** A narrow figure is higher for its width: a phone's a little, one in a column of many (`shape`) as far as there is room. */
export const shapeFactor = (/** @type {number} */ width, shape = 1.25) => (width < 520 ? shape : 1);
/** @type {Scale} */
const UNIT = { domain: [0, 1], type: "linear", label: "" };

/**
 * Show more of a linear axis than its domain, the same on both sides.
 * @param {Scale} scale
 * @param {number} span
 * @returns {Scale}
 */
function widen(scale, span) {
  const [lo, hi] = scale.domain;
  const middle = (lo + hi) / 2;
  return { ...scale, domain: [middle - span / 2, middle + span / 2] };
}

/**
 * The rectangle of the data and the scales shown in it.
 * @param {Scene} scene
 * @param {number} width of the stage
 * @param {number} maxHeight of the stage
 * @param {Margins} margins
 * @param {number} [shape] of a narrow stage
 */
export function planeBox(scene, width, maxHeight, margins, shape) {
  const { structure } = scene;
  let x = { ...(structure.x ?? UNIT), domain: drawableDomain(structure.x ?? UNIT) };
  let y = { ...(structure.y ?? UNIT), domain: drawableDomain(structure.y ?? UNIT) };
  const size = SIZES[structure.size ?? "medium"] ?? SIZES.medium;
  const around = margins.top + margins.bottom;
  let plotWidth = width - margins.left - margins.right;
  let left = margins.left;
  const named = structure.y?.ticks ? (y.domain[1] - y.domain[0]) * NAME_SPACING * scene.fontSize + around : 0; // a line for each
  let height = Math.max(LEAST_HEIGHT, Math.min(Math.max(width * size.ratio * shapeFactor(width, shape), named), size.most, maxHeight));
  if (structure.equal) {
    const spanX = x.domain[1] - x.domain[0];
    const spanY = y.domain[1] - y.domain[0];
    const wish = (plotWidth * spanY) / spanX + around;
    height = Math.max(LEAST_HEIGHT, Math.min(wish, size.mostEqual, maxHeight));
    const unit = (height - around) / spanY;
    const spare = plotWidth - unit * spanX;
    if (spare > 0 && scene.busy) {
      // A raster ends where its data end: keep its box and centre it.
      left += Math.floor(spare / 2);
      plotWidth -= Math.floor(spare);
    } else if (spare > 0) x = widen(x, plotWidth / unit);
    else if (spare < 0) y = widen(y, ((height - around) * spanX) / plotWidth);
  }
  height = Math.round(height);
  const plot = { left, top: margins.top, right: left + plotWidth, bottom: height - margins.bottom };
  return { x, y, height, plot };
}

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @returns {import("./figure.js").Renderer}
 */
export function createPlane(scene, stage) {
  /** @type {(v: number) => number} */
  let mapX = () => NaN;
  let mapY = mapX;
  let valueX = mapX;
  let valueY = mapX;
  /** @type {import("./axes.js").Ticks} */
  let shown = { x: [], y: [] };

  scene.place = (x, y) => {
    scene.px = mapX(x);
    scene.py = mapY(y);
    return Number.isFinite(scene.px + scene.py);
  };

  const interaction = createInteraction(scene, stage, {
    pick: (px, py) => ({ x: valueX(px), y: valueY(py) }),
    probe: (px, py) => probePlane(scene, px, py, valueX(px), valueY(py)),
  });

  /** @param {CanvasRenderingContext2D} ctx @param {Item} item @param {"draw"|"above"} [what] */
  function drawItem(ctx, item, what = "draw") {
    const { left, top, right, bottom } = scene.plot;
    // Points may overlap the frame; lines and areas end at it.
    const clip = item.mark.clip ?? !["points", "text"].includes(item.mark.type);
    if (clip) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
    }
    MARKS[item.mark.type]?.[what]?.(ctx, item, scene);
    if (clip) ctx.restore();
  }

  /** @param {"static"|"dynamic"} layer */
  const itemsOn = (layer) => scene.items.filter((item) => isOn(item) && MARKS[item.mark.type]?.layer === layer);

  return {
    layout(width) {
      scene.busy = scene.items.some((item) => isOn(item) && ["raster", "regions"].includes(item.mark.type));
      scene.width = width;
      let margins = { left: 3 * scene.fontSize, right: scene.fontSize, top: 24, bottom: 36 };
      // Ticks need room and room decides the ticks: the second round settles both.
      const within = (/** @type {Margins} */ margins) => planeBox(scene, width, stage.maxHeight(), margins, stage.shape());
      let box = within(scene.structure.bare ? { left: EDGE, right: EDGE, top: EDGE, bottom: EDGE } : margins);
      for (let round = 0; round < 2 && !scene.structure.bare; round++) {
        const { plot, x, y } = box;
        shown = planeTicks(scene, stage, x, y, plot.right - plot.left, plot.bottom - plot.top);
        margins = planeMargins(scene, stage, shown);
        box = within(margins);
      }
      scene.height = box.height;
      scene.plot = box.plot;
      const rangeX = /** @type {[number, number]} */ ([box.plot.left, box.plot.right]);
      const rangeY = /** @type {[number, number]} */ ([box.plot.bottom, box.plot.top]);
      mapX = pixelMap(box.x, rangeX);
      mapY = pixelMap(box.y, rangeY);
      valueX = valueMap(box.x, rangeX);
      valueY = valueMap(box.y, rangeY);
      const inside = (/** @type {import("./scales.js").Tick[]} */ list, /** @type {Scale} */ { domain: [lo, hi] }) =>
        list.filter(({ value }) => value >= lo - 1e-9 * (hi - lo) && value <= hi + 1e-9 * (hi - lo));
      shown = { x: inside(shown.x, box.x), y: inside(shown.y, box.y) };
      stage.size(width, box.height);
      if (!scene.structure.bare) drawAxes(stage, scene, shown, mapX, mapY);
      interaction.retext();
    },
    drawStatic() {
      clearLayer(stage.still, stage.ratio());
      if (!scene.busy && !scene.structure.bare) drawGrid(stage.still, scene, shown, mapX, mapY);
      for (const item of itemsOn("static")) drawItem(stage.still, item);
    },
    drawDynamic() {
      clearLayer(stage.lively, stage.ratio());
      const [items, ground] = [itemsOn("dynamic"), itemsOn("static")];
      const lines = 1 + items.map(({ mark }) => LINES.includes(mark.type)).lastIndexOf(true);
      for (const item of items.slice(0, lines)) drawItem(stage.lively, item);
      for (const item of ground) drawItem(stage.lively, item, "above");
      for (const item of items.slice(lines)) drawItem(stage.lively, item);
      interaction.update();
    },
    reread: () => interaction.reread(),
    destroy: () => interaction.destroy(),
  };
}
