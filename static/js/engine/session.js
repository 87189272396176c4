/**
 * One reader in one lesson: which step is open, what was changed, and the newest frame.
 *
 * Every wish (open a step, change a setting, go to a time, a gesture) becomes a question to the engine, and every
 * answer a frame that listeners draw. Nothing here touches the page.
 */

import { ask, EngineError, engineState, progressed, stopLoading } from "./engine.js";
import { createQueue } from "./queue.js";
import { createSettings, baseSettings, same, spokenSettings, stepOf } from "./settings.js";
import { createSignal } from "../basics/signal.js";
import { createStore } from "./store.js";
import { countWork } from "./stats.js";

/** @typedef {import("./store.js").Shown} Shown */

/** Told of every frame that arrives. */
export const frameShown = /** @type {ReturnType<typeof createSignal<Shown>>} */ (createSignal());
/** Told when Python answers with an error. */
export const failed = createSignal();

const queue = createQueue(askFully);
let store = createStore();

/** @type {any} */
let description = null;
/** @type {ReturnType<typeof createSettings> | null} */
let memory = null;
let step = "";
/** @type {any} */
let frame = null;
/** What Python took for it. */
let milliseconds = 0;
/** @type {Record<string, any>} */
let base = {};
/** What is asked when the engine is ready: to open, and what changes the run from there. @type {{question: any, then: any[]} | null} */
let wanted = null;
/** The state from a link or a file that the run goes on from, packed as an address holds it. @type {string | null} */
let given = null;
/** What Python needs besides to take in such a state. @type {string[]} */
let givenFiles = [];

export const currentStep = () => step;
export const currentLesson = () => description;
export const currentFrame = () => frame;
export const stepDescription = () => (description ? stepOf(description, step) : null);
export const figures = () => store.figures();
export const unanswered = () => queue.unanswered();
export const computedWithin = () => milliseconds;

/** Ask; packages that the answer needs are brought first, and so is a table that this browser keeps.
 *  @param {any} question @returns {Promise<any>} */
async function askFully(question) {
  try {
    return await ask(question);
  } catch (error) {
    const { needs, text } = /** @type {any} */ (error);
    if (needs) await (await import("./packages.js")).bringPackages(needs);
    const table = text === "refusal.table_not_here" ? await bringTable(question) : null;
    if (!needs && !table) throw error;
    return askFully(table ? JSON.parse(JSON.stringify(question).replaceAll(table.was, table.is)) : question);
  }
}

/** The table that a question names, if this browser keeps it. @param {any} question */
async function bringTable(question) {
  const { ownTables } = await import("./own.js");
  const tell = (/** @type {number} */ share) => progressed.emit({ nnviz: "returning", share });
  return ownTables(ask).bringBack(tell, JSON.stringify(question)).catch(() => null).finally(() => tell(1));
}

/** Begin a lesson; its description comes from the recording or from the engine. @param {any} lesson */
export function enterLesson(lesson) {
  const another = description?.id !== lesson.id;
  description = lesson;
  if (!another) return;
  memory = createSettings(lesson);
  frame = null;
  step = "";
}

/** Leave for the catalogue. */
export function leaveLesson() {
  given = null;
  wanted = null;
  frame = null;
  description = null;
  memory = null;
}

/**
 * Open a step, with these changed settings or with what the reader had there.
 * @param {string} stepId
 * @param {{settings?: Record<string, any>, t?: number, beat?: number, branches?: any[], given?: string | null}} [at]
 */
export function openStep(stepId, { settings, t = 0, beat = 0, branches = [], given: received = null } = {}) {
  if (!memory) throw new Error("No lesson is open.");
  if (step) memory.keep(step, wished());
  step = stepOf(description, stepId).id;
  const changes = { ...spokenSettings(description, step), ...(settings ?? memory.changed(step)) };
  base = { ...baseSettings(description, step), ...changes };
  memory.keep(step, base);
  given = received;
  const question = opening({ step, settings: changes, t, beat, branches });
  wanted = { question, then: [] };
  stopLoading(); // packages for a step that is left
  return canAsk() ? send(question) : Promise.resolve(null);
}

/** Whether there is a worker to ask: what it is asked while it hangs waits in the queue. */
const canAsk = () => engineState() === "ready" || engineState() === "hung";

/** The request that opens the lesson somewhere; the engine brings the lesson's files first. @param {any} at */
function opening(at) {
  const files = given ? [...description.files, ...givenFiles] : description.files;
  return { do: "open", lesson: description.id, files, ...at, ...(given ? { given } : {}) };
}

/** @param {string[]} files */
export const expectGiven = (files) => void (givenFiles = files);

/** What was wished for while Python was loading, or before it was started anew. */
export function resume() {
  const wishes = wanted ? [wanted.question, ...wanted.then.splice(0)] : [];
  return Promise.all(wishes.map((question) => send(question)));
}

/** The worker is gone: no question to it will be answered. The next one is asked for the moment on screen, and again for
 *  the changes that were made since. */
