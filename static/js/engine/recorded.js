/**
 * Recordings: what the engine would say at first, kept as files, so that there is something to see before Python is.
 *
 * A recording is made from the lesson's own first frame by `python3 -m tools record`; nothing in it is invented.
 */

import { fetchGood, onceEach } from "../basics/early.js";

/** @typedef {{frame: any, buffer: Float32Array}} Recording */

const read = onceEach(async (path) => (await fetchGood(`static/recorded/${path}.json`)).json());

/** The first frame of a step; null when there is no recording. @param {string} lesson @param {string} step
 *  @returns {Promise<Recording | null>} */
export const loadRecording = (lesson, step) =>
  read(`${lesson}/${step}`).then(({ header, buffer }) => ({ frame: header, buffer: decode(buffer) }), () => null);

/** @param {string} base64 little-endian float32 */
function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** Every lesson's description, as recorded; null when there is none. @returns {Promise<any[] | null>} */
export const loadCatalogue = () => read("lessons").then(({ lessons }) => lessons, () => null);

/** The files of a part of the code that Python needs later: of "exports" or of "own" tables. @param {string} part
 *  @returns {Promise<string[]>} */
export const filesOf = (part) => read(part).then(({ files }) => files);
