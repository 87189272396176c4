/**
 * Linked items of one figure: which lies under the pointer, and which comes next for the keyboard.
 */
import { litIndex, thingName } from "./highlight.js";
import { MARKS } from "./marks/index.js";
import { namedAt } from "./scales.js";
import { isOn } from "./scene.js";
import { number } from "../words/text.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Item} Item */

/** @param {Item} item */
const isLinked = (item) => Boolean(item.mark.link) && isOn(item) && !item.mark.dim;

/**
 * The linked thing at a place of the stage.
 * @param {Scene} scene
 * @param {number} x CSS pixels
 * @param {number} y
 * @returns {string|null}
 */
export function thingAt(scene, x, y) {
  let nearest = Infinity;
  let thing = null;
  for (const item of scene.items) {
    if (!isLinked(item)) continue;
    const hit = MARKS[item.mark.type]?.hit?.(item, scene, x, y);
    // Later marks lie above earlier ones, so they win a tie.
    if (hit && hit.distance <= nearest) {
      nearest = hit.distance;
      thing = thingName(item.mark.link, hit.index);
    }
  }
  return thing;
}

/**
 * The gesture of picking a thing, if a mark of this figure has one for it (option `pick`).
 * @param {Scene} scene
 * @param {string} thing
 * @returns {{name: string, index: number}|null}
 */
export function pickOf(scene, thing) {
  const [link, index] = thing.split(":");
  const item = scene.items.find(({ mark }) => mark.pick && mark.link === link);
  return item ? { name: item.mark.pick, index: Number(index) } : null;
}

/** Whether a mark of this figure can be picked. @param {Scene} scene */
export const canPick = (scene) => scene.items.some((item) => item.mark.pick && isOn(item));

/**
 * What a thing to pick is called, which it is and the numbers written at it, and where: for who walks with the keyboard.
 * @param {Scene} scene
 * @param {string} thing
 * @returns {import("./readout.js").Told|null}
 */
export function tellThing(scene, thing) {
  /** @type {[string, string][]} */
  const rows = [];
  let at = null;
  for (const { mark, data } of scene.items.filter(isOn)) {
    const index = litIndex(thing, mark.link);
    if (index === null || !mark.name) continue;
    const [x, y] = [data("x")[index], data("y")[index]];
    if (!scene.place(x, y, 0)) continue; // another mark is drawn for it now
    const { px, py } = scene;
    if (mark.type === "text") rows.push([scene.text(mark.name), number(data("value")[index], mark.format)]);
    else {
      rows.unshift([scene.text(mark.name), namedAt(scene, x, y) ?? String(index + 1)]);
      at = { px, py };
    }
  }
  return at && { rows, ...at };
}

/** What can be picked comes first, and of that the pictures: there are fewer of them than of the lines between them.
 *  @param {Item} item */
const rank = ({ mark }) => (mark.pick ? 0 : 2) + (mark.type === "tiles" ? 0 : 1);

/**
 * Every linked thing of the figure, in order.
 * @param {Scene} scene
 * @returns {string[]}
 */
function allThings(scene) {
  const things = new Set();
  for (const item of [...scene.items].sort((one, other) => rank(one) - rank(other))) {
    if (!isLinked(item)) continue;
    const count = MARKS[item.mark.type]?.count(item) ?? 0;
    for (let i = 0; i < count; i++) things.add(thingName(item.mark.link, i));
  }
  return [...things];
}

/**
 * The thing `step` places after the lit one.
 * @param {Scene} scene
 * @param {number} step 1 or −1
 */
export function nextThing(scene, step) {
  const things = allThings(scene);
  if (things.length === 0) return null;
  const at = things.indexOf(scene.highlight.current() ?? "");
  if (at < 0) return things[step > 0 ? 0 : things.length - 1];
  return things[(at + step + things.length) % things.length];
}
