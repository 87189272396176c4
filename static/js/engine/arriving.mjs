/**
 * What arrives in the worker: every file is watched, so that one that does not come is named, and counted while the
 * reader waits for it. What PyScript will ask for later is asked for at once.
 */

import { loadedBefore } from "./kept.js";
import { SITE } from "./listing.mjs";

const plainFetch = globalThis.fetch;
let runtime = "";
/** Whether this browser has loaded the runtime before. @type {Promise<boolean>} */
let returning = Promise.resolve(true);

/**
 * From now on. On a first visit what comes from `folder` is counted; on a later visit the browser's own cache has it,
 * and a quick start takes another way and no time to read bytes in.
 * @param {string} folder @param {boolean} quick
 */
export function watchArrivals(folder, quick) {
  runtime = folder;
  returning = quick ? Promise.resolve(true) : loadedBefore();
  globalThis.fetch = /** @type {typeof fetch} */ (watchedFetch);
}

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

/** What the page has had ready, by name (`head-start.js`). @type {Record<string, {promise: Promise<any>, resolve: (value: any) => void}>} */
const gifts = {};
for (const name of ["listing", "found", "snapshot", "interpreter", "library", "lock"]) gifts[name] = later();

/** @param {"listing" | "found" | "snapshot" | "interpreter" | "library" | "lock"} name */
export const given = (name) => gifts[name].promise;

function later() {
  let resolve = (/** @type {any} */ _) => {};
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

/** The page speaks to this module on a line of its own: PyScript takes every other message for its own. */
const line = new MessageChannel();
line.port1.onmessageerror = () => gifts.interpreter.resolve(null); // all else can be sent in any browser
line.port1.onmessage = (/** @type {MessageEvent} */ { data }) => {
  if (data.given) gifts[data.given].resolve(data.value);
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
    const file = String(resource?.url ?? resource).slice(SITE.href.length);
    if (!now.stop.signal.aborted) postMessage({ nnviz: "missing", file });
    throw new Error(`${file} could not be loaded.`);
  }
  const soFar = () => ({ nnviz: "packages", received: now.received });
  return counted(response, now, soFar, () => tellSoon(soFar, true));
}

/**
 * Pass a response on while counting its bytes.
 * @param {Response} response @param {{received: number}} entry where they are counted
 * @param {() => any} soFar what is told meanwhile @param {() => void} [flush] at the end
 */
function counted(response, entry, soFar, flush) {
  if (!response.body) return response;
  const counter = new TransformStream({
    transform(chunk, controller) {
      entry.received += chunk.byteLength;
      tellSoon(soFar);
      controller.enqueue(chunk);
    },
    flush,
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

/** The same for a file that is wanted before the first frame. @param {Response} response @param {string} url */
function countedAtStart(response, url) {
  const entry = { received: 0 };
  files.set(url, entry);
  return counted(response, entry, startSoFar);
}

/** A failed file is told to the page at once: Pyodide itself would wait for ever. @param {any} resource
 *  @param {RequestInit} [init] */
async function watchedFetch(resource, init) {
  const url = String(resource?.url ?? resource);
  if (!url.startsWith(SITE.href)) return plainFetch(resource, init);
  if (bringing) return bring(resource, init);
  const early = ahead.get(url);
  ahead.delete(url);
  const response = await (early ?? plainFetch(resource, init)).catch(() => null);
  if (!response?.ok) {
    const file = url.slice(SITE.href.length);
    postMessage({ nnviz: "missing", file });
    throw new Error(`${file} could not be loaded.`);
  }
  return !url.startsWith(runtime) || url.endsWith(".wasm") || (await returning) ? response : countedAtStart(response, url);
}

/** Ask now for what PyScript will ask for one moment later. @param {string[]} paths in the site */
export function fetchAhead(paths) {
  for (const path of paths) {
    const { href } = new URL(path, SITE);
    ahead.set(href, plainFetch(href));
  }
}

/**
 * Python will fetch this file: hand it what is there.
 * @param {string} url @param {Promise<BodyInit | null>} coming null: it has to be fetched
 */
export function useBytes(url, coming) {
  ahead.set(url, coming.then((bytes) => (bytes ? new Response(bytes) : plainFetch(url))));
}

/**
 * Pyodide will fetch the interpreter and compile it: hand it what the page has compiled.
 * @param {string} url @param {Promise<WebAssembly.Module | null>} compiling null: Pyodide has to do it itself
 */
export function useCompiled(url, compiling) {
  const { instantiateStreaming } = WebAssembly;
  ahead.set(url, compiling.then((module) => (module ? new Response() : plainFetch(url))));
  /** @param {any} response @param {WebAssembly.Imports} [imports] */
  async function instantiateCompiled(response, imports) {
    WebAssembly.instantiateStreaming = instantiateStreaming;
    const module = await compiling;
    if (!module) return instantiateStreaming(response, imports);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  }
  WebAssembly.instantiateStreaming = instantiateCompiled;
}

/**
 * Whether these are the files that were asked for ahead, to the letter.
 * @param {Record<string, string>} contents by path @param {string[]} paths
 */
export async function areAsFetched(contents, paths) {
  const alike = paths.map(async (path) => {
    const response = await ahead.get(new URL(path, SITE).href);
    return response?.ok && contents[path] === (await response.clone().text());
  });
  return paths.length === Object.keys(contents).length && (await Promise.all(alike)).every(Boolean);
}

/** All that was counted, told at once. */
export const tellAll = async () => void ((await returning) || tellSoon(startSoFar, true));

/** What was loaded here, for the page's account of its bytes; also what comes in later. */
export function tellResources() {
  new PerformanceObserver((list) => {
    const entries = list.getEntries().map((/** @type {any} */ { entryType, name, transferSize, decodedBodySize }) =>
      ({ entryType, name, transferSize, decodedBodySize }));
    postMessage({ nnviz: "resources", entries });
  }).observe({ type: "resource", buffered: true });
}