export function forgetQuestions() {
  const then = queue.sinceOpened().filter((question) => question.do === "set" || question.do === "gesture");
  const here = frame || wanted ? opening(whereabouts()) : null;
  queue.reset();
  if (here) wanted = { question: here, then };
}

/** @param {any} shownFrame @param {Float32Array} buffer a recorded frame, shown until Python is there */
export function showRecorded(shownFrame, buffer) {
  store = createStore();
  frameShown.emit({ ...store.apply(shownFrame, buffer), recorded: true });
}

/** @param {Record<string, any>} changes @param {boolean} [branch] from the present t on, rather than from the start */
export const change = (changes, branch = false) => send({ do: "set", changes, branch });

/** @param {number} n */
export const advance = (n) => send({ do: "advance", n });

/** @param {number} t @param {number} [beat] */
export const seek = (t, beat = 0) => send({ do: "seek", t, beat });

/** `held` names settings that this gesture does not change; `unit` is how many pixels one unit of the figure is.
 *  @param {{name: string, index?: number, x?: number, y?: number, phase?: string, held?: string[], unit?: number}} gesture */
export const gesture = ({ name, index = 0, x = 0, y = 0, phase = "end", held = [], unit = 0 }) =>
  send({ do: "gesture", name, index, x, y, phase, held, unit });

/** @param {string} figure the tables of a figure */
export const table = (figure) => queue.push({ do: "table", figure }).then((answer) => answer?.header.tables ?? []);

/** The network of this moment, packed for the lessons that explain networks. @returns {Promise<string | undefined>} */
export const carry = () => send({ do: "carry" }, (header) => header.carried);

/** Any other question; its answer is no frame. @param {any} question */
export const inquire = (question) => queue.push(question);

/** Back to the lesson's own values, but for some. @param {Record<string, any>} [settings] */
export function reset(settings = {}) {
  memory?.forget(step);
  return openStep(step, { settings });
}

/** @param {any} question @param {(header: any) => any} [take] what to take from the answer if not the frame
 *  @returns {Promise<any>} */
async function send(question, take = () => frame) {
  if (!canAsk()) return postpone(question);
  try {
    const answer = await queue.push(question);
    if (answer) receive(answer);
    return take(answer?.header ?? {});
  } catch (error) {
    const overtaken = question.do === "open" && wanted && wanted.question !== question;
    if (error instanceof EngineError && !overtaken) failed.emit({ question, error });
    throw error;
  }
}

/** What the reader wishes while Python is loading is part of what is opened then. @param {any} question */
function postpone(question) {
  if (!wanted) return null;
  const opening = wanted.question;
  if (question.branch) wanted.then.push(question);
  else if (question.do === "set") {
    opening.settings = { ...opening.settings, ...question.changes };
    base = { ...base, ...question.changes };
    memory?.keep(step, base);
  }
  if (question.do === "seek") Object.assign(opening, { t: question.t, beat: question.beat });
  return null;
}

/** @type {WeakSet<object>} several askers may wait for one answer */
const received = new WeakSet();

/** @param {{header: any, buffer: Float32Array}} answer */
function receive({ header, buffer }) {
  if (!header.frame || received.has(header)) return;
  received.add(header);
  countWork("worker", (milliseconds = header.ms));
  if (header.frame.lesson !== description?.id || header.frame.step !== step) return;
  frame = { settings: frame?.settings, ...header.frame }; // they come when they changed
  wanted = null;
  if (frame.given === undefined) given = null; // the run began anew: nothing of it comes from outside any more
  if (frame.figures) store = createStore();
  if (header.frame.settings) {
    base = { ...base, ...ofTheStart(frame) };
    memory?.keep(step, base);
  }
  frameShown.emit({ ...store.apply(frame, buffer), recorded: false });
}

/** The settings of a frame that no branch has changed: those hold from the start. @param {any} shown */
function ofTheStart({ settings, branches }) {
  const branched = new Set(branches.flatMap((/** @type {any} */ { changes }) => Object.keys(changes)));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !branched.has(name)));
}

/** The settings from the start on, with those that Python has not answered yet: the step may be left before. */
function wished() {
  const unanswered = queue.sinceOpened().filter((question) => question.do === "set" && !question.branch);
  return Object.assign({}, base, ...unanswered.map(({ changes }) => changes));
}

/** The settings that differ from the step's own, for an address; also what is spoken, for the page of whoever follows the
 *  address may speak another language. */
export function changedSettings() {
  const own = baseSettings(description, step);
  const spoken = spokenSettings(description, step);
  return Object.fromEntries(Object.entries(wished()).filter(([name, value]) => name in spoken || !same(value, own[name])));
}

/** Where the reader is: step, changed settings, time and branches, and the state that the run goes on from. */
export function whereabouts() {
  const at = wanted?.question ?? frame ?? {};
  return { step, settings: changedSettings(), t: at.t ?? 0, beat: at.beat ?? 0, branches: at.branches ?? [], given };
}
