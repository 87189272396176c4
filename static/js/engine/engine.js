/**
 * The engine on the page's side: the PyScript worker, started, asked and, when it hangs, started anew.
 *
 * One question is on its way at a time; who asks in what order is `queue.js`. Whatever keeps Python from starting
 * becomes a state with a reason, never a page that waits for ever.
 */

import { fetchGood } from "../basics/early.js";
import { createSignal } from "../basics/signal.js";
import { headStart } from "./head-start.js";
import { endWorker, startWorker } from "./host.js";
import { forgetSnapshot } from "./kept.js";
import { listed } from "./listing.mjs";
import { noteSnapshot, noteStart, noteWorkerResources } from "./stats.js";

/** @typedef {import("../words/text.js").Text} Text */
/** @typedef {"idle" | "starting" | "ready" | "failed" | "hung"} EngineState */
/** @typedef {{header: any, buffer: Float32Array}} Answer */

const ANSWER_WITHIN = 10_000;
/** After so long without an answer a reader wants to know that something happens. */
const SAY_SO_AFTER = 700;

/** @typedef {{names: string[], parts: string[], modules: string[], bytes: number}} Needs packages that a question cannot do without */

/** An error with a sentence for the reader and, folded away, the details for whoever mends it. */
export class EngineError extends Error {
  /** @param {Text} text @param {string} [detail] @param {Needs | null} [needs] */
  constructor(text, detail = "", needs = null) {
    super(typeof text === "object" ? text.key : String(text));
    this.text = text;
    this.detail = detail;
    this.needs = needs;
  }
}

/** @type {{state: EngineState, problem: Text | null, detail: string}} */
const condition = { state: "idle", problem: null, detail: "" };
/** @type {any} */
let worker = null;
let epoch = 0;
/** To the module that fetches for the worker (arriving.mjs). @type {MessagePort | null} */
let line = null;
/** What the present worker has fetched beyond its own files. @type {Set<string>} */
const brought = new Set();

/** Told of every change of state. */
export const stateChanged = createSignal();
/** Told when an answer is long in coming, and when it has come. */
export const computingLong = createSignal();
/** Told how loading goes: `nnviz` is "stage", "progress" (in bytes), "missing" (a file), "packages" or
 *  "returning" (a table). */
export const progressed = createSignal();

export const engineState = () => condition.state;
export const engineProblem = () => condition;

/** @param {EngineState} state @param {Text | null} [problem] @param {string} [detail] */
function become(state, problem = null, detail = "") {
  Object.assign(condition, { state, problem, detail });
  stateChanged.emit(condition);
}

/** Start Python in its worker; `stateChanged` tells what comes of it. */
export async function startEngine() {
  const mine = ++epoch;
  become("starting");
  try {
    await checkWebAssembly();
    const listing = listed();
    const give = headStart(listing);
    worker = await startWorker(listing);
    if (mine !== epoch) return worker.terminate();
    listen(worker, mine, give);
    await worker.ready;
    if (mine === epoch && condition.state === "starting") become("ready");
  } catch (error) {
    if (mine === epoch && condition.state === "starting") fail(error);
  }
}

/** End the worker, whatever it is doing, and start a new one. */
export async function restartEngine() {
  if (worker) endWorker(worker);
  worker = null;
  loading.now = false;
  brought.clear();
  await startEngine();
}

/** @param {any} error */
function fail(error) {
  become("failed", error?.text ?? "engine.failed", error?.detail ?? String(error?.stack ?? error));
}

async function checkWebAssembly() {
  try {
    await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  } catch (error) {
    throw new EngineError("engine.no_webassembly", String(error));
  }
}

/** @param {any} listened @param {number} mine @param {(line: MessagePort) => void} give what was had ready for the worker */
function listen(listened, mine, give) {
  listened.onerror = (/** @type {any} */ event) => mine === epoch && condition.state !== "failed" && fail(event.error ?? event.message);
  listened.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
    if (mine !== epoch || !data?.nnviz) return;
    if (data.nnviz === "line") give((line = /** @type {MessagePort} */ (data.port)));
    else if (data.nnviz === "missing" && condition.state === "starting") become("failed", { key: "engine.missing", values: { file: data.file } });
    else if (data.nnviz === "resources") noteWorkerResources(data.entries);
    else if (data.nnviz === "start") started(data);
    else if (data.nnviz === "kept") noteSnapshot(data);
    else progressed.emit(data);
  });
}

