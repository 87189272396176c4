/**
 * The Python runtime, as PyScript loads it in the worker (`interpreter` in pyscript.toml names this module).
 *
 * It calls Pyodide with our own folder, so nothing is ever asked of another host, and starts it from a memory snapshot
 * where there is one that is right (`snapshot.mjs`), else in the plain way. Nobody else sees a difference but the time.
 */

import { loadPyodide as load, version } from "../../vendor/pyodide-0.27.7/pyodide.mjs";
import { areAsFetched, fetchAhead, tellAll, tellResources, watchArrivals } from "./arriving.mjs";
import { forgetSnapshot, keepSnapshot, keptSnapshot, noteLoaded, refuseSnapshots } from "./kept.js";
import { FORGET, listed, restore, snapshotKey } from "./snapshot.mjs";

export { version };

const site = new URL("../../../", import.meta.url);
const indexURL = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;
const shipped = new URL("../../vendor/snapshot/", import.meta.url);
/** Where the server is this very machine, megabytes cost nothing. */
const HERE = ["127.0.0.1", "localhost", "[::1]"];
/** Milliseconds after which what came from the server is kept: not while the first picture is made. */
const KEEP_AFTER = 5000;
const key = snapshotKey(version);
const found = findSnapshot(); // now, while PyScript is still getting ready
const asked = listed(site).then(fetchAhead);

/**
 * A snapshot to start from: kept in this browser or, when the server is this very machine, made by the server.
 * @returns {Promise<{arriving: Promise<ArrayBuffer>, source: "kept" | "shipped"} | null>}
 */
async function findSnapshot() {
  const { blob, refused } = await keptSnapshot(key);
  if (blob) return { arriving: blob.arrayBuffer(), source: "kept" };
  if (refused || !HERE.includes(site.hostname)) return null; // over a network it is larger than what it spares
  const list = await fetch(new URL("index.json", shipped)).then((answer) => answer.json()).catch(() => ({}));
  return list[version] ? { arriving: fetchBytes(new URL(list[version], shipped)), source: "shipped" } : null;
}

/** @param {URL} url */
async function fetchBytes(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url.pathname} could not be loaded.`);
  return answer.arrayBuffer();
}

/** Pyodide from our own folder, in the quickest way that is known to be right. @param {Record<string, any>} options */
export async function loadPyodide(options) {
  watchArrivals(indexURL, version);
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
  const snapshot = await found.catch(() => null);
  if (!snapshot) {
    postMessage({ nnviz: "start", start: "plain", source: null, problem: null });
    return null;
  }
  const { arriving, source } = snapshot;
  try {
    const { python, own } = await restore(load, options, arriving);
    await asked;
    const fresh = await areAsFetched(own);
    if (!fresh) python.runPython(FORGET);
    postMessage({ nnviz: "start", start: "snapshot", source, problem: fresh ? null : "The page's own Python has changed since." });
    if (source === "shipped") setTimeout(async () => keepSnapshot(key, await arriving).catch(() => {}), KEEP_AFTER);
    else if (!fresh) forgetSnapshot();
    return python;
  } catch (error) {
    refuseSnapshots(key);
    postMessage({ nnviz: "start", start: "plain", source, problem: String(error) });
    return null;
  }
}
