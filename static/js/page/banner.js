/** The banner: what happened, what to do, and the details folded away. One at a time, the newest. */

import { createSignal } from "../basics/signal.js";
import { h } from "../words/dom.js";
import { icon } from "./icons.js";

/** @typedef {import("../words/text.js").Text} Text */
/** @typedef {{label: Text, act: () => void}} Remedy */

const host = h("div", { class: "banner-host", role: "status", "aria-live": "polite" });
let shownFor = "";
const MOST_LINES = 4;
/** Letters of what was given that are quoted in a sentence. */
const LONGEST_VALUE = 400;
const LONG_WORD = /(\S{60})\S+/g;

/** Told when it has come or gone: what stands below has less room then, or more. */
export const bannerChanged = createSignal();

/** Where the banner stands. @param {HTMLElement} before */
export const mountBanner = (before) => before.before(host);

/**
 * @param {Text[]} texts one line each
 * @param {{tone?: "bad" | "note", detail?: string, remedies?: Remedy[], topic?: string}} [options]
 */
export function showBanner(texts, { tone = "bad", detail = "", remedies = [], topic = "" } = {}) {
  shownFor = topic;
  const lines = readable(texts).map((text) => h("p", { say: text }));
  const buttons = remedies.map(({ label, act }) => h("button", { type: "button", class: "button", say: label, onclick: act }));
  const more = detail && h("details", {}, h("summary", { say: "banner.details" }), h("pre", {}, detail));
  const close = h("button", { type: "button", class: "tool", sayLabel: "dialog.close", onclick: () => hideBanner() }, icon("close"));
  host.replaceChildren(h("div", { class: `banner ${tone}` }, h("div", { class: "banner-words" }, ...lines, more), ...buttons, close));
  bannerChanged.emit();
}

/** What comes in a link may be long: as much of it is told as somebody reads. @param {Text[]} texts @returns {Text[]} */
function readable(texts) {
  const left = texts.length - MOST_LINES;
  const lines = left > 0 ? [...texts.slice(0, MOST_LINES), { key: "banner.more", values: { count: left } }] : texts;
  return lines.map((text) => (typeof text === "object" ? { key: text.key, values: Object.fromEntries(Object.entries(text.values ?? {}).map(quoted)) } : text));
}

/** @param {[string, any]} entry of a text's values */
function quoted([name, value]) {
  if (typeof value !== "string") return [name, value];
  const short = value.replace(LONG_WORD, "$1…");
  return [name, short.length > LONGEST_VALUE ? `${short.slice(0, LONGEST_VALUE)}…` : short];
}

/** Whether something is said there already. */
export const bannerShown = () => host.childElementCount > 0;

/** Take the banner off; with topics, only if it is about one of them. @param {string[]} topics */
export function hideBanner(...topics) {
  if (!bannerShown() || (topics.length && !topics.includes(shownFor))) return;
  host.replaceChildren();
  bannerChanged.emit();
}

/** What was said of the place that is left means nothing in the next. */
export const leavePlace = () => hideBanner("address", "refusal", "state");
