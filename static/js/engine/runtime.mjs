/**
 * The Python runtime, as PyScript loads it in the worker (`interpreter` in pyscript.toml names this module).
 *
 * It calls Pyodide with our own folder, so nothing is ever asked of another host, and tells the page how many bytes
 * have come in. On a later visit nothing is counted: the files are in the browser's cache, and compiled code from the
 * visit before is used again.
 */

import { loadPyodide as load, version } from "../../vendor/pyodide-0.27.7/pyodide.mjs";
import { loadedBefore, noteLoaded } from "./visits.js";

export { version };

const site = new URL("../../../", import.meta.url);
const indexURL = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;
const plainFetch = globalThis.fetch;
const returning = loadedBefore(version);

/**
 * Bytes, unpacked, of what is fetched here before the first frame: runtime, standard library, NumPy. The interpreter
 * itself is not counted as it comes in: the browser keeps its compiled code only if nobody touched the response.
 */
const EXPECTED = 5_534_075;

/** Our own Python files, asked for while Pyodide is still starting. @type {Map<string, Promise<Response>>} */
const ahead = new Map();

/** @type {Map<string, {received: number}>} */
const files = new Map();
let lastReport = 0;

/** Tell the page what has come in; not more often than a person can read. @param {() => any} message
 *  @param {boolean} [now] */
function tellSoon(message, now) {
  if (!now && performance.now() - lastReport < 60) return;
  lastReport = performance.now();
  postMessage(message());
}

/** What has come in before the first frame. */
function startSoFar() {
  let received = 0;
  for (const file of files.values()) received += file.received;
  return { nnviz: "progress", received, expected: EXPECTED };
}

/** While packages are brought, after the start: what has come in of them, and the means to stop.
 *  @type {{received: number, stop: AbortController} | null} */
let bringing = null;

/** The page speaks to this module on a line of its own: PyScript takes every other message for its own. */
const line = new MessageChannel();
line.port1.onmessage = (/** @type {MessageEvent} */ { data }) => {
  if (data === "bring") bringing = { received: 0, stop: new AbortController() };
  if (data === "stop") bringing?.stop.abort();
};
postMessage({ nnviz: "line", port: line.port2 }, { transfer: [line.port2] });

/** Fetch a part of a package: counted, and stopped when the reader wishes. @param {any} resource
 *  @param {RequestInit} [init] */
async function bring(resource, init) {
  const now = /** @type {NonNullable<typeof bringing>} */ (bringing);
  const response = await plainFetch(resource, { ...init, signal: now.stop.signal }).catch(() => null);
  if (!response?.ok || !response.body) {
    const file = String(resource?.url ?? resource).slice(site.href.length);
    if (!now.stop.signal.aborted) postMessage({ nnviz: "missing", file });
    throw new Error(`${file} could not be loaded.`);
  }
  const soFar = () => ({ nnviz: "packages", received: now.received });
  const counter = new TransformStream({
    transform(chunk, controller) {
      now.received += chunk.byteLength;
      tellSoon(soFar);
      controller.enqueue(chunk);
    },
    flush: () => tellSoon(soFar, true),
  });
  return new Response(response.body.pipeThrough(counter), response);
}

/** Pass a response on while counting its bytes. @param {Response} response @param {string} url */
function counted(response, url) {
  const entry = { received: 0 };
  files.set(url, entry);
  if (!response.body) return response;
  const counter = new TransformStream({
    transform(chunk, controller) {
      entry.received += chunk.byteLength;
      tellSoon(startSoFar);
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

/** A failed file is told to the page at once: Pyodide itself would wait for ever. @param {any} resource
 *  @param {RequestInit} [init] */
async function watchedFetch(resource, init) {
  const url = String(resource?.url ?? resource);
  if (!url.startsWith(site.href)) return plainFetch(resource, init);
  if (bringing) return bring(resource, init);
  const early = ahead.get(url);
  ahead.delete(url);
  const response = await (early ?? plainFetch(resource, init)).catch(() => null);
  if (!response?.ok) {
    const file = url.slice(site.href.length);
    postMessage({ nnviz: "missing", file });
    throw new Error(`${file} could not be loaded.`);
  }
  return !url.startsWith(indexURL) || url.endsWith(".wasm") || (await returning) ? response : counted(response, url);
}

/** Ask now for what PyScript will ask for one moment later: the files that pyscript.toml lists. */
async function fetchAhead() {
  const answer = await plainFetch(new URL("pyscript.toml", site)).catch(() => null);
  const [, list = ""] = answer?.ok ? (await answer.text()).split("[files]") : [];
  for (const [, path] of list.matchAll(/^"([^"]+)"\s*=/gm)) {
    const { href } = new URL(path, site);
    ahead.set(href, plainFetch(href));
  }
}

/** Pyodide from our own folder. @param {Record<string, any>} options */
export async function loadPyodide(options) {
  globalThis.fetch = /** @type {typeof fetch} */ (watchedFetch);
  postMessage({ nnviz: "stage", stage: "python" });
  const loading = load({ ...options, indexURL });
  fetchAhead();
  const pyodide = await loading;
  if (!(await returning)) tellSoon(startSoFar, true);
  postMessage({ nnviz: "stage", stage: "lessons" });
  noteLoaded(version);
  tellResources();
  return pyodide;
}

/** What was loaded here, for the page's account of its bytes; also what comes in later. */
function tellResources() {
  new PerformanceObserver((list) => {
    const entries = list.getEntries().map((/** @type {any} */ { entryType, name, transferSize, decodedBodySize }) =>
      ({ entryType, name, transferSize, decodedBodySize }));
    postMessage({ nnviz: "resources", entries });
  }).observe({ type: "resource", buffered: true });
}
