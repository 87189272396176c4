/**
 * `window.nnviz`: the page as a thing that programs can use, for tests, embedding and classroom scripts.
 *
 * Every call answers a promise. A bad argument rejects with an Error whose message is a sentence that says what would
 * be good, and changes nothing.
 */

import { parseValue, writeAddress, writeValue } from "./page/address.js";
import * as app from "./page/app.js";
import { isHeld } from "./page/held.js";
import { engineState, engineProblem, stateChanged } from "./engine/engine.js";
import { getLanguage, say } from "./words/i18n.js";
import { LANGUAGES } from "./basics/language.js";
import { play } from "./page/playing.js";
import * as session from "./engine/session.js";
import { loadWords } from "./words/words.js";
import { measured } from "./engine/stats.js";

/** @typedef {{step?: string, settings?: Record<string, any>, seed?: number, t?: number, beat?: number, lang?: string}} OpenOptions */

/** @param {boolean} good @param {string} sentence */
function insist(good, sentence) {
  if (!good) throw new Error(sentence);
}

/** @param {any} value */
const isCount = (value) => Number.isInteger(value) && value >= 0;

/** Resolves when Python is ready and the page shows what its address names. */
function whenReady() {
  return new Promise((resolve, reject) => {
    const check = () => {
      const { state, problem } = engineProblem();
      if (state === "failed") Promise.resolve().then(app.settled).catch(() => {}).then(() => reject(new Error(say(problem))));
      if (state === "ready") resolve(app.settled());
      return state === "failed" || state === "ready";
    };
    if (check()) return;
    const stop = stateChanged.on(() => check() && stop());
  });
}

/** What a program waits for is also drawn. @param {any} [value] */
const drawn = (value) =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(value), 150); // a hidden page draws nothing
    requestAnimationFrame(() => requestAnimationFrame(() => (clearTimeout(timer), resolve(value))));
  });

/** Errors of the engine become sentences in the reader's language. @param {Promise<any>} wish */
async function answered(wish) {
  try {
    await wish;
  } catch (error) {
    const { text } = /** @type {any} */ (error);
    throw text ? new Error(say(text)) : error;
  }
  return drawn(plainFrame());
}

function needLesson() {
  insist(engineState() === "ready", "Python is not ready yet: await nnviz.ready first.");
  insist(session.currentLesson() !== null, "No lesson is open: call nnviz.open(id) first.");
}

/** The current frame as plain data. */
function plainFrame() {
  const frame = session.currentFrame();
  if (!frame) return null;
  const { lesson, step, t, beat, length, settings, readouts, message, goal, summaries } = frame;
  const figures = session.figures().map((/** @type {any} */ figure, /** @type {number} */ i) => ({
    id: figure.id,
    kind: figure.kind,
    title: say(figure.title),
    summary: say(summaries[i]),
    marks: figure.marks.map((/** @type {any} */ mark) => ({ id: mark.id, type: mark.type })),
  }));
  const spoken = (/** @type {any} */ part) => part && { ...part, text: say(part.text) };
  return structuredClone({ lesson, step, t, beat, length, settings, readouts, figures, message: spoken(message), goal: spoken(goal) });
}

/** Every lesson's description, also for whoever asks before the page has read it. */
async function catalogue() {
  await app.settled();
  const known = await app.lessonCatalogue();
  insist(known.length > 0, say({ key: "error.file", values: { file: "lessons.json" } }));
  return known;
}

/** @param {string} id @param {OpenOptions} [options] */
async function open(id, options = {}) {
  insist(isPlain(options) && isPlain({ settings: {}, ...options }.settings), "open(id, options): options and its settings are plain objects.");
  const { step, settings = {}, seed, t = 0, beat = 0, lang, ...unknown } = options;
  const [stray] = Object.keys(unknown);
  insist(!stray, `open() knows step, settings, seed, t, beat and lang, not ${stray}.`);
  const known = await catalogue();
  const lesson = known.find((one) => one.id === id);
  insist(Boolean(lesson), `There is no lesson "${id}"; there are: ${known.map((one) => one.id).join(", ")}.`);
  const ids = lesson.steps.map((/** @type {any} */ one) => one.id);
  insist(step === undefined || ids.includes(step), `The lesson has no step "${step}"; it has: ${ids.join(", ")}.`);
  const { length, beats, beats_vary: vary } = lesson.steps[Math.max(0, ids.indexOf(step))];
  insist(isCount(t) && t <= length, `t is a whole number from 0 to ${length} in this step.`);
  insist(isCount(beat) && (vary || beat < beats), `beat is a whole number from 0 to ${beats - 1} in this step.`);
  insist(lang === undefined || LANGUAGES.includes(lang), `lang is one of: ${LANGUAGES.join(", ")}.`);
  const all = seed === undefined ? settings : { ...settings, seed };
  for (const [name, value] of Object.entries(all)) insistValue(insistSetting(lesson, name), value);
  const address = writeAddress({ lesson: id, step: step ?? ids[0], settings: all, t, beat, lang: lang ?? getLanguage() });
  if (address !== location.hash) history.pushState(null, "", address);
  return answered(app.openAddress(address).then(whenReady));
}

