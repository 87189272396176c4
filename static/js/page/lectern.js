/**
 * What a teacher has at hand while presenting: a laser pointer, a dark screen, notes in a second window, and the way
 * out, as small buttons in a corner and as keys, those of presenter remotes among them.
 */

import { icon } from "./icons.js";
import { presenterChanged, presenting, setPresenting } from "./presenter.js";
import { h } from "../words/dom.js";

/** @type {[string, string, string, () => void][]} */
const TOOLS = [
  ["laser", "laser", "keys.laser", () => point()],
  ["notes", "notes", "keys.notes", () => openNotes()],
  ["dark", "moon", "keys.dark_screen", () => darken()],
  ["end", "close", "keys.end_presenting", () => setPresenting(false)],
];

const dot = h("i", { class: "laser", hidden: true, "aria-hidden": "true" });
const night = h("button", { type: "button", class: "night", hidden: true, sayLabel: "keys.dark_screen", onclick: () => darken(false), onkeydown: lightUp });
const tools = h("div", { class: "lectern", role: "toolbar", sayLabel: "keys.presenter", hidden: true },
  ...TOOLS.map(([name, sign, text, act]) => h("button", { type: "button", class: "tool", "data-act": name, sayLabel: text, sayTitle: text, onclick: act }, icon(sign))));
let pointing = false;

document.body.append(tools, dot, night);
addEventListener("pointermove", follow);
addEventListener("pointerdown", follow);
document.documentElement.addEventListener("pointerleave", () => (dot.hidden = true));
addEventListener("keydown", keepRemoteFromReloading, true);
presenterChanged.on(show);
show();

function show() {
  tools.hidden = !presenting();
  if (presenting()) return;
  point(false);
  darken(false);
}

/** Escape leaves the dark first, and presenter mode when pressed again. @param {KeyboardEvent} event */
function lightUp(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  darken(false);
}

/** The start button of a remote sends F5, which would load the page anew. @param {KeyboardEvent} event */
function keepRemoteFromReloading(event) {
  if (event.key === "F5" && presenting() && !event.ctrlKey && !event.shiftKey) event.preventDefault();
}

/** A red dot where the hand points, and no arrow. @param {boolean} [on] */
export function point(on = !pointing) {
  pointing = on;
  document.documentElement.classList.toggle("pointing", on);
  tools.querySelector("[data-act=laser]")?.setAttribute("aria-pressed", String(on));
  if (!on) dot.hidden = true;
}

/** @param {PointerEvent} event */
function follow({ clientX, clientY }) {
  if (!pointing) return;
  dot.hidden = false;
  dot.style.translate = `${clientX}px ${clientY}px`;
}

/** A dark screen lets the class look at the teacher; any tap or the same key brings the page back. @param {boolean} [on] */
export function darken(on) {
  night.hidden = !(on ?? night.hidden);
  if (!night.hidden) night.focus();
}

export async function openNotes() {
  const notes = await import("./notes.js");
  notes.openNotes();
}
