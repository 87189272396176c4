/** A part of a dialog under its heading. */

import { h } from "../words/dom.js";

/** @param {string} name @param {...any} parts */
export const section = (name, ...parts) => h("section", {}, h("h3", { say: name }), ...parts);
