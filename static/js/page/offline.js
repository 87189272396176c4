/** The dialog about use without a network: what this browser keeps, how large it is, more of it, or none; the new release. */

import { forgetSnapshot, forgetTable } from "../engine/kept.js";
import { currentLesson } from "../engine/session.js";
import {
  dropEverything,
  dropPack,
  keepEverything,
  keepingChanged,
  keepPack,
  keepPage,
  startKeeping,
  takeNewRelease,
  whatIsKept,
} from "../offline/keeping.js";
import { recall, remember } from "../basics/memory.js";
import { find, h, speak } from "../words/dom.js";
import { bannerShown, hideBanner, showBanner } from "./banner.js";
import { openDialog } from "./dialog.js";
import { keptRows, showKept } from "./kept-rows.js";

/** @typedef {import("../offline/keeping.js").Portion} Portion */

const MEGA = 1e6;
const megabytes = (/** @type {number} */ bytes) => bytes / MEGA;

/** @param {string} say @param {() => void} act @param {string} [kind] */
const button = (say, act, kind = "button") => h("button", { type: "button", class: kind, say, onclick: act });

const status = h("p", { role: "status" });
const news = h(
  "div",
  { class: "offline-news" },
  h("p", { say: "offline.new" }),
  button("offline.take", takeNewRelease, "button primary"),
);
const rows = h("tbody");
const all = button("offline.everything", () => keepEverything());
const none = button("offline.remove_all", removeAll);
const used = h("p", { class: "quiet" });
const content = h(
  "div",
  { class: "offline" },
  news,
  status,
  h("table", {}, rows, keptRows),
  h("div", { class: "offline-all" }, all, none),
  used,
);
/** @type {Map<string, {update: (portion: Portion) => void}>} */
const shown = new Map();
/** Whether the database holds anything. */
let inDatabase = false;

/** @type {Promise<void> | null} */
let begun = null;

/** Keep the page in this browser, quietly; a problem and a new release are said. */
export const begin = () => (embedded || fleeting ? Promise.resolve() : startOnce());

const asked = new URLSearchParams(location.search);
/** Inside another page nothing is kept: that page is the one to ask. */
const embedded = asked.get("embed") === "1";
/** A class came for the teacher's page or task, which no browser keeps over plain HTTP: that is told to who asks. */
const inClass = asked.has("class") || asked.has("task");
/** Then not even the list of all files is fetched: a class shares its Wi-Fi. */
const fleeting = inClass && !isSecureContext;

const startOnce = () => (begun ??= start());

function start() {
  keepingChanged.on(update);
  keepingChanged.on(tell);
  addEventListener("popstate", () => setTimeout(tell));
  return startKeeping();
}

/** Also what needs no service worker: Python's memory, which is the largest, and the learner's table. */
async function removeAll() {
  await dropEverything(); // from here on no new snapshot is made
  await Promise.all([forgetSnapshot(), forgetTable()]);
  await lookIntoDatabase();
}

async function lookIntoDatabase() {
  inDatabase = await showKept();
  update();
}

/** Open the dialog. */
export function showOffline() {
  startOnce();
  update();
  lookIntoDatabase();
  openDialog("offline.title", content);
}

/** A new release is offered where nothing can be interrupted; elsewhere only the button carries a mark. */
function tell() {
  const { newRelease, problem } = whatIsKept();
  const button = find("#tool-offline");
  button.classList.toggle("marked", newRelease);
  for (const where of ["aria-label", "title"]) speak(button, newRelease ? "offline.take" : "offline.title", where);
  if (newRelease && !currentLesson()) {
    const take = { label: "offline.take", act: takeNewRelease };
    showBanner(["offline.new"], { tone: "note", topic: "release", remedies: [take] });
  } else hideBanner("release");
  if (inClass || problem === recall("offline.told") || (problem && bannerShown())) return; // nobody asked: it never stands before other news
  remember("offline.told", problem); // once is enough: the dialog says it, too
  if (problem) showBanner([problem], { tone: "note", topic: "offline" });
}

/** Write the dialog as things are now; what has the focus keeps it. */
function update() {
  const { problem, portions, newRelease, allowed, possible } = whatIsKept();
  news.hidden = !newRelease;
  speak(status, problem ?? `offline.${allowed ? (portions.page?.state ?? "none") : "off"}`);
  status.classList.toggle("bad", problem !== null);
  for (const [name, portion] of Object.entries(portions)) rowOf(name).update(portion);
  const states = Object.values(portions).map(({ state }) => state);
  all.hidden = !possible || states.every((state) => state !== "none");
  none.hidden = !inDatabase && states.every((state) => state === "none");
  const bytes = whatIsKept().used;
  const kept = Object.values(portions).reduce((sum, { state, size, done }) => sum + (state === "kept" ? size : done), 0);
  used.hidden = bytes === null || bytes < kept || none.hidden; // browsers are slow to notice what has come or gone
  if (bytes !== null) speak(used, { key: "offline.used", values: { size: megabytes(bytes) } });
}

/** @param {string} name "page" or a package */
function rowOf(name) {
  let row = shown.get(name);
  if (!row) shown.set(name, (row = makeRow(name)));
  return row;
}

/** @param {string} name */
function makeRow(name) {
  const size = h("td", { class: "number" });
  const keep = button("offline.keep", () => (name === "page" ? keepPage() : keepPack(name)));
  const remove = button("offline.remove", () => dropPack(name));
  const kept = h("span", { class: "quiet", say: "offline.is_kept" });
  rows.append(h("tr", {}, h("th", { scope: "row", say: `offline.portion.${name}` }), size, h("td", {}, keep, kept, remove)));

  /** @param {Portion} portion */
  function update(portion) {
    const coming = portion.state === "coming";
    const values = { size: megabytes(portion.size), done: megabytes(portion.done) };
    speak(size, portion.size ? { key: coming ? "offline.coming_size" : "offline.size", values } : "offline.unknown_size");
    keep.hidden = portion.state !== "none" || !whatIsKept().possible;
    remove.hidden = portion.state !== "kept" || name === "page";
    kept.hidden = portion.state !== "kept" || name !== "page";
  }
  return { update };
}
