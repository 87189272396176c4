/**
 * The teacher's notes in a second window of the same machine: what to say in this step, which step comes next, how long
 * it has been, and the buttons of a remote. The window belongs to this page, so nothing travels anywhere. It stays open
 * while the page is loaded anew, which then takes it up again.
 */

import { goStep, transport } from "./app.js";
import { showBanner } from "./banner.js";
import { darken } from "./lectern.js";
import { fetchGood, folderOf } from "../basics/early.js";
import { currentLesson, currentStep, frameShown } from "../engine/session.js";
import { recallInTab, rememberInTab } from "../basics/memory.js";
import { h, retell, speak } from "../words/dom.js";
import { getLanguage, languageChanged, say } from "../words/i18n.js";
import { loadWords } from "../words/words.js";
import { themeChanged } from "./theme.js";

/** Since when they are open: this tab remembers it, and presenter.js asks. */
const NOTES = "notes";

/** @type {Window | null} */
let view = null;
let began = 0;
let shown = "";
/** Time goes on in the second window only while it is open. */
let ticking = 0;

const title = h("h1", {});
const text = h("div", { class: "notes-text" });
const next = h("p", { class: "quiet" });
const clock = h("p", { class: "notes-clock" });
/** @type {[string[], string, () => void][]} */
const BUTTONS = [
  [["PageUp"], "notes.step_back", () => goStep(-1)],
  [["ArrowLeft"], "transport.back", () => transport().stepBy(-1)],
  [[" "], "keys.play", () => transport().toggle()],
  [["ArrowRight"], "transport.forward", () => transport().stepBy(1)],
  [["PageDown"], "notes.step_on", () => goStep(1)],
  [["b", "B", "."], "keys.dark_screen", () => darken()],
];
const remote = h("div", { class: "notes-remote", role: "toolbar" }, ...BUTTONS.map(([, name, act]) => h("button", { type: "button", class: "button", say: name, onclick: act })));
const sheet = h("main", { class: "notes" }, clock, title, text, next, remote);

/** Open the window, or bring it to the front. */
export function openNotes() {
  if (view && !view.closed) return view.focus();
  if (!showSince(Date.now())) showBanner(["notes.blocked"], { tone: "note", topic: "notes" });
}

/** Take up the window that was open when this page was loaded anew: one that is there, a browser gives without being asked
 *  by a hand. */
export function resumeNotes() {
  showSince(recallInTab(NOTES));
}

/** @param {number} since when the lesson began @returns {boolean} whether there is a window */
function showSince(since) {
  view = window.open("", "nnviz-notes", "popup,width=560,height=720");
  if (!view) return false;
  rememberInTab(NOTES, (began = since));
  shown = "";
  dress(view);
  window.clearInterval(ticking);
  ticking = window.setInterval(tick, 1000);
  tick();
  update();
  return true;
}

/** In the clothes of the page itself, which in the single file are not sheets but one text. @param {Window} window */
function dress(window) {
  const page = window.document;
  const sheets = [...document.querySelectorAll("link[rel=stylesheet], head style")];
  page.head.replaceChildren(...sheets.map((one) => one.cloneNode(true)));
  page.body.replaceChildren(sheet);
  window.addEventListener("keydown", press);
  accompany();
}

/** The language and the colours of the page. */
function accompany() {
  if (!view || view.closed) return;
  const page = view.document;
  page.title = say("notes.title");
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dataset.theme = document.documentElement.dataset.theme ?? "";
  retell(sheet);
}

/** @param {KeyboardEvent} event */
function press(event) {
  const button = BUTTONS.find(([keys]) => keys.includes(event.key));
  if (!button || (event.key === " " && /** @type {Element} */ (event.target).matches("button"))) return;
  event.preventDefault();
  button[2]();
}

function tick() {
  if (!view || view.closed) return forget();
  if (!view.document.contains(sheet)) dress(view); // it was loaded anew, as by the start button of a remote
  const seconds = Math.floor((Date.now() - began) / 1000);
  const minutes = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  clock.textContent = `${minutes} · ${new Date().toLocaleTimeString(getLanguage(), { hour: "2-digit", minute: "2-digit" })}`;
}

function forget() {
  window.clearInterval(ticking);
  rememberInTab(NOTES, null);
}

/** What belongs to the step on screen. */
async function update() {
  if (!view || view.closed) return;
  const lesson = currentLesson();
  const step = currentStep();
  const language = getLanguage();
  const now = `${lesson?.id}/${step}/${language}`;
  if (!lesson || now === shown) return;
  shown = now;
  const [words, notes] = await Promise.all([loadWords(lesson.id, language), loadNotes(lesson.id, language)]);
  if (now !== shown) return;
  const ids = Object.keys(words.steps);
  const after = words.steps[ids[ids.indexOf(step) + 1]];
  title.textContent = words.steps[step]?.title ?? "";
  text.replaceChildren(...(notes[step] ?? [say("notes.none")]).map((paragraph) => h("p", {}, paragraph)));
  next.hidden = !after;
  if (after) speak(next, { key: "notes.next", values: { title: after.title } });
}

/** @type {Map<string, Promise<Record<string, string[]>>>} */
const read = new Map();

/** The paragraphs to say in each step. @param {string} lesson @param {string} language @returns {Promise<Record<string, string[]>>} */
function loadNotes(lesson, language) {
  const file = `${folderOf(lesson)}/notes.${language}.md`;
  const found = read.get(file) ?? fetchGood(file).then((answer) => answer.text()).then(parseNotes, () => ({}));
  read.set(file, found);
  return found;
}

/** @param {string} source @returns {Record<string, string[]>} */
function parseNotes(source) {
  const sections = source.split(/^## /m).slice(1);
  return Object.fromEntries(sections.map((section) => {
    const [id, ...lines] = section.split("\n");
    return [id.trim(), lines.join("\n").split(/\n\s*\n/).map((paragraph) => paragraph.trim()).filter(Boolean)];
  }));
}

frameShown.on(update);
languageChanged.on(accompany);
languageChanged.on(update);
themeChanged.on(accompany);
addEventListener("pagehide", () => (clock.textContent = say("notes.left")));
