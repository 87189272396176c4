/**
 * What this browser keeps so that the page works without a network, seen from the page: which release and packages are
 * there, what is on its way, what went wrong, and whether a new release waits to be taken. The service worker does the
 * work; where there can be none, the reason is said and everything goes on over the network.
 */

import { fetchGood } from "../basics/early.js";
import { recall, remember } from "../basics/memory.js";
import { createSignal } from "../basics/signal.js";

/** @typedef {"none" | "coming" | "kept"} Presence */
/** @typedef {{size: number, state: Presence, done: number}} Portion `size` is 0 when it is not known; `done`: bytes that have come in */

const HOME = new URL("./", document.baseURI).href;
const PREFIX = `nnviz ${HOME} `;
const PACKS = `${PREFIX}packs`;
const HOUR = 3_600_000;
/** What browsers call it when the reader lets no site store anything. */
const DENIED = ["SecurityError", "NotSupportedError"];
/** Milliseconds in which the service worker can come to an end with what it is doing. */
const PATIENCE = 5000;

/** @type {{problem: import("../words/text.js").Text | null, allowed: boolean, newRelease: boolean, used: number | null,
 *   portions: Record<string, Portion>, possible: boolean}} `possible`: nothing has shown yet that nothing can be kept here */
const keeping = { problem: null, allowed: recall("offline") !== false, newRelease: false, used: null, portions: {}, possible: true };
/** @type {ServiceWorkerRegistration | null} */
let registration = null;
let accepted = false;
/** Whether the service worker has found all of the page in its place: it may be there, and its files not. */
let whole = false;
let lastLook = Date.now();

/** The service worker and the other pages of this browser. */
const channel = new BroadcastChannel(PREFIX);

/** Told whenever any of that changes. */
export const keepingChanged = createSignal();

export const whatIsKept = () => keeping;

/** Begin to keep the page, unless the reader has removed it. */
export async function startKeeping() {
  channel.onmessage = ({ data }) => hear(data);
  if (keeping.allowed) await keepPage();
  await look();
}

/** Have the service worker take the release. */
export async function keepPage() {
  remember("offline", (keeping.allowed = true));
  keeping.problem = null;
  const workers = navigator.serviceWorker;
  if (!workers) return fail(isSecureContext ? "offline.forbidden" : "offline.insecure");
  try {
    registration = await workers.register(`${HOME}sw.js`);
    registration.addEventListener("updatefound", follow);
  } catch (error) {
    return fail(DENIED.includes(/** @type {any} */ (error).name) ? "offline.forbidden" : "offline.not_here");
  }
  workers.addEventListener("controllerchange", () => accepted && location.reload());
  document.addEventListener("visibilitychange", lookForNewRelease);
  registration.active?.postMessage({ do: "keep", pack: "page" }); // what is lost is brought again
  follow();
}

/** Nothing can be kept here. @param {string} problem */
function fail(problem) {
  Object.assign(keeping, { problem, possible: false });
  keepingChanged.emit();
}

/** Watch a release come in. */
function follow() {
  const coming = registration?.installing;
  if (coming) coming.addEventListener("statechange", look);
  look();
}

/** Is there a new release? Asked when the reader comes back to the page, not more often than every hour. */
function lookForNewRelease() {
  if (document.hidden || Date.now() - lastLook < HOUR) return;
  lastLook = Date.now();
  registration?.update().catch(() => {}); // without a network there is nothing new
}

/** The list of this page's release, once it has come. @type {any} */
let known = null;

/** Null while nobody can tell; a host without a service worker has none either. */
async function listOfFiles() {
  if (keeping.problem === "offline.not_here") return null;
  return (known ??= await fetchGood("release.json").then((answer) => answer.json()).catch(() => null));
}

/** See what is there now. */
export async function look() {
  const list = await listOfFiles();
  const state = whole ? "kept" : registration && !keeping.problem ? "coming" : "none";
  note("page", list ? sizeOf(list.files, pageFiles(list)) : 0, state);
  for (const [pack, names] of Object.entries(list?.packs ?? {})) {
    const there = await Promise.all(names.map((/** @type {string} */ name) => hasFile(name)));
    note(pack, sizeOf(list.files, names), there.every(Boolean) ? "kept" : "none");
  }
  keeping.newRelease ||= Boolean(registration?.waiting && navigator.serviceWorker.controller); // also when another page took it
  keeping.used = (await navigator.storage?.estimate?.().catch(() => null))?.usage ?? null;
  keepingChanged.emit();
}

