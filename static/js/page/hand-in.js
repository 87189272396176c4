/**
 * Handing in: a learner's progress as a file, and for the teacher a table of the files that were handed in.
 *
 * The file holds lessons, steps and goals, and a name if the learner writes one. It is read here in the page; what is
 * not such a file is refused by name, and its text is never anything but text.
 */

import { openDialog } from "./dialog.js";
import { makeFileDoor, takeDrops } from "./file-door.js";
import { lastStep, reachedGoals, seenSteps } from "./learned.js";
import { download } from "./saving.js";
import { section } from "./section.js";
import { bringStyle } from "./style.js";
import { h, speak } from "../words/dom.js";
import { getLanguage } from "../words/i18n.js";
import { loadWords } from "../words/words.js";

const KIND = "nnviz-progress";
const LARGEST_FILE = 200_000;
const LONGEST_NAME = 80;

/** @typedef {{id: string, steps: number, seen: string[], reached: string[], last: string | null}} Progress */
/** @typedef {{kind: string, version: number, name: string, saved: string, lessons: Progress[]}} Handed */

/** @param {any[]} catalogue every lesson's description */
export async function openHandIn(catalogue) {
  await bringStyle("share");
  const status = h("p", { class: "share-status", role: "status" });
  const name = h("input", { type: "text", id: "hand-in-name", maxLength: LONGEST_NAME, autocomplete: "off" });
  const list = h("div", { class: "handed" });
  /** By what is in the file, so that one that is taken twice is one row. @type {Map<string, Handed>} */
  const handed = new Map();

  function save() {
    const file = `nnviz-progress${name.value.trim() ? `-${name.value.trim().replace(/[^\p{L}\p{N}]+/gu, "-")}` : ""}.json`;
    download(file, new Blob([JSON.stringify(progress(name.value.trim(), catalogue), null, 1)], { type: "application/json" }));
    speak(status, { key: "save.saved", values: { name: file } });
  }

  /** @param {Iterable<File>} files */
  async function take(files) {
    const problems = [];
    for (const file of files) {
      const found = file.size <= LARGEST_FILE ? readHanded(await file.text(), catalogue) : null;
      if (found) handed.set(JSON.stringify(found), found);
      else problems.push(file.name);
    }
    list.replaceChildren(await makeTable([...handed.values()], catalogue));
    if (problems.length) speak(status, { key: "hand_in.refused", values: { files: problems.join(", ") } });
    else status.textContent = "";
  }

  const door = makeFileDoor({ id: "hand-in-files", accept: ".json,application/json", multiple: true, say: "hand_in.read", take });
  const body = h("div", { class: "share" },
    section("hand_in.save_title", h("p", { class: "quiet", say: "hand_in.why" }),
      h("div", { class: "share-row" }, h("label", { for: "hand-in-name", say: "hand_in.name" }), name, h("button", { type: "button", class: "button", "data-act": "save-progress", say: "hand_in.save", onclick: save }))),
    section("hand_in.read_title", h("div", { class: "share-row" }, ...door, h("span", { class: "quiet", say: "hand_in.drop" })), list),
    status);
  takeDrops(body, take);
  openDialog("hand_in.title", body);
}

/** @param {string} name @param {any[]} catalogue @returns {Handed} */
function progress(name, catalogue) {
  const lessons = catalogue.map(({ id, steps }) => ({ id, steps: steps.length, seen: seenSteps(id), reached: reachedGoals(id), last: lastStep(id) }));
  return { kind: KIND, version: 1, name, saved: new Date().toISOString(), lessons: lessons.filter(({ seen }) => seen.length > 0) };
}

/** A file that was handed in, or null if it is something else. @param {string} text @param {any[]} catalogue @returns {Handed | null} */
export function readHanded(text, catalogue) {
  /** @type {any} */
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  const good = found?.kind === KIND && found.version === 1 && typeof found.name === "string" && found.name.length <= LONGEST_NAME &&
    typeof found.saved === "string" && found.saved.length < 40 && !Number.isNaN(Date.parse(found.saved)) && Array.isArray(found.lessons) && found.lessons.every((/** @type {any} */ one) => isProgress(one, catalogue));
  return good ? found : null;
}

/** @param {any} one @param {any[]} catalogue */
function isProgress(one, catalogue) {
  const lesson = catalogue.find(({ id }) => id === one?.id);
  const steps = (/** @type {any} */ list) => Array.isArray(list) && list.length <= 100 && list.every((step) => typeof step === "string" && step.length < 80);
  return Boolean(lesson) && steps(one.seen) && steps(one.reached);
}

/** @param {Handed[]} handed @param {any[]} catalogue */
async function makeTable(handed, catalogue) {
  if (!handed.length) return h("p", {});
  const taken = catalogue.filter(({ id }) => handed.some(({ lessons }) => lessons.some((one) => one.id === id)));
  const titles = await Promise.all(taken.map(({ id }) => loadWords(id, getLanguage()).then((words) => words.title)));
  const head = h("tr", {}, h("th", { scope: "col", say: "hand_in.who" }), ...titles.map((title) => h("th", { scope: "col" }, title)), h("th", { scope: "col", say: "hand_in.saved" }));
  const rows = handed.map(({ name, saved, lessons }) => h("tr", {}, h("th", { scope: "row", say: name ? { key: "table.given", values: { name } } : "hand_in.nameless" }),
    ...taken.map(({ id, steps }) => makeCell(lessons.find((one) => one.id === id), steps)), h("td", {}, localTime(saved))));
  return h("div", { class: "handed-rows", tabIndex: 0, role: "region", sayLabel: "hand_in.read_title" }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows)));
}

/** As the teacher's own clock shows it. @param {string} saved */
const localTime = (saved) =>
  new Date(saved).toLocaleString(getLanguage(), { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });

/** @param {Progress | undefined} one @param {any[]} steps */
function makeCell(one, steps) {
  if (!one) return h("td", { class: "number" }, "–");
  const known = steps.map(({ id }) => id);
  const count = (/** @type {string[]} */ list) => new Set(list.filter((step) => known.includes(step))).size;
  return h("td", { class: "number", say: { key: "hand_in.cell", values: { seen: count(one.seen), n: known.length, goals: count(one.reached) } } });
}
