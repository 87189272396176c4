/**
 * The page as a whole: it opens what the address names, keeps the address true, and ties session, view and language
 * together. Words come first, then the recorded picture, then the live one.
 */

import { askedLanguage, readAddress, splitAddress, writeAddress } from "./address.js";
import { hideBanner, leavePlace, showBanner } from "./banner.js";
import { showFailure, tellFormulas, tellMissing, tellReturning, tellUnloaded } from "./failures.js";
import { closeDialog } from "./dialog.js";
import { recall } from "../basics/memory.js";
import { beginAfresh, heldFrom, isHeld, keepHeld } from "./held.js";
import { find, retell } from "../words/dom.js";
import { fetchGood } from "../basics/early.js";
import { createSignal } from "../basics/signal.js";
import { engineState, progressed, stateChanged } from "../engine/engine.js";
import { createHighlight } from "../figures/highlight.js";
import { showHome } from "./home.js";
import { noteGoal, noteSeen } from "./learned.js";
import { getLanguage, rememberLanguage, setLanguage } from "../words/i18n.js";
import { LANGUAGES, preferredLanguage } from "../basics/language.js";
import { createLessonView } from "./lesson.js";
import { drawSoon, isPlaying, play, playingChanged } from "./playing.js";
import { filesOf, loadCatalogue } from "../engine/recorded.js";
import * as session from "../engine/session.js";
import { noteOnce } from "../engine/stats.js";
import { showStill } from "./still.js";
import { installRoles } from "../words/roles.js";
import { loadWords, useStrings } from "../words/words.js";

/** @typedef {import("../words/words.js").Words} Words */

export const highlight = createHighlight();
/** Told once: what holds lessons to a task or a class can listen, behind the view. */
export const mounted = createSignal();
/** @type {ReturnType<typeof createLessonView>} */
let view;
let catalogue = /** @type {any[]} */ ([]);
/** @type {Words | null} */
let words = null;
const title = find("#lesson-title");

/** Show what the address names. */
export const startApp = () => (opened = begin());

/** Read what does not depend on the address, then open the address. */
async function begin() {
  const address = splitAddress(location.hash);
  const palette = fetchGood("lessons/kit/roles.json").then((answer) => answer.json());
  const [roles] = await Promise.all([palette, lessonCatalogue(), setLanguage(firstLanguage())]);
  installRoles(roles);
  view = createLessonView(find("#view"), {
    roles,
    highlight,
    rail: find("#rail"),
    set: setControl,
    send: sendGesture,
    go: goTo,
    goStep,
    reset: () => beginAfresh().then(() => (view.faceFigures(), writeState(true))),
    share,
    carry: () => import("./carry.js").then(({ offerToExplain }) => offerToExplain(catalogue)).catch(() => {}),
  });
  retell();
  tellFormulas();
  session.frameShown.on(showFrame);
  session.failed.on(showFailure(yourData));
  progressed.on((event) => event.nnviz === "bringing" && import("./bringing.js").then(({ showBringing }) => showBringing(event)));
  progressed.on((event) => event.nnviz === "returning" && tellReturning(event.share));
  playingChanged.on(() => isPlaying() || writeState(false));
  addEventListener("popstate", () => (opened = openAddress(location.hash).catch(tellMissing)));
  mounted.emit();
  await openAddress(location.hash, address);
  await bringFigures();
  const wake = () => engineState() === "ready" && (resumed = awake());
  wake();
  stateChanged.on(wake);
}

/** @type {Promise<any>} */
let opened = Promise.resolve();
/** @type {Promise<any>} */
let resumed = Promise.resolve();

/** When the page shows what its address names. */
export async function settled() {
  await opened;
  await resumed;
}

const firstLanguage = () => preferredLanguage(askedLanguage(splitAddress(location.hash)));

/** @param {string} hash @param {import("./address.js").Raw} [raw] */
export async function openAddress(hash, raw = splitAddress(hash)) {
  play(false);
  const language = askedLanguage(raw);
  if (language && language !== getLanguage() && LANGUAGES.includes(language)) await setLanguage(language);
  const description = (await lessonCatalogue()).find(({ id }) => id === raw.lesson);
  if (!description) return openHome(raw.lesson);
  await showLesson(description, raw);
}

/** @param {string | null} unknown the lesson that was asked for and does not exist */
async function openHome(unknown) {
  turn++;
  session.leaveLesson();
  view.unmount();
  words = null;
  title.textContent = "";
  document.title = "nnviz";
  leavePlace();
  await showHome(find("#view"), catalogue, { openData: yourData, handIn });
  noteOnce("words_ms");
  if (!catalogue.length) showBanner([{ key: "error.file", values: { file: "lessons.json" } }], { topic: "address" });
  else if (unknown) showBanner([{ key: "address.no_lesson", values: { lesson: unknown } }], { tone: "note", topic: "address" });
}

let turn = 0;

/** A lesson is entered when its words are there: without them the one before stays. @param {any} description
 *  @param {import("./address.js").Raw} raw */
async function showLesson(description, raw) {
  const mine = ++turn;
  await loadWords(description.id, getLanguage());
  if (mine !== turn) return;
  const place = readAddress(raw, description);
  const elsewhere = session.currentLesson() && session.currentStep() !== place.step;
  session.enterLesson(description);
  keepHeld(place);
  if (place.complaints.length) showBanner(place.complaints, { tone: "note", topic: "address" });
  else leavePlace();
  if (place.given) session.expectGiven(await filesOf("exports"));
  if (mine !== turn) return;
  await Promise.all([showStep(place.step), session.openStep(place.step, place)]);
  if (elsewhere) view.focusTitle(); // what had the focus belongs to the step before
  if (place.complaints.length) writeState(false);
}

