/**
 * What the page measures of itself: when words, engine and first live frame came, bytes by host, frames a second and
 * the work of a frame. `window.nnviz.stats()` and `python3 -m tools bench` read it.
 */

const KEPT = 240;

/** @type {Record<string, number | null>} */
const marks = { words_ms: null, engine_ready_ms: null, first_live_frame_ms: null };

/** @type {Record<string, number[]>} */
const work = { worker: [], page: [] };
/** @type {number[]} */
const frames = [];

/** Note when something happened for the first time. @param {"words_ms" | "engine_ready_ms" | "first_live_frame_ms"} name */
export function noteOnce(name) {
  marks[name] ??= Math.round(performance.now());
}

/** @param {"worker" | "page"} where @param {number | undefined} milliseconds */
export function countWork(where, milliseconds) {
  if (milliseconds === undefined) return;
  const list = work[where];
  list.push(milliseconds);
  if (list.length > KEPT) list.shift();
}

/** A frame of a playing run was drawn. @param {number} now */
export function countFrame(now) {
  frames.push(now);
  if (frames.length > KEPT) frames.shift();
}

/** Playing begins: gaps between runs do not count. */
export function forgetFrames() {
  frames.length = work.worker.length = work.page.length = 0;
}

/** @param {number[]} list */
function median(list) {
  if (!list.length) return null;
  const sorted = [...list].sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1] * 100) / 100;
}

/** Frames a second over the frames that are kept. */
function framesPerSecond() {
  if (frames.length < 2) return null;
  const seconds = (frames[frames.length - 1] - frames[0]) / 1000;
  return Math.round(((frames.length - 1) / seconds) * 10) / 10;
}

/** @param {any[]} foreign resources that the worker loaded @returns {Record<string, {transferred: number, decoded: number}>} */
function bytesByHost(foreign) {
  /** @type {Record<string, {transferred: number, decoded: number}>} */
  const hosts = {};
  const entries = /** @type {any[]} */ (performance.getEntries());
  for (const entry of [...entries, ...foreign]) {
    if (entry.entryType !== "resource" && entry.entryType !== "navigation") continue;
    const host = new URL(entry.name, location.href).host || location.host;
    const sum = (hosts[host] ??= { transferred: 0, decoded: 0 });
    sum.transferred += entry.transferSize;
    sum.decoded += entry.decodedBodySize;
  }
  return hosts;
}

/** @type {any[]} */
let workerResources = [];

/** What the worker has loaded, as it tells itself. @param {any[]} entries */
export const noteWorkerResources = (entries) => void (workerResources = workerResources.concat(entries));

/** How Python was started, and what became of the snapshot for the next visit. @type {Record<string, any>} */
const start = { start: null, snapshot: { source: null, problem: null, kept_bytes: null } };

/** @param {{start: string, source: string | null, problem: string | null}} about */
export function noteStart({ start: way, source, problem }) {
  start.start = way;
  Object.assign(start.snapshot, { source, problem });
}

/** @param {{bytes: number | null, problem: string | null}} made */
export const noteSnapshot = ({ bytes, problem }) => void Object.assign(start.snapshot, { kept_bytes: bytes, problem });

/** Bytes in the bodies of this page's requests: nobody has to believe that it sends none. */
let sent = 0;

export const bytesSent = () => sent;

/** Let what is sent by one of the browser's ways be counted. @param {any} owner @param {string} name
 *  @param {(...given: any[]) => any} bodyOf */
function countSending(owner, name, bodyOf) {
  const plain = owner[name];
  owner[name] = function (/** @type {any[]} */ ...given) {
    const body = bodyOf(...given);
    if (body) sent += new Blob([body]).size;
    return plain.apply(this, given);
  };
}

countSending(window, "fetch", (_, init) => init?.body);
countSending(XMLHttpRequest.prototype, "send", (body) => body);
countSending(Navigator.prototype, "sendBeacon", (_, body) => body);

/** All that is measured, as plain data. */
export function measured() {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    first_paint_ms: paint ? Math.round(paint.startTime) : null,
    ...marks,
    ...structuredClone(start),
    bytes: bytesByHost(workerResources),
    sent_bytes: sent,
    fps: framesPerSecond(),
    worker_ms: median(work.worker),
    page_ms: median(work.page),
  };
}
