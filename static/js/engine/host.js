/**
 * Where Python lives: a worker that PyScript starts for a script element of its type. Whoever starts Python in another
 * way, as the single file does, replaces this module.
 */

import { afterWords, inSite } from "../basics/early.js";

const PYSCRIPT = "../../vendor/pyscript-0.6.66/core.js";
const PATIENCE = 30_000;
let script = /** @type {HTMLScriptElement | null} */ (null);

/** A worker with `ready`, a promise, and `sync`, the functions that lessons/engine.py exports. @returns {Promise<any>} */
export async function startWorker() {
  await afterWords; // PyScript is heavy, and two at once would both be late
  await loadPyScript();
  script = document.createElement("script");
  script.type = "py";
  script.setAttribute("worker", "");
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
  try {
    await import(PYSCRIPT);
  } catch (error) {
    const text = { key: "engine.missing", values: { file: "static/vendor" } };
    throw Object.assign(new Error("PyScript could not be loaded."), { text, detail: String(error) });
  }
}
