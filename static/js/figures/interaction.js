/**
 * Everything a reader can do to a plane or space figure, put together: handles, pointers, the keyboard with its
 * crosshair, and the read-out. The renderer supplies two questions: what data lies under a pixel, what is read there.
 */
import { ARROWS, clamp, createHandles } from "./handles.js";
import { canPick, nextThing, pickOf, tellThing, thingAt } from "./linked.js";
import { listenToPointers, sendPlace } from "./pointer.js";
import { createReadout } from "./readout.js";
import { drawableDomain, keyStep } from "./scales.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {() => import("./probe.js").Probe|import("./readout.js").Told|null} Reading */
/**
 * @typedef {Object} Questions
 * @property {import("./pointer.js").PointerHooks["pick"]} pick
 * @property {(px: number, py: number) => import("./probe.js").Probe|null} probe
 * @property {(dx: number, dy: number) => void} [turn]
 * @property {(factor: number) => void} [zoom]
 */

/** Pixels that one press of an arrow key turns the space. */
const KEY_TURN = 14;

/**
 * @param {Scene} scene
 * @param {Stage} stage
 * @param {Questions} questions
 */
export function createInteraction(scene, stage, questions) {
  const handles = createHandles(scene, stage);
  const readout = createReadout(scene, stage);
  /** @type {{x: number, y: number}|null} the keyboard's crosshair, in data units */
  let cursor = null;
  /** What is read where the pointer or the crosshair rests, asked anew when the arrays change. @type {Reading|null} */
  let reading = null;

  /** @param {Reading|null} next */
  function read(next) {
    reading = next;
    const found = reading?.();
    if (!found) readout.hide();
    else if ("rows" in found) readout.write(found);
    else readout.show(found);
  }

  /** @param {number} px @param {number} py */
  function hover(px, py) {
    scene.highlight.set(thingAt(scene, px, py));
    read(() => (scene.structure.readout ? questions.probe(px, py) : null));
    const grabbable = handles.nearest(px, py, 14);
    stage.element.style.cursor = grabbable ? "grab" : scene.structure.place ? "crosshair" : "";
  }

  function leave() {
    scene.highlight.set(null);
    read(null);
  }

  function readCursor() {
    if (!cursor || !scene.place(cursor.x, cursor.y, 0)) return null;
    const { px, py } = scene;
    return (scene.structure.bare ? null : questions.probe(px, py)) ?? { ...cursor, px, py, value: null, name: null };
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the crosshair */
  function moveCursor(event) {
    const arrow = ARROWS[event.key];
    const { x, y, place } = scene.structure;
    if (scene.spatial || !x || !y || !(place || scene.structure.readout)) return false;
    const [domainX, domainY] = [drawableDomain(x), drawableDomain(y)];
    const middle = { x: (domainX[0] + domainX[1]) / 2, y: (domainY[0] + domainY[1]) / 2 };
    const from = cursor ?? middle;
    const coarse = event.shiftKey ? 1 : 2;
    cursor = {
      x: clamp(from.x + arrow[0] * coarse * keyStep(domainX, event.shiftKey), domainX),
      y: clamp(from.y + arrow[1] * coarse * keyStep(domainY, event.shiftKey), domainY),
    };
    if (!scene.place(cursor.x, cursor.y, 0)) return true;
    scene.highlight.set(thingAt(scene, scene.px, scene.py));
    read(readCursor);
    return true;
  }

  /** @param {KeyboardEvent} event */
  function useArrow(event) {
    const [dx, dy] = ARROWS[event.key];
    if (questions.turn) return void questions.turn(dx * KEY_TURN, -dy * KEY_TURN);
    if (stage.tapped()) return false; // who came with a pointer goes on with the page's arrow keys
    const choosing = canPick(scene);
    if (!choosing && moveCursor(event)) return;
    const thing = nextThing(scene, dx + dy > 0 ? 1 : -1);
    if (thing) scene.highlight.hold(thing);
    read(choosing && thing ? () => tellThing(scene, thing) : null);
    return thing !== null;
  }

  /** Pick what is lit, if it can be picked. */
  function pickLit() {
    const thing = scene.highlight.current();
    const picked = thing && pickOf(scene, thing);
    if (picked) scene.send({ ...picked, x: 0, y: 0, phase: "end" });
    return Boolean(picked);
  }

  function clear() {
    const busy = cursor !== null || scene.highlight.current() !== null;
    cursor = null;
    read(null);
    scene.highlight.pin(null);
    return busy;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab") stage.tap(false);
    if (event.key === "Escape" && !clear()) return;
    if (event.target !== stage.element && event.key !== "Escape") return;
    let used = event.key === "Escape";
    if (ARROWS[event.key]) used = useArrow(event) !== false;
    else if (event.key === "Enter" && scene.structure.place && cursor) {
      sendPlace(scene, scene.structure.place, cursor);
      used = true;
    } else if (event.key === "Enter" && pickLit()) {
      used = true;
    } else if ("+=-".includes(event.key) && questions.zoom) {
      questions.zoom(event.key === "-" ? 1 / 1.15 : 1.15);
      used = true;
    }
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  }

  const stop = listenToPointers(scene, stage, { ...questions, hover, leave, handles });
  stage.element.addEventListener("keydown", onKey);
  stage.element.addEventListener("blur", () => (cursor ? clear() : read(null)));
  stage.element.addEventListener("focusout", ({ relatedTarget }) => {
    if (!stage.element.contains(/** @type {Node|null} */ (relatedTarget))) stage.tap(false);
  });

  return {
    retext: () => handles.restructured(),
    update: () => handles.update(),
    /** What was drawn is new: so is what a resting pointer reads. */
    reread: () => reading && read(reading),
    destroy() {
      stop();
      stage.element.removeEventListener("keydown", onKey);
    },
  };
}
