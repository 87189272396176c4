/**
 * A teacher's link: `?task&only=learning_rate,optimizer&lock=seed&goal=Reach%20L%20below%200.1#/…`.
 *
 * The step begins as the address behind it says; of its controls only some are shown, some of them locked, and a goal
 * in the teacher's own words stands above the step's words. The words are plain text, whatever they hold. What is
 * locked or not shown is not changed by a hand in a figure either; `only=…,figures` leaves figures what has no control.
 */

import { readAddress, splitAddress } from "./address.js";
import { openAddress, relayout } from "./app.js";
import { showBanner } from "./banner.js";
import { holdBack, keepHeld, noteStart } from "./held.js";
import { loadedAnew, recallInTab, rememberInTab } from "../basics/memory.js";
import { currentLesson, frameShown, stepDescription, whereabouts } from "../engine/session.js";
import { h, speak } from "../words/dom.js";

export const LONGEST_GOAL = 300;
/** Stands among the names of `only` for whatever is dragged and tapped in figures and has no control of its own. */
export const FIGURES = "figures";

const START = "task.start";

/** @typedef {{only: string[] | null, lock: string[], goal: string}} Task */

/** What a teacher's link asks for, or null. @param {string} search @returns {Task | null} */
export function readTask(search) {
  const query = new URLSearchParams(search);
  if (!query.has("task")) return null;
  const names = (/** @type {string} */ key) => (query.get(key) ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  return { only: query.has("only") ? names("only") : null, lock: names("lock"), goal: (query.get("goal") ?? "").slice(0, LONGEST_GOAL) };
}

/** The search part of a teacher's link. @param {Task} task */
export function writeTask({ only, lock, goal }) {
  const query = new URLSearchParams();
  if (only) query.set("only", only.join(","));
  if (lock.length) query.set("lock", lock.join(","));
  if (goal) query.set("goal", goal);
  return `?task${query.size ? `&${query}` : ""}`;
}

/** Hold the page to the task in its address. */
export function beginTask() {
  const task = readTask(location.search);
  if (!task) return;
  const note = task.goal && h("aside", { class: "aside goal task-goal" }, h("p", { class: "aside-name", say: "task.goal" }), h("p", {}, task.goal));
  let begun = false;
  const apply = () => requestAnimationFrame(() => {
    hold(task);
    if (note && !note.isConnected) document.querySelector(".words .prose")?.before(note);
  });
  frameShown.on((/** @type {any} */ { recorded }) => {
    apply();
    if (begun || recorded) return;
    begun = true;
    begin();
    tellUnknown(task);
  });
  apply();
  holdBack((gesture) => heldBack(task, gesture));
  relayout();
}

/** The start that the link gives. What a learner has changed since is not the start of a page that is loaded anew. */
function begin() {
  const { search, hash } = location;
  const known = loadedAnew() ? recallInTab(START) : null;
  const start = known?.search === search ? known : { search, lesson: currentLesson().id, ...whereabouts() };
  rememberInTab(START, start);
  noteStart(start);
  const place = keepHeld(readAddress(splitAddress(hash), currentLesson()));
  if (place.complaints.includes("task.kept")) openAddress(hash).catch(() => {});
}

/** The settings and buttons that a gesture must leave alone. A button that is shown does all that it says.
 *  @param {Task} task @param {string} gesture */
function heldBack({ only, lock }, gesture) {
  if (only === null || only.includes(gesture)) return lock;
  const all = only.includes(FIGURES) ? stepDescription().controls : currentLesson().controls.map((/** @type {any} */ { name }) => name);
  return [...lock, ...all.filter((/** @type {string} */ name) => !only.includes(name))];
}

/** Hide what is not to be changed here, and lock what is only to be seen. @param {Task} task */
function hold({ only, lock }) {
  for (const control of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".control[data-control]"))) {
    const name = control.dataset.control ?? "";
    const locked = lock.includes(name);
    control.toggleAttribute("data-withheld", only !== null && !only.includes(name) && !locked);
    control.classList.toggle("locked", locked);
    if (!locked) continue;
    speak(control, "task.locked", "title");
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (control.querySelectorAll("input, select, button"))) input.disabled = true;
  }
}

/** @param {Task} task */
function tellUnknown({ only, lock }) {
  const known = (currentLesson()?.controls ?? []).map((/** @type {any} */ { name }) => name);
  const strange = [...(only ?? []), ...lock].filter((name) => name !== FIGURES && !known.includes(name));
  if (strange.length) showBanner(strange.map((name) => ({ key: "task.no_control", values: { name } })), { tone: "note", topic: "task" });
}
