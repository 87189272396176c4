/**
 * The frame that is shown: the structure of its figures and the arrays of their marks.
 *
 * The engine sends only what changed. Arrays are views into the buffers that arrived, so nothing is copied.
 */

/** @typedef {{data: Float32Array | Float64Array, shape: number[]}} Channel of double precision where numbers are too large for single */
/** @typedef {{frame: any, figures: any[] | null, channels: Record<string, Channel>[][], changed: [number, string][][]}} Shown */

export function createStore() {
  /** @type {any[]} */
  let figures = [];
  /** @type {Record<string, Channel>[][]} */
  let channels = [];

  /**
   * Take in a frame; tells what changed, figure by figure (`figures` is null when their structure did not).
   * @param {any} frame @param {Float32Array} buffer @returns {Shown}
   */
  function apply(frame, buffer) {
    if (frame.figures) {
      figures = frame.figures;
      channels = figures.map((figure) => figure.marks.map(() => ({})));
    }
    /** @type {[number, string][][]} */
    const changed = figures.map(() => []);
    for (const [f, m, name, offset, shape, wide] of frame.updates) {
      const length = shape.reduce((/** @type {number} */ product, /** @type {number} */ n) => product * n, 1);
      const data = wide ? Float64Array.from(wide, (value) => value ?? NaN) : buffer.subarray(offset, offset + length);
      channels[f][m][name] = { data, shape };
      changed[f].push([m, name]);
    }
    return { frame, figures: frame.figures ?? null, channels, changed };
  }

  return { apply, figures: () => figures };
}
