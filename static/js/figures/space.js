/**
 * Space figures: a box with a surface that can be turned. Three layers: box, surface (rasterised into its own canvas),
 * and the marks above. Turning draws all three; a tick draws only the marks. While the camera moves the surface
 * has one sample a pixel; at rest it is drawn once more with four, for smooth edges.
 */
import { drawBox } from "./box.js";
import { HALF_HEIGHT, View } from "./camera.js";
import d3 from "../basics/d3.js";
import { createInteraction } from "./interaction.js";
import { MARKS } from "./marks/index.js";
import { pickOnSurface, probeSpace } from "./pick.js";
import { SIZES, shapeFactor } from "./plane.js";
import { Rasteriser, shadeTable } from "./rasteriser.js";
import { drawableDomain, pixelMap } from "./scales.js";
import { isOn } from "./scene.js";
import { clearLayer } from "./stage.js";
import { buildSurface, surfaceHeight, turnSurface } from "./surface.js";

const LEAST_HEIGHT = 170;

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./figure.js").Camera} Camera */
/** @typedef {import("./figure.js").Scale} Scale */

/** Marks this much behind the surface (in units of the box) still lie on it. */
const SKIN = 0.06;
/** Milliseconds after the last turn until the fine drawing. */
const REST = 140;
/** @type {Scale} */
const UNIT = { domain: [0, 1], type: "linear", label: "" };

/**
 * Half sides of the box: a square floor, or the domains' own proportions where the structure asks for equal units.
 * @param {Scene} scene
 */
function boxSides({ structure }) {
  const spans = [structure.x, structure.y].map((scale) => {
    const [lo, hi] = drawableDomain(scale ?? UNIT);
    return hi - lo;
  });
  const longest = Math.max(...spans);
  const sides = structure.equal ? spans.map((span) => Math.max(0.3, span / longest)) : [1, 1];
  return [...sides, HALF_HEIGHT];
}

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @returns {import("./figure.js").Renderer}
 */
