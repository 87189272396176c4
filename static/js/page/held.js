/** What a hand must not change here, and what a step begins afresh with: a task says so, the page asks. */

import { currentLesson, currentStep, openStep, reset } from "../engine/session.js";
import { same } from "../engine/settings.js";

/** @typedef {{lesson: string, step: string, settings: Record<string, any>, t: number, beat: number,
 *   branches: import("./address.js").Branch[]}} Start */

/** @type {(gesture: string) => string[]} */
let held = () => [];

/** The settings and buttons that a gesture leaves alone. @param {string} gesture */
export const heldFrom = (gesture) => held(gesture);

/** Whether a setting is not to be changed. @param {string} name */
export const isHeld = (name) => held(name).includes(name);

/** @param {(gesture: string) => string[]} names */
export const holdBack = (names) => void (held = names);

/** By lesson and step. @type {Map<string, Start>} */
const starts = new Map();

/** @param {string} lesson @param {string} step */
const name = (lesson, step) => `${lesson}/${step}`;

/** @param {Start} start */
export const noteStart = (start) => void starts.set(name(start.lesson, start.step), start);

/** The step on screen once more: as a task begins it, or with its own settings. */
export function beginAfresh() {
  const start = starts.get(name(currentLesson().id, currentStep()));
  return start ? openStep(currentStep(), start) : reset();
}

/**
 * A place with what is held as the task began it, whatever an address says of it. The first address is the task's own.
 * @param {import("./address.js").Place} place of the lesson that is open
 */
export function keepHeld(place) {
  if (!starts.size) return place;
  const { settings, branches } = starts.get(name(place.lesson ?? "", place.step)) ?? { settings: {}, branches: [] };
  const branchAt = (/** @type {number} */ time) => branches.find(({ t }) => t === time)?.changes ?? {};
  const kept = {
    settings: bound(place.settings, settings),
    branches: place.branches.map(({ t, changes }) => ({ t, changes: bound(changes, branchAt(t)) })),
  };
  if (!same(kept, { settings: place.settings, branches: place.branches })) place.complaints.push("task.kept");
  kept.branches = kept.branches.filter(({ changes }) => Object.keys(changes).length);
  return Object.assign(place, kept);
}

/** What was asked for, with what is held as it was begun. @param {Record<string, any>} asked @param {Record<string, any>} begun */
function bound(asked, begun) {
  const held = Object.fromEntries(Object.entries(begun).filter(([one]) => isHeld(one)));
  return Object.fromEntries(Object.entries({ ...asked, ...held }).filter(([one]) => one in held || !isHeld(one)));
}
