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
import { h, speak } from "../words/dom.js";
import { getLanguage } from "../words/i18n.js";
import { loadWords } from "../words/words.js";

const KIND = "nnviz-progress";
const VERSION = 1;
const LARGEST_FILE = 200_000;
const LONGEST_NAME = 80;

/** @typedef {{id: string, steps: number, seen: string[], reached: string[], last: string | null}} Progress */
/** @typedef {{kind: string, version: number, name: string, saved: string, lessons: Progress[]}} Handed */

/** @param {any[]} catalogue every lesson's description */
export function openHandIn(catalogue) {
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
    /** @type {Record<string, string[]>} */
    const refused = {};
    for (const file of files) {
      const text = file.size <= LARGEST_FILE ? await file.text().catch(() => "") : ""; // a folder has none
      const found = readHanded(text, catalogue);
      if (typeof found === "string") (refused[found] ??= []).push(file.name);
      else handed.set(JSON.stringify(found), found);
    }
    list.replaceChildren(await makeTable([...handed.values()], catalogue));
    const problems = Object.entries(refused).map(([key, names]) => h("span", { say: { key, values: { files: names.join(", ") } } }));
    status.replaceChildren(...problems.flatMap((problem) => [problem, " "]));
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
  return { kind: KIND, version: VERSION, name, saved: new Date().toISOString(), lessons: lessons.filter(({ seen }) => seen.length > 0) };
}

/** A file that was handed in, or the sentence that refuses it. @param {string} text @param {any[]} catalogue
 *  @returns {Handed | "hand_in.refused" | "hand_in.other_release"} */
function readHanded(text, catalogue) {
  /** @type {any} */
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return "hand_in.refused";
  }
  if (found?.kind !== KIND) return "hand_in.refused";
  if (found.version !== VERSION) return "hand_in.other_release";
  const { name, saved, lessons } = found;
  const good = isText(name, LONGEST_NAME) && isText(saved, 40) && !Number.isNaN(Date.parse(saved)) && Array.isArray(lessons) && lessons.every(isProgress);
  if (!good) return "hand_in.refused";
  const known = catalogue.map(({ id }) => id);
  return lessons.every((/** @type {Progress} */ { id }) => known.includes(id)) ? found : "hand_in.other_release";
}

/** @param {any} text @param {number} longest */
const isText = (text, longest) => typeof text === "string" && text.length <= longest;

/** @param {any} steps */
const isSteps = (steps) => Array.isArray(steps) && steps.length <= 100 && steps.every((step) => isText(step, 80));

/** @param {any} one */
const isProgress = (one) => isText(one?.id, 80) && isSteps(one.seen) && isSteps(one.reached);

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
