/**
 * The words of a lesson, read from its `en.md` or `zh.md`: title, one sentence, minutes, the Markdown of each step and
 * the short texts under `## strings`. `lessons/kit/words.py` reads the same format.
 */

import { fetchGood, onceEach, wordsFile } from "../basics/early.js";
import { setLessonStrings } from "./i18n.js";

/** @typedef {{title: string, markdown: string}} StepWords */
/**
 * @typedef {{title: string, sentence: string, minutes: number, steps: Record<string, StepWords>,
 *   strings: Record<string, string>}} Words
 */

const read = onceEach(async (url) => parseWords(await (await fetchGood(url)).text()));

/**
 * The words of a lesson in one language; its strings are known to `say` from then on.
 * @param {string} lesson @param {string} language @returns {Promise<Words>}
 */
export const loadWords = (lesson, language) => read(wordsFile(lesson, language));

/** Make a lesson's short texts the ones that `say` looks up first. @param {string} language @param {Words} words */
export const useStrings = (language, words) => setLessonStrings(language, words.strings);

/** @param {string} source @returns {Words} */
export function parseWords(source) {
  const [head, ...sections] = source.split(/^## /m);
  /** @type {Words} */
  const words = { ...parseHead(head), steps: {}, strings: {} };
  for (const section of sections) {
    const end = section.indexOf("\n");
    const name = (end < 0 ? section : section.slice(0, end)).trim();
    const body = end < 0 ? "" : section.slice(end + 1).trim();
    if (name === "strings") words.strings = parseStrings(body);
    else {
      const colon = name.indexOf(":");
      words.steps[name.slice(0, colon).trim()] = { title: name.slice(colon + 1).trim(), markdown: body };
    }
  }
  return words;
}

/** @param {string} head */
function parseHead(head) {
  const lines = head.split("\n").map((line) => line.trim()).filter(Boolean);
  return {
    title: lines[0].replace(/^# /, ""),
    sentence: lines.slice(1, -1).join(" "),
    minutes: Number(lines[lines.length - 1].replace("minutes:", "")),
  };
}

/** @param {string} body @returns {Record<string, string>} */
function parseStrings(body) {
  /** @type {Record<string, string>} */
  const strings = {};
  for (const line of body.split("\n")) {
    const equals = line.indexOf("=");
    if (equals > 0) strings[line.slice(0, equals).trim()] = line.slice(equals + 1).trim();
  }
  return strings;
}
