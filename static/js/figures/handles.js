/**
 * Handles: the circles to drag. The point itself is drawn on the canvas with its mark; here are a ring that says
 * "take me", a target large enough for a finger, the focus ring, and the keyboard.
 */
import { MARKS } from "./marks/index.js";
import { drawableDomain, keyStep, namedAt, steadyFormat, tickAt } from "./scales.js";
import { isOn } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Item} Item */
/** @typedef {import("./stage.js").Stage} Stage */
/**
 * @typedef {Object} Handle
 * @property {string} key
 * @property {Item} item
 * @property {number} index
 * @property {number} px
 * @property {number} py
 */

/** Radius of the target, CSS pixels: 44 across. */
export const TARGET = 22;

/** @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/**
 * @param {Scene} scene
 * @param {Stage} stage
 */
export function createHandles(scene, stage) {
  const layer = stage.overlay.append("g").attr("class", "figure-handles");
  /** @type {Handle[]} */
  let handles = [];
  /** Where the keyboard has sent a handle and what has not been answered yet: quick presses add up. @type {Map<string, [number, number]>} */
  const wishes = new Map();
  let unanswered = 0;
  let grabbed = "";

  /** @returns {Handle[]} */
  function list() {
    const found = [];
    for (const item of scene.items) {
      if (!item.mark.handle || !isOn(item)) continue;
      const count = item.data("x").length;
      for (let index = 0; index < count; index++) {
        found.push({ key: `${item.mark.id}:${index}`, item, index, px: NaN, py: NaN });
      }
    }
    return found;
  }

  /** @param {Handle} handle @returns {[number, number]} */
  const position = ({ item, index }) => [item.data("x")[index], item.data("y")[index]];

  /** @param {Handle} handle */
  function name(handle) {
    const { name, label } = handle.item.mark;
    const words = scene.text(name ?? label ?? scene.structure.title);
    return handle.item.data("x").length > 1 ? `${words} ${namedAt(scene, ...position(handle)) ?? handle.index + 1}` : words;
  }

  /** The axis along which a handle is told: not the one on which its place has a name. @param {Handle} handle */
  const axisOf = (handle) => (tickAt(scene.structure.x, position(handle)[0]) ? "y" : "x");

  /** @param {Handle} handle */
  function value(handle) {
    const { x, y } = scene.structure;
    const [vx, vy] = position(handle);
    const part = (/** @type {import("./figure.js").Scale|undefined} */ scale, /** @type {number} */ v) =>
      tickAt(scale, v) ? "" : `${scale?.label ? scene.text(scale.label) : ""} ${steadyFormat(scale?.domain ?? [0, 1])(v)}`.trim();
    return [part(x, vx), part(y, vy)].filter(Boolean).join(", ");
  }

  /** @param {KeyboardEvent} event @param {Handle} handle */
  function press(event, handle) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    if (stage.tapped() && scene.structure.place) return; // a tap sets something here: arrow keys stay the page's
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = wishes.get(handle.key) ?? position(handle);
    const domainX = drawableDomain(scene.structure.x ?? DEFAULT);
    const domainY = drawableDomain(scene.structure.y ?? DEFAULT);
    const to = /** @type {[number, number]} */ ([
      clamp(x + arrow[0] * keyStep(domainX, event.shiftKey), domainX),
      clamp(y + arrow[1] * keyStep(domainY, event.shiftKey), domainY),
    ]);
    wishes.set(handle.key, to);
    unanswered += 1;
    Promise.resolve(scene.send({ name: handle.item.mark.handle, index: handle.index, x: to[0], y: to[1], phase: "end" }))
      .finally(() => (unanswered -= 1));
  }

  function rebuild() {
    const groups = layer.selectAll("g.figure-handle").data(handles, (d) => /** @type {Handle} */ (d).key).join((enter) => {
      const group = enter.append("g").attr("class", "figure-handle").attr("tabindex", 0).attr("role", "slider");
      group.append("circle").attr("class", "figure-target").attr("r", TARGET);
      group.append("circle").attr("class", "figure-halo");
      group.on("keydown", (event, handle) => press(event, handle));
      return group;
    });
    groups.attr("data-quiet", (d) => (d.item.mark.halo === false ? "" : null));
    groups.select(".figure-halo").attr("r", (d) => (d.item.mark.radius ?? 5) + 5)
      .style("stroke", (d) => scene.palette.role(d.item.mark.role));
    groups.select(".figure-target").datum((d) => d);
    groups.attr("aria-label", (d) => name(d))
      .attr("aria-valuemin", (d) => scene.structure[axisOf(d)]?.domain[0] ?? 0)
      .attr("aria-valuemax", (d) => scene.structure[axisOf(d)]?.domain[1] ?? 1);
  }

  return {
    /** The structure, the language or the colours changed. */
    restructured() {
      handles = list();
      rebuild();
    },

    /** The arrays or the camera may have moved: follow them. Touches only what moved. */
    update() {
      if (!unanswered) wishes.clear();
      const now = list();
      if (now.length !== handles.length || now.some((handle, i) => handle.key !== handles[i].key)) {
        handles = now;
        rebuild();
      }
      const groups = /** @type {SVGGElement[]} */ (layer.selectAll("g.figure-handle").nodes());
      handles.forEach((handle, i) => {
        const seen = MARKS.points.anchor?.(handle.item, scene, handle.index) ?? false;
        if (seen && Math.abs(scene.px - handle.px) < 0.05 && Math.abs(scene.py - handle.py) < 0.05) return;
        handle.px = seen ? scene.px : NaN;
        handle.py = seen ? scene.py : NaN;
        const group = groups[i];
        group.toggleAttribute("data-away", !seen);
        if (seen) group.setAttribute("transform", `translate(${scene.px},${scene.py})`);
        group.setAttribute("aria-valuenow", String(handle.item.data(axisOf(handle))[handle.index]));
        group.setAttribute("aria-valuetext", value(handle));
      });
    },

    /**
     * The handle to take at a place, within reach.
     * @param {number} x
     * @param {number} y
     * @param {number} reach
     * @returns {Handle|null}
     */
    nearest(x, y, reach) {
      let best = null;
      for (const handle of handles) {
        const distance = Math.hypot(handle.px - x, handle.py - y);
        if (distance <= reach) [best, reach] = [handle, distance];
      }
      return best;
    },

    /** @param {Handle|null} handle mark it as being dragged (or none) and give it the focus */
    grab(handle) {
      grabbed = handle?.key ?? "";
      layer.selectAll("g.figure-handle").attr("data-grabbed", (d) => /** @type {Handle} */ (d).key === grabbed || null);
      const group = /** @type {SVGGElement|undefined} */ (layer.select("g[data-grabbed]").node());
      group?.focus({ preventScroll: true });
    },
  };
}

/** @type {import("./figure.js").Scale} */
const DEFAULT = { domain: [0, 1], type: "linear", label: "" };

/**
 * @param {number} v
 * @param {[number, number]} domain
 */
export function clamp(v, [lo, hi]) {
  return Math.min(Math.max(v, Math.min(lo, hi)), Math.max(lo, hi));
}
