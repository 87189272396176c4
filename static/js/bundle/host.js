/**
 * Where Python lives in the single file: a worker without PyScript, because that would fetch. The worker asks for files
 * and is answered from the blocks of the file, makes modules of the texts it is given, because those of a page that was
 * opened from a disk are closed to it; the functions of lessons/engine.py are called by name.
 */

/** @type {{base: string, file: (path: string) => Promise<Blob | null>, module: (path: string) => string,
 *   textsBehind: (path: string, texts?: Map<string, string>) => Map<string, string>}} */
const site = /** @type {any} */ (globalThis).nnvizSite;

const RUNTIME = "static/js/engine/runtime.mjs";
/** It reads the list of files in pyscript.toml. */
const LIST = "static/js/engine/listing.mjs";

/** @typedef {{resolve: (value: any) => void, reject: (error: Error) => void}} Waiting */

/** A worker with `ready`, a promise, and `sync`, the functions that lessons/engine.py exports. @returns {Promise<any>} */
export async function startWorker() {
  const worker = new Worker(site.module("static/js/bundle/worker.js"));
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  let calls = 0;
  const call = (/** @type {string} */ name, /** @type {any} */ argument) =>
    new Promise((resolve, reject) => {
      waiting.set(++calls, { resolve, reject });
      worker.postMessage({ call: calls, name, argument });
    });
  const modules = site.textsBehind(LIST, site.textsBehind(RUNTIME));
  const ready = call("start", { base: site.base, modules, runtime: RUNTIME, list: LIST });
  ready.catch(() => {}); // whoever awaits it is told
  worker.addEventListener("message", async ({ data }) => {
    if (data.want) worker.postMessage({ file: data.want, blob: await site.file(data.want) });
    if (data.call) {
      const { resolve, reject } = /** @type {Waiting} */ (waiting.get(data.call));
      waiting.delete(data.call);
      if (data.error) reject(new Error(data.error));
      else resolve(data.result);
    }
  });
  const sync = new Proxy({}, { get: (_, name) => (/** @type {any} */ argument) => call(String(name), argument) });
  return Object.assign(worker, { ready, sync });
}

/** @param {Worker} worker */
export const endWorker = (worker) => worker.terminate();
