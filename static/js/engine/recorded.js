/**
 * Recordings: what the engine would say at first, kept as files, so that there is something to see before Python is.
 *
 * A recording is made from the lesson's own first frame by `python3 -m tools record`; nothing in it is invented.
 */

import { fetchEarly } from "../basics/early.js";

/** @typedef {{frame: any, buffer: Float32Array}} Recording */

/** @type {Map<string, Promise<Recording | null>>} */
const loaded = new Map();

/** The first frame of a step; null when there is no recording. @param {string} lesson @param {string} step */
export function loadRecording(lesson, step) {
  const url = `static/recorded/${lesson}/${step}.json`;
  let recording = loaded.get(url);
  if (!recording) loaded.set(url, (recording = read(url)));
  return recording;
}

/** @param {string} url @returns {Promise<Recording | null>} */
async function read(url) {
  const answer = await fetchEarly(url).catch(() => null);
  if (!answer?.ok) return null;
  const { header, buffer } = await answer.json();
  return { frame: header, buffer: decode(buffer) };
}

/** @param {string} base64 little-endian float32 */
function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** @type {Promise<any[] | null> | null} */
let catalogue = null;

/** Every lesson's description, as recorded; null when there is none. @returns {Promise<any[] | null>} */
export const loadCatalogue = () => (catalogue ??= readCatalogue());

async function readCatalogue() {
  const answer = await fetchEarly("static/recorded/lessons.json").catch(() => null);
  return answer?.ok ? (await answer.json()).lessons : null;
}
