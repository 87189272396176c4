/**
 * A figure of the page: one view of one figure structure and its arrays. It draws what it is given
 * and sends gestures; it computes nothing a learner reads.
 *
 * INTERFACE (for the shell)
 *
 *   import { createFigure } from "./figure.js";
 *   import { createHighlight } from "./highlight.js";
 *
 *   const highlight = createHighlight();                        // once a page: shared by all views
 *   const view = createFigure(container, { structure, text, roles, highlight, send });
 *   view.update(structure, channels, changed);
 *
 * - container: an empty element with a width. The figure fills the width and decides its own height
 *   from the structure (so nothing jumps while numbers change). It never gets higher than the CSS
 *   length `--figure-max-height` on the container or above it (any unit, calc() allowed).
 *   The figure adds <figure class="figure"> with its title and legend in a <figcaption>.
 * - structure: a Figure of the contract. `createFigure` only builds; the first `update` draws.
 * - text(Text): the string of a Text in the current language.
 * - send({name, index, x, y, phase}): a gesture, and when it is answered. index is 0 for a place gesture. phase "move" at most once
 *   an animation frame while dragging, then "end". Keys and taps send "end" only.
 * - view.update(structure|null, channels, changed): draw now, synchronously (call it inside a
 *   requestAnimationFrame of yours). structure null = unchanged. channels[markIndex][name] =
 *   {data: Float32Array, shape: number[]}, or Maps of the same. changed: list of [markIndex, channel];
 *   ignored when a structure is given (a structure equal to the last one costs nothing). The arrays are read, kept until the next update, never written.
 * - view.retext() after a change of language, view.recolour() after a change of theme (`data-theme` on the
 *   root element, else the system's), view.resize() after anything that changes the width (also done by
 *   its own ResizeObserver), view.destroy() at the end.
 * - view.element: the focusable stage, for aria-describedby of the summary sentence.
 * - view.camera(): {azimuth, elevation, zoom} of a space figure, else null; view.turn(camera) sets it.
 *
 * Custom properties a theme may set (all have defaults in figures.css): --figure-ink --figure-paper
 * --figure-quiet --figure-grid --figure-accent. The font is inherited; sizes follow the font size.
 */
import { createArrays } from "./arrays.js";
import { createPalette } from "./colours.js";
import { drawLegend } from "./legend.js";
import { MARKS } from "./marks/index.js";
import { createPlane } from "./plane.js";
import { createScene, isKept, keep } from "./scene.js";
import { createSpace } from "./space.js";
import { createStage } from "./stage.js";

/** @typedef {string|{key: string, values?: Record<string, any>}} Text */
/** @typedef {{domain: [number, number], type: "linear"|"log"|"sqrt", label: Text, ticks?: [number, Text][]}} Scale */
/** @typedef {{id: string, type: string, role?: string, label?: Text|null, on?: boolean, dim?: boolean, [option: string]: any}} Mark */
/** @typedef {{azimuth: number, elevation: number, zoom?: number}} Camera */
/**
 * @typedef {Object} Structure
 * @property {string} id
 * @property {"plane"|"space"|"arrays"} kind
 * @property {Text} title
 * @property {Scale} [x]
 * @property {Scale} [y]
 * @property {Scale} [z]
 * @property {boolean} [equal]
 * @property {"large"|"medium"|"small"} [size]
 * @property {Mark[]} marks
 * @property {string|null} [place]
 * @property {string|null} [readout]
 * @property {Camera|null} [camera]
 * @property {boolean} [bare] a plane without axes
 */
/** @typedef {{data: Float32Array | Float64Array, shape: number[]}} Channel */
/** @typedef {{name: string, index: number, x: number, y: number, phase: "move"|"end", unit?: number}} Gesture */
/**
 * @typedef {Object} Options
 * @property {Structure} structure
 * @property {(text: any) => string} text
 * @property {import("../words/roles.js").Roles} roles
 * @property {import("./highlight.js").Highlight} highlight
 * @property {(gesture: Gesture) => Promise<any>|void} send
 */
/**
 * @typedef {Object} Renderer how one kind of figure is drawn
 * @property {(width: number) => void} layout sizes everything for the structure and a width
 * @property {() => void} drawStatic the layer that is cached: rasters, contours, meshes
 * @property {() => void} drawDynamic the layer that a tick moves
 * @property {() => void} [reread] what a resting pointer reads, when anything was drawn anew
 * @property {() => void} destroy
 * @property {() => Camera} [camera]
 * @property {(camera: Camera) => void} [turn]
 */

