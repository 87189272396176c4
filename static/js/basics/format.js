/**
 * The one door to d3-format, which writes numbers as Python's format specifications say. It is a small part of d3 that
 * the words need before any figure; the whole of d3 comes with the figures.
 */
import "../../vendor/d3-format-3.1.0/d3-format.min.js";

/** @type {(style: string) => (value: number) => string} */
export const format = /** @type {any} */ (globalThis).d3.format;
