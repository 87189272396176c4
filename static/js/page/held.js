/** What a hand must not change here, and what a step begins afresh with: a task says so, the page asks. */

/** @type {(gesture: string) => string[]} */
let held = () => [];

/** The settings and buttons that a gesture leaves alone. @param {string} gesture */
export const heldFrom = (gesture) => held(gesture);

/** @param {(gesture: string) => string[]} names */
export const holdBack = (names) => void (held = names);

/** @type {Record<string, Record<string, any>>} */
const starts = {};

/** The settings that a step begins afresh with. @param {string} step */
export const startOf = (step) => starts[step] ?? {};

/** @param {string} step @param {Record<string, any>} settings */
export const noteStart = (step, settings) => void (starts[step] = settings);