let lastAsked = 0;

/** How the present worker was started. @type {any} */
let start = {};

/** Where the next start can be quicker, that is prepared later. @param {any} about */
async function started(about) {
  noteStart((start = about));
  if (about.make) await makeSnapshotLater();
}

/** A lesson is not what the snapshot holds: it was read anew, as it will be until there is another snapshot. */
async function renewSnapshot() {
  if (start.make) return;
  start.make = true;
  if (start.offered) await forgetSnapshot(); // the server has a newer one, or is about to
  else await makeSnapshotLater();
}

async function makeSnapshotLater() {
  const { makeWhenIdle } = await import("./snapshot-later.js");
  makeWhenIdle(() => (condition.state === "ready" ? lastAsked : performance.now()), noteSnapshot);
}

/** A file as JSON can carry it: text, or the bytes of a font. @param {string} file @param {Response} answer */
async function contentOf(file, answer) {
  if (!file.endsWith(".woff")) return answer.text();
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return { base64: btoa(pieces.join("")) };
}

/**
 * Give the worker the files of a lesson that it does not have yet; on a first visit they came while it was starting.
 * @param {string[]} files paths in the site
 */
async function bring(files) {
  const mine = epoch;
  const lacking = files.filter((file) => !brought.has(file));
  if (!lacking.length) return;
  const has = new Set(start.holds);
  const read = async (/** @type {string} */ file) => [file, has.has(file) ? null : await contentOf(file, await fetchGood(file))];
  const contents = await Promise.all(lacking.map(read)).catch((error) => {
    throw new EngineError(error.text ?? "error.unknown", String(error));
  });
  const isOutdated = await worker.sync.prepare(JSON.stringify(Object.fromEntries(contents)));
  if (isOutdated) renewSnapshot();
  if (mine === epoch) for (const file of lacking) brought.add(file);
}

/**
 * One question, one answer. Rejects with an `EngineError` when Python refuses or fails, and when no answer comes.
 * @param {any} question @returns {Promise<Answer>}
 */
export async function ask(question) {
  const mine = epoch;
  lastAsked = performance.now();
  if (question.files) await bring(question.files);
  const timer = setTimeout(() => mine === epoch && become("hung", "engine.hung"), ANSWER_WITHIN);
  const patience = setTimeout(() => mine === epoch && computingLong.emit(true), SAY_SO_AFTER);
  try {
    const [text, buffer] = await worker.sync.request(JSON.stringify(question)).catch((/** @type {any} */ error) => {
      if (mine === epoch) become("failed", "engine.crashed", String(error)); // Python answers whatever it can
      throw error;
    });
    if (condition.state === "hung" && mine === epoch) become("ready");
    const header = JSON.parse(text);
    if (!header.ok) throw new EngineError(header.error, header.detail, needsOf(header));
    return { header, buffer };
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    computingLong.emit(false);
  }
}

/** @param {any} header @returns {Needs | null} */
const needsOf = ({ needs, parts, modules, bytes }) => (needs ? { names: needs, parts, modules, bytes } : null);

/** Whether packages are on their way, and whether the reader (not the network) ended the last time they were. */
const loading = { now: false, stopped: false };

/**
 * What takes as long as the network takes: packages are brought and imported.
 * @param {Needs} needs
 */
export async function loadPackages({ parts, modules }) {
  Object.assign(loading, { now: true, stopped: false });
  line?.postMessage("bring");
  try {
    await worker.sync.load(JSON.stringify([parts, modules]));
  } finally {
    loading.now = false;
  }
}

/** Stop bringing packages, if any are on their way. */
export function stopLoading() {
  if (!loading.now) return;
  loading.stopped = true;
  line?.postMessage("stop");
}

export const loadingStopped = () => loading.stopped;
