/**
 * The page inside another page: `?embed=1&hide=words,learning_rate&origin=…#/…`.
 *
 * Its chrome is gone, and with it the parts and controls that `hide` names. The page around it may call what
 * `window.nnviz` offers by messages, but only the one whose origin stands in the address, and only from the very window
 * that holds this one; anybody else is not answered.
 */

import { showBanner } from "./banner.js";
import { relayout } from "./app.js";
import { currentLesson, frameShown } from "../engine/session.js";

/** What `hide` may name besides controls. */
export const PARTS = ["words", "readouts", "controls", "code", "transport", "ways", "saving"];
const FRAMES_EVERY = 100; // ms

/** @typedef {{hide: string[], origin: string | null, complaints: any[]}} Wishes */

/** What an address asks for; what makes no sense is told. @param {string} search @returns {Wishes} */
export function readWishes(search) {
  const query = new URLSearchParams(search);
  const hide = (query.get("hide") ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  const asked = query.get("origin");
  const origin = asked && originOf(asked);
  const complaints = asked && !origin ? [{ key: "embed.bad_origin", values: { origin: asked } }] : [];
  return { hide, origin, complaints };
}

/** An origin as the browser tells it: scheme, host and port, nothing behind. @param {string} text */
function originOf(text) {
  try {
    const { origin, protocol } = new URL(text);
    return /^https?:$/.test(protocol) && (text === origin || text === `${origin}/`) ? origin : null;
  } catch {
    return null;
  }
}

export function embed() {
  const { hide, origin, complaints } = readWishes(location.search);
  const root = document.documentElement;
  root.classList.add("embedded", ...hide.filter((name) => PARTS.includes(name)).map((name) => `without-${name}`));
  if (origin && parent !== window) listen(origin);
  relayout();
  const controls = hide.filter((name) => !PARTS.includes(name));
  let told = false;
  frameShown.on(() => {
    withhold(controls);
    if (!told) tell([...complaints, ...unknown(controls)]);
    told = true;
  });
}

/** Controls that are not to be seen; a step may just have made them. @param {string[]} names */
function withhold(names) {
  requestAnimationFrame(() => {
    for (const name of names) {
      for (const control of document.querySelectorAll(`[data-control="${CSS.escape(name)}"]`)) control.toggleAttribute("data-withheld", true);
    }
  });
}

/** @param {string[]} names */
function unknown(names) {
  const known = (currentLesson()?.controls ?? []).map((/** @type {any} */ { name }) => name);
  const strange = names.filter((name) => !known.includes(name));
  return strange.map((name) => ({ key: "embed.no_part", values: { name, parts: PARTS.join(", ") } }));
}

/** @param {any[]} complaints */
function tell(complaints) {
  if (complaints.length) showBanner(complaints, { tone: "note", topic: "embed" });
}

/** @param {string} origin of the page around this one */
function listen(origin) {
  const say = (/** @type {any} */ message) => parent.postMessage(message, origin);
  addEventListener("message", async (event) => {
    if (event.source !== parent || event.origin !== origin || event.data?.nnviz !== "call") return;
    const { id } = event.data;
    try {
      say({ nnviz: "answer", id, value: await call(event.data) });
    } catch (error) {
      say({ nnviz: "answer", id, error: String(/** @type {any} */ (error)?.message ?? error) });
    }
  });
  tellFrames(say);
  api().ready.then(() => say({ nnviz: "ready" }), (/** @type {any} */ error) => say({ nnviz: "failed", error: error.message }));
}

const api = () => /** @type {any} */ (window).nnviz;

/** Call what `window.nnviz` offers, and nothing else. @param {any} message */
async function call({ name, args = [] }) {
  const names = Object.keys(api());
  if (!names.includes(name)) throw new Error(`There is no call "${name}"; there are: ${names.join(", ")}.`);
  if (!Array.isArray(args)) throw new Error("args is a list.");
  return typeof api()[name] === "function" ? api()[name](...args) : api()[name];
}

/** What is on screen, whenever it changes, ten times a second at most. @param {(message: any) => void} say */
function tellFrames(say) {
  let waiting = 0;
  frameShown.on((/** @type {any} */ { recorded }) => {
    if (recorded) return;
    waiting ||= window.setTimeout(async () => {
      waiting = 0;
      say({ nnviz: "frame", frame: await api().frame() });
    }, FRAMES_EVERY);
  });
}
