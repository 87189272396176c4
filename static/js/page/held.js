/** What a hand must not change here, and what a step begins afresh with: a task says so, the page asks. */

import { currentStep, reset } from "../engine/session.js";

/** @type {(gesture: string) => string[]} */
let held = () => [];

/** The settings and buttons that a gesture leaves alone. @param {string} gesture */
export const heldFrom = (gesture) => held(gesture);

/** @param {(gesture: string) => string[]} names */
export const holdBack = (names) => void (held = names);

/** @type {Record<string, Record<string, any>>} */
const starts = {};

/** The step on screen once more, with its own settings and what a task begins it with. */
export const beginAfresh = () => reset(starts[currentStep()]);

/** @param {string} step @param {Record<string, any>} settings */
export const noteStart = (step, settings) => void (starts[step] = settings);
