/**
 * The Python runtime, as PyScript loads it in the worker (by `interpreter.mjs`).
 *
 * It calls Pyodide with our own folder, so nothing is ever asked of another host, and starts it from a memory snapshot
 * where there is one that is right (`snapshot.mjs`), else in the plain way. Nobody else sees a difference but the time.
 * What it needs first, the page has asked for already (`head-start.js`).
 */

import "./no-storage.mjs";
import { loadPyodide as load, version } from "../../vendor/pyodide-0.27.7/pyodide.mjs";
import { areAsFetched, fetchAhead, given, tellAll, tellResources, useBytes, useCompiled, watchArrivals } from "./arriving.mjs";
import { forgetSnapshot, keepSnapshot, noteLoaded, refuseSnapshots } from "./kept.js";
import { LIBRARY, LOCK, PYODIDE, SITE } from "./listing.mjs";
import { FORGET, restore } from "./snapshot.mjs";

export { version };

/** Milliseconds after which what came from the server is kept: not while the first picture is made. */
const KEEP_AFTER = 5000;

/** Pyodide from our own folder, in the quickest way that is known to be right. @param {Record<string, any>} options */
export async function loadPyodide(options) {
  const { source, unchanged } = await given("found");
  watchArrivals(PYODIDE, source !== null);
  useCompiled(`${PYODIDE}pyodide.asm.wasm`, given("interpreter"));
  useBytes(PYODIDE + LIBRARY, given("library"));
  useBytes(PYODIDE + LOCK, given("lock"));
  if (!unchanged) fetchAhead((await given("listing")).paths);
  postMessage({ nnviz: "stage", stage: "python" });
  const python = (await startQuickly({ ...options, indexURL: PYODIDE })) ?? (await startPlainly({ ...options, indexURL: PYODIDE }));
  postMessage({ nnviz: "stage", stage: "lessons" });
  noteLoaded();
  tellResources();
  return python;
}

/** @param {Record<string, any>} options */
async function startPlainly(options) {
  const python = await load(options);
  await tellAll();
  return python;
}

/** From a snapshot; null when there is none that is right. @param {Record<string, any>} options */
async function startQuickly(options) {
  const { source, refused, unchanged, keeps } = await given("found");
  const { paths, offer, edition } = await given("listing");
  if (!source) {
    tellStart({ start: "plain", source, problem: refused ? "An earlier snapshot did not work here." : null, make: keeps && !refused });
    return null;
  }
  const snapshot = given("snapshot");
  try {
    const { python, own, theirs } = await restore(load, options, snapshot);
    if (unchanged) for (const [path, text] of Object.entries(own)) useBytes(new URL(path, SITE).href, Promise.resolve(text));
    const fresh = unchanged || (await areAsFetched(own, paths));
    if (!fresh) python.runPython(FORGET);
    if (fresh && keeps && source === "shipped") setTimeout(async () => keep(await snapshot, edition), KEEP_AFTER);
    if (!fresh && source === "kept" && offer) forgetSnapshot();
    const problem = fresh ? null : "The page's own Python has changed since, and was read anew.";
    tellStart({ start: "snapshot", source, problem, make: keeps && !fresh && !offer, offered: Boolean(offer), holds: unchanged ? theirs : [] });
    return python;
  } catch (error) {
    if (await snapshot) await refuseSnapshots(); // one that did not come at all may come the next time
    tellStart({ start: "plain", source, problem: String(error), make: false });
    return null;
  }
}

/** Keep what the server gave for the next visit, and tell what became of it. @param {ArrayBuffer} bytes
 *  @param {string | null} edition of our files in it */
async function keep(bytes, edition) {
  const problem = await keepSnapshot(bytes, edition).then(() => null, String);
  postMessage({ nnviz: "kept", bytes: problem ? null : bytes.byteLength, problem });
}

/**
 * How Python was started; `make`: a snapshot should be made for the next visit; `offered`: the server has one;
 * `holds`: files of lessons that Python has from it, as they are now.
 * @param {{start: "plain" | "snapshot", source: "kept" | "shipped" | null, problem: string | null, make: boolean, offered?: boolean,
 *   holds?: string[]}} about
 */
const tellStart = (about) => postMessage({ nnviz: "start", ...about });