/** The control of that name. @param {any} lesson @param {string} name */
function insistSetting(lesson, name) {
  const controls = lesson.controls.filter((/** @type {any} */ one) => one.kind !== "action");
  const control = controls.find((/** @type {any} */ one) => one.name === name);
  const names = controls.map((/** @type {any} */ one) => one.name).join(", ");
  insist(Boolean(control), `The lesson has no setting "${name}"; it has: ${names}.`);
  return control;
}

/** What a setting can be at all. @param {any} value */
const isValue = (value) => Number.isFinite(value) || ["string", "boolean"].includes(typeof value) || Array.isArray(value);

/** @param {any} control @param {any} value */
function fits(control, value) {
  const isList = Array.isArray(value);
  if (isList !== (control.kind === "pairs" || control.shape === "pairs")) return false;
  if (isList && !value.every(Array.isArray)) return false;
  if (typeof value === "boolean" && control.kind !== "toggle") return false; // an address would make a 1 of it
  return isValue(value) && !parseValue(control, writeValue(value)).bad;
}

/** What an address could not hold is refused here; Python has the last word. @param {any} control @param {any} value */
function insistValue(control, value) {
  const { name, kind, low, high, least = 0, most, options = [] } = control;
  const range = low === undefined && high === undefined ? "" : ` from ${low} to ${high}`;
  /** @type {Record<string, string>} */
  const wanted = {
    toggle: "true or false",
    choice: `one of: ${options.map((/** @type {any} */ option) => option.value).join(", ")}`,
    pairs: `a list of ${least} to ${most} pairs of numbers${range}`,
    integer: `a whole number${range}`,
    seed: `a whole number${range}`,
    slider: `a number${range}`,
    packed: `a packed document of at most ${most} letters`,
  };
  const told = ["object", "string"].includes(typeof value) ? JSON.stringify(value) : String(value);
  insist(fits(control, value), `${name} cannot be ${told}: it is ${wanted[kind] ?? "a value of another kind"}.`);
}

/** @param {any} value */
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {string} name @param {any} value */
async function set(name, value) {
  needLesson();
  const control = insistSetting(session.currentLesson(), name);
  if (!isValue(value)) insistValue(control, value);
  insist(!isHeld(name), say("task.locked"));
  return answered(app.setControl(name, value));
}

/** @param {number} [n] beats on, or back when negative */
async function advance(n = 1) {
  needLesson();
  insist(Number.isInteger(n), "advance(n) takes a whole number of steps.");
  return answered(session.advance(n));
}

/** @param {number} t */
async function seek(t) {
  needLesson();
  const { length } = session.stepDescription();
  insist(isCount(t) && t <= length, `seek(t) takes a whole number from 0 to ${length}.`);
  return answered(session.seek(t));
}

/** @param {string} name @param {{index?: number, x?: number, y?: number}} [where] */
async function gesture(name, where = {}) {
  needLesson();
  insist(typeof name === "string" && isPlain(where), "gesture(name, {index, x, y}) takes a name and a plain object.");
  const { index = 0, x = 0, y = 0 } = where;
  insist(Number.isInteger(index) && Number.isFinite(x) && Number.isFinite(y), "A gesture has a whole number for index, and numbers for x and y.");
  return answered(session.gesture({ name, index, x, y, phase: "end" }));
}

/** @param {string | null} thing */
async function light(thing) {
  insist(thing === null || /^[\w-]+:\d+$/.test(thing), 'highlight() takes a thing such as "sample:0", or null.');
  app.highlight.set(thing);
  return drawn();
}

/** The catalogue in the reader's language. */
async function lessons() {
  return Promise.all((await catalogue()).map(async (lesson) => {
    const { title, sentence, minutes, steps } = await loadWords(lesson.id, getLanguage());
    const named = lesson.steps.map((/** @type {any} */ step) => ({ ...step, title: steps[step.id]?.title ?? "" }));
    return structuredClone({ ...lesson, title, sentence, minutes, steps: named });
  }));
}

/** Put the interface on the window. */
export function exposeApi() {
  const ready = whenReady().then(() => undefined);
  ready.catch(() => {}); // the banner tells the reader; whoever awaits it is told, too
  const api = {
    ready,
    lessons,
    open,
    set,
    advance,
    seek,
    gesture,
    highlight: light,
    play: async () => (needLesson(), play(true)),
    pause: async () => play(false),
    frame: async () => (await app.settled(), plainFrame()),
    link: async () => new URL(app.stateAddress(), location.href).href,
    stats: async () => measured(),
  };
  Object.defineProperty(window, "nnviz", { value: Object.freeze(api), enumerable: true });
}
