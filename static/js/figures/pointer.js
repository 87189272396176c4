/**
 * Mouse, pen and touch on a stage: drag a handle, turn the space, tap to place or to light a thing, hover to
 * read. Moves are gathered and answered once a frame. A finger that means to scroll the page still scrolls it:
 * the browser keeps vertical pans, except on a handle.
 */
import { TARGET, clamp } from "./handles.js";
import { pickOf, thingAt } from "./linked.js";
import { drawableDomain } from "./scales.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./handles.js").Handle} Handle */
/**
 * @typedef {Object} PointerHooks
 * @property {(px: number, py: number, near: {x: number, y: number}|null) => {x: number, y: number}|null} pick data under a pixel
 * @property {(px: number, py: number) => void} hover
 * @property {() => void} leave
 * @property {(dx: number, dy: number) => void} [turn]
 * @property {(factor: number) => void} [zoom]
 * @property {ReturnType<typeof import("./handles.js").createHandles>} handles
 */

/** A pointer that moved less than this has tapped. */
const STILL = 5;
/** A mouse is exact; a finger is not. */
const MOUSE_REACH = 14;

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @param {PointerHooks} hooks
 * @returns {() => void} the way to stop listening
 */
export function listenToPointers(scene, stage, hooks) {
  const { element } = stage;
  /** @type {Map<number, {x: number, y: number}>} pointers that are down */
  const down = new Map();
  /** @type {{handle: Handle, x: number, y: number, at: {x: number, y: number}|null}|null} */
  let drag = null;
  let turning = false;
  let start = { x: 0, y: 0 };
  let moved = false;
  let last = { x: 0, y: 0, mouse: true };
  let pending = 0;
  let spread = 0;

  /** @param {PointerEvent|Touch} event */
  function at(event) {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {"move"|"end"} phase */
  function sendDrag(phase) {
    if (!drag) return;
    const found = hooks.pick(drag.x, drag.y, drag.at);
    if (found) drag.at = inDomain(scene, found);
    if (!drag.at || (phase === "move" && !found)) return;
    const { item, index } = drag.handle;
    scene.send({ name: item.mark.handle, index, x: drag.at.x, y: drag.at.y, phase });
  }

  function answer() {
    pending = 0;
    // A picture asked for while hovering may come after the press: nothing has moved yet.
    if (drag) return void (moved && sendDrag("move"));
    if (last.mouse && down.size === 0) hooks.hover(last.x, last.y);
  }

  const later = () => void (pending ||= requestAnimationFrame(answer));

  /** @param {PointerEvent} event */
  function onDown(event) {
    if (event.button !== 0) return;
    stage.tap(true);
    const place = at(event);
    down.set(event.pointerId, place);
    if (down.size === 2) return void (spread = pinchSpread());
    start = place;
    moved = false;
    const reach = event.pointerType === "mouse" ? MOUSE_REACH : TARGET;
    const handle = hooks.handles.nearest(place.x, place.y, reach);
    turning = !handle && Boolean(hooks.turn);
    if (!handle && !turning) return;
    element.setPointerCapture(event.pointerId);
    hooks.leave();
    if (!handle) return;
    event.preventDefault(); // no text selection; the focus is set by hand
    const { item, index } = handle;
    drag = { handle, ...place, at: { x: item.data("x")[index], y: item.data("y")[index] } };
    hooks.handles.grab(handle);
    scene.hold(true);
    element.dataset.dragging = "true";
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    const place = at(event);
    last = { ...place, mouse: event.pointerType !== "touch" };
    const before = down.get(event.pointerId);
    if (before) {
      down.set(event.pointerId, place);
      if (!moved && Math.hypot(place.x - start.x, place.y - start.y) > STILL) {
        moved = true;
        // A finger that sets out up or down is about to scroll the page.
        if (event.pointerType === "touch" && Math.abs(place.y - start.y) > Math.abs(place.x - start.x)) turning = false;
      }
      if (down.size === 2 && hooks.zoom) {
        const now = pinchSpread();
        if (spread > 0 && now > 0) hooks.zoom(now / spread);
        spread = now;
        return;
      }
      if (turning && moved) hooks.turn?.(place.x - before.x, place.y - before.y);
    }
    if (drag) [drag.x, drag.y] = [place.x, place.y];
    if (drag ? moved : !turning) later();
  }

  /** @param {PointerEvent} event */
  function onUp(event) {
    if (!down.delete(event.pointerId)) return;
    if (drag && moved) sendDrag("end");
    else if (!moved && event.type === "pointerup") tap(start.x, start.y);
    if (drag) scene.hold(false);
    drag = null;
    turning = false;
    delete element.dataset.dragging;
    hooks.handles.grab(null);
  }

  /** @param {number} x @param {number} y */
  function tap(x, y) {
    const thing = thingAt(scene, x, y);
    const picked = thing && pickOf(scene, thing);
    if (picked) return scene.send({ ...picked, x: 0, y: 0, phase: "end" });
    if (thing) return scene.highlight.pin(thing);
    if (!last.mouse) hooks.hover(x, y);
    if (drag) return;
    const { place } = scene.structure;
    const found = place && inPlot(scene, x, y) ? hooks.pick(x, y, null) : null;
    if (place && found) sendPlace(scene, place, inDomain(scene, found));
    else scene.highlight.pin(null);
  }

  function pinchSpread() {
    const [a, b] = [...down.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  }

  function onLeave() {
    if (pending) cancelAnimationFrame(pending);
    pending = 0;
    if (!drag) hooks.leave();
  }

  /** @param {TouchEvent} event */
  function onTouch(event) {
    const place = at(event.touches[0]);
    const held = event.touches.length > 1 ? hooks.zoom : hooks.handles.nearest(place.x, place.y, TARGET);
    if (held && event.cancelable) event.preventDefault(); // this finger drags, it does not scroll
  }

  /** @param {WheelEvent} event */
  function onWheel(event) {
    // A wheel scrolls the page unless the reader is in this figure or pinches a touchpad.
    if (!hooks.zoom || !(event.ctrlKey || element.contains(document.activeElement))) return;
    event.preventDefault();
    hooks.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)));
  }

  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener("pointerdown", onDown, { signal });
  element.addEventListener("pointermove", onMove, { signal });
  element.addEventListener("pointerup", onUp, { signal });
  element.addEventListener("pointercancel", onUp, { signal });
  element.addEventListener("pointerleave", onLeave, { signal });
  element.addEventListener("touchstart", onTouch, { signal, passive: false });
  element.addEventListener("wheel", onWheel, { signal, passive: false });
  return () => stop.abort();
}

/**
 * Send a chosen place, and how many pixels a step of 1 to the right has there: a lesson may have written beside it.
 * @param {Scene} scene
 * @param {string} name of the gesture
 * @param {{x: number, y: number}} at
 */
export function sendPlace(scene, name, at) {
  scene.place(at.x, at.y, 0);
  const left = scene.px;
  scene.place(at.x + 1, at.y, 0);
  scene.send({ name, index: 0, ...at, phase: "end", unit: Math.abs(scene.px - left) });
}

/**
 * @param {Scene} scene
 * @param {{x: number, y: number}} value
 */
function inDomain(scene, value) {
  const { x, y } = scene.structure;
  return {
    x: x ? clamp(value.x, drawableDomain(x)) : value.x,
    y: y ? clamp(value.y, drawableDomain(y)) : value.y,
  };
}

/**
 * @param {Scene} scene
 * @param {number} px
 * @param {number} py
 */
function inPlot(scene, px, py) {
  const { left, right, top, bottom } = scene.plot;
  return px >= left && px <= right && py >= top && py <= bottom;
}
