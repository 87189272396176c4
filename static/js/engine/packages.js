/**
 * Packages that are brought when they are first needed: with their bytes told, and stopped when the reader wishes.
 * Whatever comes between, the state before is still there.
 */

import { EngineError, loadingStopped, loadPackages, progressed, stopLoading } from "./engine.js";

/** @param {import("./engine.js").Needs} needs */
export async function bringPackages(needs) {
  const names = needs.names.join(", ");
  let received = 0;
  let missing = "";
  const tell = (/** @type {boolean} */ done) =>
    progressed.emit({ nnviz: "bringing", names, received, expected: needs.bytes, done, stop: stopLoading });
  const unlisten = progressed.on((/** @type {any} */ event) => {
    if (event.nnviz === "missing") missing = event.file;
    if (event.nnviz !== "packages") return;
    received = event.received;
    tell(false);
  });
  tell(false);
  try {
    await loadPackages(needs);
  } catch (error) {
    if (loadingStopped()) throw new EngineError({ key: "packages.cancelled", values: { names } });
    throw new EngineError({ key: "packages.failed", values: { names, file: missing } }, missing ? "" : String(error));
  } finally {
    unlisten();
    tell(true);
  }
}