/** If what draws did not come, it is asked for again with the next step. */
const bringFigures = () => view.bringFigures().then(() => hideBanner("figures"), tellUnloaded);

/** The words of a step, and until Python is there its recorded picture. @param {string} step */
async function showStep(step) {
  const lesson = session.currentLesson();
  const language = getLanguage();
  words = await loadWords(lesson.id, language);
  if (session.currentLesson() !== lesson || session.currentStep() !== step) return;
  useStrings(language, words);
  view.mount();
  retell();
  tellStep(step);
  noteOnce("words_ms");
  noteSeen(lesson.id, step);
  await bringFigures();
  if (engineState() !== "ready") await showStill();
}

/** @param {string} step */
function tellStep(step) {
  const lesson = session.currentLesson();
  if (!words || !lesson) return;
  const ways = view.showWords(words, step, lesson.id);
  view.prepare(lesson, session.stepDescription(), ways);
  title.textContent = words.title;
  document.title = `${words.steps[step]?.title ?? words.title} · nnviz`;
}

/** Python is ready: what was wished for is asked now. */
async function awake() {
  await session.resume().catch(() => {});
}

/** @param {any} shown */
function showFrame(shown) {
  drawSoon(() => view.showFrame(shown));
  if (shown.recorded) return;
  writeSoon();
  noteGoal(shown.frame);
}

/** @param {string} name @param {any} value @param {Record<string, any>} [more] what goes with it */
export async function setControl(name, value, more = {}) {
  if (name === "table" && value === "own") return yourData();
  await session.change({ [name]: value, ...more, ...along(name, value) }, view.transport.branching());
  hideBanner("refusal");
}

/** Whoever chooses the network that was carried over gets the one that this browser remembers, if the address has none.
 *  @param {string} name @param {any} value */
function along(name, value) {
  const carried = value === "carried" && name === "model" && !session.currentFrame()?.settings.carried && recall("carried");
  return carried ? { carried } : {};
}

/** @param {any} gesture */
export async function sendGesture(gesture) {
  if (isHeld(gesture.name)) return;
  await session.gesture({ ...gesture, held: heldFrom(gesture.name) }).then(() => hideBanner("refusal"), () => {});
}

/** Another step, with what the reader has changed. @param {string} step */
export async function goTo(step) {
  play(false);
  leavePlace();
  writeState(false); // what was changed a moment ago belongs to the entry that is left
  const opened = session.openStep(step);
  writeState(true);
  await Promise.all([showStep(step), opened]);
  view.focusTitle();
}

/** The dialog for links, files, programs and films; its code runs when it is first opened. */
export async function share() {
  if (!session.currentLesson()) return;
  const { openShare } = await import("./share.js");
  openShare({ open: openPlace });
}

/** The dialog for the learner's own table; likewise. */
export async function yourData() {
  const { openYourData } = await import("./your-data.js");
  const takes = session.currentLesson() && session.stepDescription().controls.includes("table") && !isHeld("table");
  openYourData({ catalogue, choose: takes ? takeTable : null });
}

/** The dialog for progress that is handed in; likewise. */
const handIn = () => import("./hand-in.js").then(({ openHandIn }) => openHandIn(catalogue));

/** Explain the learner's table in the step on screen, with all else that its address says. @param {string} table */
async function takeTable(table) {
  const lesson = session.currentLesson();
  const asked = readAddress(splitAddress(location.hash), lesson);
  await openPlace({ ...asked, lesson: lesson.id, settings: { ...asked.settings, table } });
}

/** Go where a file leads. @param {any} place */
async function openPlace(place) {
  closeDialog();
  history.pushState(null, "", writeAddress({ ...place, lang: getLanguage() }));
  opened = openAddress(location.hash);
  await opened;
}

/** @param {number} offset */
export function goStep(offset) {
  const steps = session.currentLesson()?.steps ?? [];
  const at = steps.findIndex((/** @type {any} */ one) => one.id === session.currentStep());
  const step = steps[at + offset];
  if (step) goTo(step.id);
}

/** Switch the language; state, time and pictures stay. @param {string} wanted */
export const switchLanguage = (wanted) => speakIn(wanted).catch(tellMissing);

/** @param {string} wanted */
async function speakIn(wanted) {
  const lesson = session.currentLesson();
  const next = lesson ? loadWords(lesson.id, wanted) : null;
  await setLanguage(wanted, async () => next && useStrings(wanted, (words = await next)));
  rememberLanguage(wanted);
  retell();
  if (lesson) {
    tellStep(session.currentStep());
    writeState(false);
  } else await openHome(null);
}

export const otherLanguage = () => LANGUAGES[(LANGUAGES.indexOf(getLanguage()) + 1) % LANGUAGES.length];

/** The address of what is on screen, with another state in it if wished. */
export const stateAddress = (/** @type {{given?: string | null}} */ other = {}) =>
  session.currentLesson()
    ? writeAddress({ lesson: session.currentLesson().id, lang: getLanguage(), ...session.whereabouts(), ...other })
    : `#/?lang=${getLanguage()}`;

/** @param {boolean} push a new entry of the history, or the present one rewritten */
function writeState(push) {
  const address = stateAddress();
  if (address === location.hash) return;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

let waiting = 0;

/** While a run plays or a hand drags, the address follows twice a second: browsers refuse more. */
function writeSoon() {
  waiting ||= window.setTimeout(() => {
    waiting = 0;
    if (session.currentLesson()) writeState(false);
  }, 500);
}

/** Every lesson's description; what did not come is asked for again. */
export async function lessonCatalogue() {
  if (!catalogue.length) catalogue = (await loadCatalogue()) ?? [];
  return catalogue;
}
export const transport = () => view.transport;
export const relayout = () => view?.relayout(); // the room of figures may change before there are any
