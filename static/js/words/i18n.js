/**
 * The reader's language: which one holds, and the sentences of it.
 *
 * The interface and the kit keep their sentences in `lessons/kit/<language>.json`; a lesson adds its own, which win.
 */

import { resolve } from "./text.js";
import { createSignal } from "../basics/signal.js";
import { fetchGood, onceEach } from "../basics/early.js";
import { remember } from "../basics/memory.js";

/** @typedef {import("./text.js").Text} Text */
/** @typedef {Record<string, string>} Strings */

const HTML_LANGUAGE = { en: "en", zh: "zh-Hans" };

/** Told after the language has changed. */
export const languageChanged = createSignal();

/** @type {Record<string, Strings>} */
const kit = {};
/** @type {Record<string, Strings>} */
const lesson = {};
let language = "en";
let edition = 0;

/** A number that changes whenever the same text may have become other words. */
export const getEdition = () => edition;

export const getLanguage = () => language;

/**
 * Switch the language; nothing else changes. `prepare` may fetch what else must be there in that language.
 * @param {string} wanted @param {() => Promise<any>} [prepare]
 */
export async function setLanguage(wanted, prepare) {
  await Promise.all([loadKit(wanted), prepare?.()]);
  language = wanted;
  edition++;
  document.documentElement.lang = HTML_LANGUAGE[/** @type {"en" | "zh"} */ (wanted)];
  languageChanged.emit(wanted);
}

/** Remember the language that the reader chose by hand. @param {string} chosen */
export const rememberLanguage = (chosen) => remember("language", chosen);

const loadKit = onceEach(async (wanted) => {
  kit[wanted] = await (await fetchGood(`lessons/kit/${wanted}.json`)).json();
});

/** A lesson's own sentences in one language. @param {string} wanted @param {Strings} strings */
export function setLessonStrings(wanted, strings) {
  if (lesson[wanted] !== strings) edition++;
  lesson[wanted] = strings;
}

/** @param {string} key */
const lookup = (key) => [lesson[language], kit[language]].find((strings) => strings && Object.hasOwn(strings, key))?.[key];

/** Whether there is a sentence of that name. @param {string} key */
export const has = (key) => lookup(key) !== undefined;

/** A text in the reader's language. @param {Text | null | undefined} text @returns {string} */
export const say = (text) => (text === null || text === undefined ? "" : resolve(text, lookup));