/** The files that are in no package. @param {any} list */
function pageFiles({ files, packs }) {
  const optional = new Set(Object.values(packs).flat());
  return Object.keys(files).filter((name) => !optional.has(name));
}

/** @param {Record<string, [number, string]>} files @param {string[]} names */
const sizeOf = (files, names) => names.reduce((total, name) => total + files[name][0], 0);

/** @param {string} what @param {number} size @param {Presence} state */
function note(what, size, state) {
  const portion = (keeping.portions[what] ??= { size, state, done: 0 });
  portion.size = size;
  if (state === "kept" || portion.state !== "coming" || what === "page") portion.state = state;
}

/** @param {string} name */
const hasFile = (name) => globalThis.caches?.match(HOME + name, { cacheName: PACKS }).then(Boolean, () => false) ?? false;

/** What the service worker tells. @param {any} news */
function hear({ kind, what, done, problem, fetched }) {
  const portion = keeping.portions[what];
  if (kind === "problem") {
    keeping.problem = problem === "full" ? "offline.full" : what === "page" ? "offline.broken" : "offline.broken_package";
    if (portion) portion.state = "none";
  }
  if (portion && kind === "progress" && portion.state !== "kept") Object.assign(portion, { state: "coming", done });
  if (portion && kind === "dropped") portion.state = "none";
  if (kind === "removed") forgetAll();
  if (kind === "kept") {
    if (fetched) keeping.problem = null; // what did not come whole before has come now
    if (what === "page") keeping.allowed = whole = true;
    else if (portion) portion.state = "kept";
  }
  if (kind === "progress") keepingChanged.emit();
  else look();
}

/** With the page, without which it would be of no use. @param {string} pack */
export async function keepPack(pack) {
  if (!registration) await keepPage();
  if (!registration) return;
  Object.assign(keeping.portions[pack], { state: "coming", done: 0 });
  order({ do: "keep", pack });
}

/** Everything at once; the browser is asked not to clear it away when it is short of room. */
export async function keepEverything() {
  await navigator.storage?.persist?.().catch(() => false);
  if (!registration?.active) await keepPage();
  for (const [name, { state }] of Object.entries(keeping.portions)) if (name !== "page" && state === "none") keepPack(name);
}

/** @param {string} pack */
export const dropPack = (pack) => order({ do: "drop", pack });

/** Let go of everything that was stored for use without a network, and do not begin again by yourself. */
export async function dropEverything() {
  remember("offline", false);
  await endKeeping();
  await registration?.unregister();
  const names = (await globalThis.caches?.keys()) ?? []; // there are none where a page came over plain http
  await Promise.all(names.filter((name) => name.startsWith(PREFIX)).map((name) => caches.delete(name)));
  forgetAll();
  channel.postMessage({ kind: "removed" });
  await look();
}

/** Here or in another page everything was removed. */
function forgetAll() {
  registration = null;
  whole = false;
  for (const portion of Object.values(keeping.portions)) portion.state = "none";
  Object.assign(keeping, { problem: null, newRelease: false, allowed: false });
}

/** What is still being kept would come back after it was let go of, so the service worker ends it first. */
async function endKeeping() {
  const active = registration?.active;
  if (!active) return;
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    setTimeout(resolve, PATIENCE);
    active.postMessage({ do: "end" }, [port2]);
  });
}

/** The reader takes the new release: the page is loaded anew, and its address brings the state back. A service worker
 *  stays as long as it is busy, so the one before ends its keeping, and the new one goes on with it. */
export async function takeNewRelease() {
  const waiting = registration?.waiting;
  if (!waiting) return location.reload(); // another page has taken it already
  accepted = true;
  const coming = Object.keys(keeping.portions).filter((name) => name !== "page" && keeping.portions[name].state === "coming");
  await endKeeping();
  waiting.postMessage({ do: "take" });
  for (const pack of coming) waiting.postMessage({ do: "keep", pack });
}

/** @param {{do: string, pack: string}} what */
async function order(what) {
  keepingChanged.emit();
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(what);
}
