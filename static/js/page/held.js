/** What a hand must not change here: a task says so, the page asks. */

/** @type {(gesture: string) => string[]} */
let held = () => [];

/** The settings and buttons that a gesture leaves alone. @param {string} gesture */
export const heldFrom = (gesture) => held(gesture);

/** @param {(gesture: string) => string[]} names */
export const holdBack = (names) => void (held = names);