export function createSpace(scene, stage) {
  const view = new View();
  const raster = new Rasteriser();
  const canvas = d3.select(stage.still.canvas).clone().attr("class", "figure-surface").node();
  stage.still.canvas.after(/** @type {Node} */ (canvas));
  const sheet = /** @type {CanvasRenderingContext2D} */ (/** @type {HTMLCanvasElement} */ (canvas).getContext("2d"));
  /** @type {ImageData|null} */
  let image = null;
  /** @type {import("./surface.js").Surface|null} */
  let surface = null;
  /** @type {import("./scene.js").Item|null} */
  let mesh = null;
  /** @type {Uint32Array|null} */
  let table = null;
  /** @type {unknown} */
  let tableFor = null;
  let maps = { x: (/** @type {number} */ v) => v, y: (/** @type {number} */ v) => v, z: (/** @type {number} */ v) => v, top: 1 };
  let scale = 1; // raster pixels a CSS pixel
  let turning = false;
  let rest = 0;
  let camera = ""; // the one that the lesson gave last
  let depth = 0;
  let mapped = ""; // the scales that the surface's triangles were made with

  scene.spatial = true;
  scene.busy = true;
  scene.place = (x, y, z) => {
    const [bx, by, bz] = [maps.x(x), maps.y(y), maps.z(z)];
    scene.px = view.screenX(bx, by);
    scene.py = view.screenY(bx, by, bz);
    depth = view.depth(bx, by, bz);
    const outside = Math.max(Math.abs(bx) - view.half[0], Math.abs(by) - view.half[1], Math.abs(bz) - view.half[2]);
    return outside < 0.02; // false for NaN, too
  };
  scene.hidden = () => {
    if (!surface) return false;
    const column = Math.round(scene.px * scale - 0.5);
    const row = Math.round(scene.py * scale - 0.5);
    if (column < 0 || row < 0 || column >= raster.width || row >= raster.height) return false;
    return raster.depths[row * raster.width + column] > depth + SKIN;
  };
  scene.heightAt = (x, y) => (mesh ? surfaceHeight(mesh, x, y) : scene.structure.z?.domain[0] ?? 0);

  /** The camera moved: draw coarse now, fine when it rests. */
  function cameraMoved() {
    turning = true;
    clearTimeout(rest);
    rest = setTimeout(() => {
      turning = false;
      scene.redraw(true);
    }, REST);
    scene.redraw(true);
  }

  const interaction = createInteraction(scene, stage, {
    pick: (px, py, near) => pickOnSurface(scene, mesh, px, py, near),
    probe: (px, py) => probeSpace(scene, mesh, px, py),
    turn(dx, dy) {
      view.turn(dx, dy);
      cameraMoved();
    },
    zoom(factor) {
      view.magnify(factor);
      cameraMoved();
    },
  });

  function rebuild() {
    mesh = scene.items.find((item) => item.mark.type === "mesh" && isOn(item)) ?? null;
    if (!mesh) return void (surface = null);
    const levels = scene.items.find((item) => item.mark.type === "contour")?.mark.levels;
    mesh.memo ??= buildSurface(mesh, maps, levels);
    surface = mesh.memo;
    const ramp = scene.palette.ramp(mesh.mark.role);
    if (tableFor === ramp) return;
    table = shadeTable(ramp);
    tableFor = ramp;
  }

  function drawSurface() {
    const ratio = stage.ratio();
    const { width, height } = stage.still.canvas;
    if (!image || image.width !== width || image.height !== height) image = sheet.createImageData(width, height);
    const factor = turning || ratio > 1.5 ? 1 : 2;
    scale = ratio * factor;
    raster.clear(width * factor, height * factor);
    if (surface && table) {
      turnSurface(surface, view, scale);
      raster.fill(surface, table, scale);
    }
    raster.resolve(new Uint32Array(image.data.buffer), width, factor);
    sheet.putImageData(image, 0, 0);
  }

  return {
    layout(width) {
      const { structure } = scene;
      const size = SIZES[structure.size ?? "large"] ?? SIZES.large;
      scene.width = width;
      scene.height = Math.round(Math.max(LEAST_HEIGHT, Math.min(width * 0.76 * shapeFactor(width), size.mostEqual, stage.maxHeight())));
      scene.plot = { left: 0, top: 0, right: width, bottom: scene.height };
      const own = JSON.stringify(structure.camera);
      if (own !== camera) Object.assign(view, { zoom: 1 }, structure.camera); // what is to be seen otherwise is another surface
      camera = own;
      view.half = boxSides(scene);
      const [hx, hy, hz] = view.half;
      maps = {
        x: pixelMap(structure.x ?? UNIT, [-hx, hx]),
        y: pixelMap(structure.y ?? UNIT, [-hy, hy]),
        z: pixelMap(structure.z ?? UNIT, [-hz, hz]),
        top: hz,
      };
      const now = JSON.stringify([structure.x, structure.y, structure.z, view.half]);
      if (now !== mapped) for (const item of scene.items) if (item.mark.type === "mesh") item.memo = null;
      mapped = now;
      stage.size(width, scene.height);
      const { width: w, height: h, style } = stage.still.canvas;
      Object.assign(sheet.canvas, { width: w, height: h });
      sheet.canvas.style.cssText = style.cssText;
      interaction.retext();
    },
    drawStatic() {
      rebuild();
      const em = scene.fontSize;
      view.fit(scene.width, scene.height, { side: 2.6 * em, top: 1.6 * em, bottom: 3.1 * em });
      clearLayer(stage.still, stage.ratio());
      drawBox(stage.still, scene, view, maps);
      for (const item of scene.items) if (isOn(item) && item.mark.type === "contour") MARKS.contour.draw(stage.still, item, scene);
      drawSurface();
    },
    drawDynamic() {
      clearLayer(stage.lively, stage.ratio());
      for (const item of scene.items) {
        const module = MARKS[item.mark.type];
        if (isOn(item) && module?.layer === "dynamic") module.draw(stage.lively, item, scene);
      }
      interaction.update();
    },
    reread: () => interaction.reread(),
    camera: () => ({ azimuth: view.azimuth, elevation: view.elevation, zoom: view.zoom }),
    turn(camera) {
      Object.assign(view, camera);
      cameraMoved();
    },
    destroy() {
      clearTimeout(rest);
      interaction.destroy();
    },
  };
}
