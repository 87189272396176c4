/**
 * Linked items of one figure: which lies under the pointer, and which comes next for the keyboard.
 */
import { thingName } from "./highlight.js";
import { MARKS } from "./marks/index.js";
import { isOn } from "./scene.js";

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

/** Pictures come first: there are fewer of them than of the lines between them. @param {Item} item */
const rank = ({ mark }) => (mark.type === "tiles" ? 0 : 1);

/**
 * Every linked thing of the figure, in order.
 * @param {Scene} scene
 * @returns {string[]}
 */
export function allThings(scene) {
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
