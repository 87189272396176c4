/**
 * A snapshot for the next visit is made while the learner reads, never while the engine is asked anything: a question
 * ends the making, and it begins again after the next rest. Who has removed what was kept ends it for good.
 */

import { recall } from "../basics/memory.js";

const REST = 8000;
const LOOK = 1000;
/** Gigabytes of memory below which a second interpreter would be in the way; browsers that do not tell have enough. */
const MEMORY = 4;

/**
 * @param {() => number} lastAsked when the engine was asked something last, as `performance.now()`
 * @param {(made: {bytes: number | null, problem: string | null}) => void} tell
 */
export function makeWhenIdle(lastAsked, tell) {
  if ((/** @type {any} */ (navigator).deviceMemory ?? MEMORY) < MEMORY) {
    tell({ bytes: null, problem: "This device has little memory." });
    return;
  }
  /** @type {Worker | null} */
  let worker = null;
  let since = 0;
  const looking = setInterval(() => {
    if (recall("offline") === false) finish({ bytes: null, problem: "The reader has removed all that was kept." });
    else if (worker && lastAsked() > since) {
      worker.terminate();
      worker = null;
    } else if (!worker && performance.now() - lastAsked() > REST) {
      since = performance.now();
      worker = startWorker(finish);
    }
  }, LOOK);

  /** @param {any} made */
  function finish(made) {
    clearInterval(looking);
    worker?.terminate();
    tell(made);
  }
}

/** From a blob, because the content policy of the page allows no other workers. @param {(made: any) => void} finish */
function startWorker(finish) {
  const address = new URL("./snapshot-worker.mjs", import.meta.url).href;
  const source = URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" }));
  const worker = new Worker(source, { type: "module" });
  worker.onmessage = ({ data }) => finish(data);
  worker.onerror = ({ message }) => finish({ bytes: null, problem: message || "The worker could not be started." });
  return worker;
}
