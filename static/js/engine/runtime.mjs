/**
 * The Python runtime, as PyScript loads it in the worker (`interpreter` in pyscript.toml names this module).
 *
 * It calls Pyodide with our own folder, so nothing is ever asked of another host, and starts it from a memory snapshot
 * where there is one that is right (`snapshot.mjs`), else in the plain way. Nobody else sees a difference but the time.
 */

import { loadPyodide as load, version } from "../../vendor/pyodide-0.27.7/pyodide.mjs";
import { areAsFetched, compileAhead, fetchAhead, tellAll, tellResources, watchArrivals } from "./arriving.mjs";
import { forgetSnapshot, keepSnapshot, keptSnapshot, noteLoaded, refuseSnapshots } from "./kept.js";
import { FORGET, listed, restore, snapshotKey } from "./snapshot.mjs";

export { version };

const site = new URL("../../../", import.meta.url);
const indexURL = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;
/** Milliseconds after which what came from the server is kept: not while the first picture is made. */
const KEEP_AFTER = 5000;
const key = snapshotKey(version);
// Both now, while PyScript is still getting ready.
const listing = listed(site);
const found = findSnapshot();

/**
 * A snapshot to start from: kept in this browser, or offered by a server that is near enough.
 * @returns {Promise<{arriving: Promise<ArrayBuffer> | null, source: "kept" | "shipped" | null, refused: boolean}>}
 */
async function findSnapshot() {
  const { blob, refused } = await keptSnapshot(key);
  if (refused) return { arriving: null, source: null, refused };
  if (blob) return { arriving: blob.arrayBuffer(), source: "kept", refused };
  const { offer } = await listing;
  return offer ? { arriving: fetchBytes(new URL(offer, site)), source: "shipped", refused } : { arriving: null, source: null, refused };
}

/** @param {URL} url */
async function fetchBytes(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url.pathname} could not be loaded.`);
  return answer.arrayBuffer();
}

/** Pyodide from our own folder, in the quickest way that is known to be right. @param {Record<string, any>} options */
export async function loadPyodide(options) {
  watchArrivals(indexURL, version, (await found).arriving !== null);
  fetchAhead((await listing).paths);
  postMessage({ nnviz: "stage", stage: "python" });
  const python = (await startQuickly({ ...options, indexURL })) ?? (await startPlainly({ ...options, indexURL }));
  postMessage({ nnviz: "stage", stage: "lessons" });
  noteLoaded(version);
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
  const { arriving, source, refused } = await found;
  const { paths, offer } = await listing;
  if (!arriving) {
    tellStart({ start: "plain", source, problem: refused ? "An earlier snapshot did not work here." : null, make: !refused });
    return null;
  }
  try {
    compileAhead(`${indexURL}pyodide.asm.wasm`);
    const { python, own } = await restore(load, options, arriving);
    const fresh = await areAsFetched(own, paths);
    if (!fresh) python.runPython(FORGET);
    if (source === "shipped") setTimeout(async () => keep(await arriving), KEEP_AFTER);
    else if (!fresh && offer) forgetSnapshot();
    const problem = fresh ? null : "The page's own Python has changed since, and was read anew.";
    tellStart({ start: "snapshot", source, problem, make: !fresh && !offer });
    return python;
  } catch (error) {
    await arriving.then(() => refuseSnapshots(key), () => {}); // one that did not come at all may come the next time
    tellStart({ start: "plain", source, problem: String(error), make: false });
    return null;
  }
}

/** Keep what the server gave for the next visit, and tell what became of it. @param {ArrayBuffer} bytes */
async function keep(bytes) {
  const problem = await keepSnapshot(key, bytes).then(() => null, String);
  postMessage({ nnviz: "kept", bytes: problem ? null : bytes.byteLength, problem });
}

/**
 * How Python was started; `make`: a snapshot should be made for the next visit.
 * @param {{start: "plain" | "snapshot", source: "kept" | "shipped" | null, problem: string | null, make: boolean}} about
 */
const tellStart = (about) => postMessage({ nnviz: "start", ...about });
