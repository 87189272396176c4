/**
 * What Python's worker will want first is had while PyScript is still making that worker: the list of our own files, a
 * memory snapshot where there is one, the interpreter, which the browser compiles in threads of its own, and Python's
 * library: the worker would be too busy to read it in.
 */

import { afterWords, askForFiles } from "../basics/early.js";
import { recall } from "../basics/memory.js";
import { keptSnapshot } from "./kept.js";
import { LIBRARY, LOCK, PYODIDE, SITE, editionOf } from "./listing.mjs";

/** @typedef {import("./listing.mjs").Listing} Listing */
/** @typedef {{source: "kept" | "shipped" | null, refused: boolean, edition: string | null}} Found where a snapshot is, if there
 *  is one, and the edition of our files in it */

/** Who has removed all that was kept wants no new snapshot either. */
const mayKeep = () => recall("offline") !== false;

/** Begin; returns the way to give the worker each thing as it comes.
 *  @param {Promise<Listing>} listing @returns {(line: MessagePort) => void} */
export function headStart(listing) {
  const found = findSnapshot(listing);
  const things = {
    listing,
    found: found.then((snapshot) => look(snapshot, listing)),
    snapshot: found.then(({ bytes }) => bytes?.()).catch(() => null), // missed when it is wanted
    interpreter: compileInterpreter(),
    library: runtimeFile(LIBRARY),
    lock: runtimeFile(LOCK),
  };
  return (line) => Object.entries(things).forEach(([name, thing]) => thing.then((value) => give(line, name, value)));
}

/** Whether a snapshot holds our files as they are now: nobody has to fetch them then. @param {Found} snapshot
 *  @param {Promise<Listing>} listing */
async function look({ source, refused, edition }, listing) {
  const unchanged = edition !== null && edition === (await listing).edition;
  if (!unchanged) afterWords.then(askForFiles);
  return { source, refused, unchanged, keeps: mayKeep() };
}

/** @param {MessagePort} line @param {string} name @param {any} value */
function give(line, name, value) {
  try {
    line.postMessage({ given: name, value }, value instanceof ArrayBuffer ? [value] : []);
  } catch {
    line.postMessage({ given: name, value: null }); // a browser that does not let compiled code go elsewhere
  }
}

/**
 * A snapshot to start from: kept in this browser, or offered by a server that is near enough.
 * @param {Promise<Listing>} listing @returns {Promise<Found & {bytes?: () => Promise<ArrayBuffer>}>}
 */
async function findSnapshot(listing) {
  const { blob, refused, edition } = await keptSnapshot();
  if (blob) return { source: "kept", refused, edition, bytes: () => blob.arrayBuffer() };
  const { offer } = await listing;
  if (refused || !offer) return { source: null, refused, edition: null };
  return { source: "shipped", refused, edition: editionOf(offer), bytes: () => fetchBytes(new URL(offer, SITE)) };
}

/** One of the runtime's files, whole; null when it did not come, which is told when it is wanted. @param {string} name */
const runtimeFile = (name) => fetchBytes(new URL(name, PYODIDE)).catch(() => null);

/** @param {URL} url */
async function fetchBytes(url) {
  await afterWords;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url.pathname} could not be loaded.`);
  return answer.arrayBuffer();
}

/** Null when it cannot be; the worker then asks for the file itself, and tells what is wrong with it. */
async function compileInterpreter() {
  await afterWords;
  return WebAssembly.compileStreaming(fetch(`${PYODIDE}pyodide.asm.wasm`)).catch(() => null);
}
