/**
 * Where Python lives: a worker that PyScript starts for a script element of its type. Whoever starts Python in another
 * way, as the single file does, replaces this module.
 */

import { parse } from "../../vendor/pyscript-0.6.66/toml-Blg7Izee.js";
import { afterWords, inSite } from "../basics/early.js";

/** @typedef {import("./listing.mjs").Listing} Listing */

const PYSCRIPT = "static/vendor/pyscript-0.6.66/core.js";
const PATIENCE = 30_000;
let script = /** @type {HTMLScriptElement | null} */ (null);

/** A worker with `ready`, a promise, and `sync`, the functions that lessons/engine.py exports.
 *  @param {Promise<Listing>} listing @returns {Promise<any>} */
export async function startWorker(listing) {
  await afterWords; // PyScript is heavy, and two at once would both be late
  const [configuration] = await Promise.all([listing.then(configured), loadPyScript()]);
  script = document.createElement("script");
  script.type = "py";
  script.setAttribute("worker", "");
  script.setAttribute("config", JSON.stringify(configuration));
  script.setAttribute("src", inSite("lessons/engine.py"));
  document.head.append(script);
  const element = /** @type {any} */ (script);
  const since = performance.now();
  while (!element.xworker) {
    if (performance.now() - since > PATIENCE) throw new Error("PyScript made no worker.");
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return element.xworker;
}

/** @param {any} worker */
export function endWorker(worker) {
  worker.terminate();
  script?.remove();
}

async function loadPyScript() {
  await import(inSite(PYSCRIPT)).catch((error) => {
    throw missing("static/vendor", error);
  });
}

/** What pyscript.toml says, with whole addresses: handed over, neither the page nor the worker has to fetch and read it.
 *  @param {Listing} listing */
function configured({ toml }) {
  if (!toml) throw missing("pyscript.toml");
  const { interpreter, files, ...others } = parse(toml);
  const whole = Object.entries(files).map(([path, folder]) => [inSite(path), folder]);
  return { ...others, interpreter: inSite(interpreter), files: Object.fromEntries(whole) };
}

/** @param {string} file @param {any} [cause] */
function missing(file, cause) {
  const text = { key: "engine.missing", values: { file } };
  return Object.assign(new Error(`${file} could not be loaded.`), { text, detail: String(cause ?? "") });
}
