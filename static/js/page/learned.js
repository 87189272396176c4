/** How far this browser's reader has come: steps that were opened, goals that were reached. It stays in this browser. */

import { recall, remember } from "../basics/memory.js";

/** @param {string} lesson @returns {string[]} the steps that were opened */
export const seenSteps = (lesson) => recall(`seen.${lesson}`) ?? [];

/** @param {string} lesson @returns {string[]} the steps whose goal was reached */
export const reachedGoals = (lesson) => recall(`reached.${lesson}`) ?? [];

/** The step that was last open. @param {string} lesson @returns {string | null} */
export const lastStep = (lesson) => recall(`last.${lesson}`);

/** @param {string} lesson @param {string} step */
export function noteSeen(lesson, step) {
  add(`seen.${lesson}`, seenSteps(lesson), step);
  if (lastStep(lesson) !== step) remember(`last.${lesson}`, step);
}

/** The step whose goal was noted last: a run that plays on reaches it in every frame, and storage is slow. */
let noted = "";

/** @param {{lesson: string, step: string, goal?: {reached: boolean} | null}} frame */
export function noteGoal({ lesson, step, goal }) {
  const now = `${lesson}/${step}`;
  if (!goal?.reached || now === noted) return;
  noted = now;
  add(`reached.${lesson}`, reachedGoals(lesson), step);
}

/** @param {string} key @param {string[]} list @param {string} step */
function add(key, list, step) {
  if (!list.includes(step)) remember(key, [...list, step]);
}
