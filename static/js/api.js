/**
 * `window.nnviz`: the page as a thing that programs can use, for tests, embedding and classroom scripts.
 *
 * Every call answers a promise. A bad argument rejects with an Error whose message is a sentence that says what would
 * be good, and changes nothing.
 */

import { writeAddress } from "./page/address.js";
import * as app from "./page/app.js";
import { engineState, engineProblem, stateChanged } from "./engine/engine.js";
import { getLanguage, say } from "./words/i18n.js";
import { LANGUAGES } from "./basics/language.js";
import { play } from "./page/playing.js";
import * as session from "./engine/session.js";
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
      if (state === "failed") reject(new Error(say(problem)));
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

/** @param {string} id @param {OpenOptions} [options] */
async function open(id, options = {}) {
  const { step, settings = {}, seed, t = 0, beat = 0, lang, ...unknown } = options;
  const [stray] = Object.keys(unknown);
  insist(!stray, `open() knows step, settings, seed, t, beat and lang, not ${stray}.`);
  const known = app.lessonCatalogue();
  const lesson = known.find((one) => one.id === id);
  insist(Boolean(lesson), `There is no lesson "${id}"; there are: ${known.map((one) => one.id).join(", ")}.`);
  const ids = lesson.steps.map((/** @type {any} */ one) => one.id);
  insist(step === undefined || ids.includes(step), `The lesson has no step "${step}"; it has: ${ids.join(", ")}.`);
  insist(isCount(t) && isCount(beat), "t and beat are whole numbers from 0 on.");
  insist(lang === undefined || LANGUAGES.includes(lang), `lang is one of: ${LANGUAGES.join(", ")}.`);
  const all = seed === undefined ? settings : { ...settings, seed };
  for (const name of Object.keys(all)) insistSetting(lesson, name);
  const address = writeAddress({ lesson: id, step: step ?? ids[0], settings: all, t, beat, lang: lang ?? getLanguage() });
  if (address !== location.hash) history.pushState(null, "", address);
  return answered(app.openAddress(address));
}

/** @param {any} lesson @param {string} name */
function insistSetting(lesson, name) {
  const names = lesson.controls.filter((/** @type {any} */ one) => one.kind !== "action").map((/** @type {any} */ one) => one.name);
  insist(names.includes(name), `The lesson has no setting "${name}"; it has: ${names.join(", ")}.`);
}

/** @param {string} name @param {any} value */
async function set(name, value) {
  needLesson();
  insistSetting(session.currentLesson(), name);
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

/** @param {string} name @param {{index?: number, x: number, y: number}} where */
async function gesture(name, { index = 0, x = 0, y = 0 } = { x: 0, y: 0 }) {
  needLesson();
  insist([index, x, y].every(Number.isFinite), "A gesture has numbers for index, x and y.");
  return answered(session.gesture({ name, index, x, y, phase: "end" }));
}

/** @param {string | null} thing */
async function light(thing) {
  insist(thing === null || /^[\w-]+:\d+$/.test(thing), 'highlight() takes a thing such as "sample:0", or null.');
  app.highlight.set(thing);
  return drawn();
}

/** Put the interface on the window. */
export function exposeApi() {
  const ready = whenReady().then(() => undefined);
  ready.catch(() => {}); // the banner tells the reader; whoever awaits it is told, too
  const api = {
    ready,
    lessons: async () => structuredClone(app.lessonCatalogue()),
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