/** @type {Record<string, (scene: import("./scene.js").Scene, stage: import("./stage.js").Stage) => Renderer>} */
const RENDERERS = { plane: createPlane, space: createSpace, arrays: createArrays };

/** @param {import("./scene.js").Item} item */
const isStatic = (item) => MARKS[item.mark.type]?.layer === "static";

/** A structure with the domains of another. @param {Structure} other @param {Structure} structure @returns {Structure} */
function withAxesOf(other, structure) {
  const axes = /** @type {("x"|"y"|"z")[]} */ (["x", "y", "z"]).filter((axis) => structure[axis] && other[axis]);
  const kept = axes.map((axis) => [axis, { ...structure[axis], domain: other[axis]?.domain }]);
  return { ...structure, ...Object.fromEntries(kept) };
}

/**
 * @param {HTMLElement} container
 * @param {Options} options
 */
export function createFigure(container, options) {
  const stage = createStage(container, options.structure.kind);
  const scene = createScene(options);
  const build = RENDERERS[options.structure.kind];
  if (!build) throw new Error(`There is no renderer for figures of kind "${options.structure.kind}".`);
  scene.palette = createPalette(options.roles, stage.root);
  const renderer = build(scene, stage);

  let drawn = false; // nothing is drawn before the first update
  let staticDirty = true;
  let dynamicDirty = true;
  let width = 0;
  let waiting = 0;
  let written = ""; // the structure as text: one that comes again unchanged changes nothing
  let room = ""; // what the last layout was made for
  /** @type {Structure|null} */
  let held = null; // whose axes stay under the hand that drags
  /** @type {Structure|null} */
  let latest = null;

  function draw() {
    waiting = 0;
    if (!drawn || width <= 0) return;
    if (staticDirty) {
      renderer.drawStatic();
      for (const item of scene.items) if (isStatic(item) && !isKept(item)) keep(item);
    }
    // What stands behind a surface, or before it, is seen anew with it.
    if (dynamicDirty || (staticDirty && scene.spatial)) {
      scene.written = [];
      renderer.drawDynamic();
    }
    if (staticDirty || dynamicDirty) renderer.reread?.();
    staticDirty = dynamicDirty = false;
  }

  /** Draw at the next frame; a second request before it is the same request. */
  function schedule() {
    dynamicDirty = true;
    waiting ||= requestAnimationFrame(draw);
  }

  function layout() {
    stage.caption(options.text(scene.structure.title));
    drawLegend(stage.legend, scene);
    width = stage.root.clientWidth;
    if (width <= 0) return;
    stage.readFont(scene);
    room = roomNow();
    renderer.layout(width);
    staticDirty = dynamicDirty = true;
  }

  const roomNow = () => [stage.root.clientWidth, stage.maxHeight(), stage.shape(), stage.ratio(), stage.emSize()].join();

  scene.redraw = (includingStatic = false) => {
    staticDirty ||= includingStatic;
    schedule();
  };
  scene.hold = (on) => {
    held = on ? scene.structure : null;
    if (!on && latest) view.update(latest, scene.channels);
  };
  const unsubscribe = options.highlight.subscribe(schedule);
  const observer = new ResizeObserver(() => stage.root.clientWidth !== width && view.resize());
  observer.observe(stage.root);

  const view = {
    element: stage.element,

    /**
     * @param {Structure|null} structure
     * @param {any} channels
     * @param {[number, string][]} [changed]
     */
    update(structure, channels, changed = []) {
      scene.channels = channels;
      latest = structure ?? latest;
      const next = structure && held ? withAxesOf(held, structure) : structure;
      const now = next ? JSON.stringify(next) : written;
      if (next && now !== written) scene.restructure(next);
      if (now !== written || !drawn) layout();
      drawn = true;
      written = now;
      const touched = structure ? scene.items : changed.map(([index]) => scene.items[index]);
      for (const item of touched) {
        if (!isStatic(item)) dynamicDirty = true;
        else if (!isKept(item)) {
          item.memo = null;
          staticDirty = true;
        }
      }
      if (waiting) cancelAnimationFrame(waiting);
      draw();
    },

    retext() {
      if (!drawn) return;
      layout();
      draw();
    },

    recolour() {
      scene.palette = createPalette(options.roles, stage.root);
      view.retext();
    },

    resize() {
      if (!drawn || room === roomNow()) return;
      layout();
      draw();
    },

    camera: () => renderer.camera?.() ?? null,
    /** @param {Camera} camera */
    turn: (camera) => renderer.turn?.(camera),

    destroy() {
      unsubscribe();
      observer.disconnect();
      cancelAnimationFrame(waiting);
      renderer.destroy();
      stage.root.remove();
    },
  };
  return view;
}
