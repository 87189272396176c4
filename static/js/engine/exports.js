/**
 * What is saved, shared or taken home: questions for which the worker does not have the code at first. It is brought with
 * the first of them, with the words in the reader's language.
 */

import { fetchGood } from "../basics/early.js";
import { currentLesson, inquire } from "./session.js";

/** A font for Chinese on paper, where matplotlib has none. */
const CHINESE = "static/vendor/noto-sans-sc-5.3.0/noto-sans-sc-chinese-simplified-400-normal.woff";

/** @type {Promise<string[]> | null} */
let list = null;

/** The files of the code behind exports. @returns {Promise<string[]>} */
export const exportFiles = () =>
  (list ??= fetchGood("static/recorded/exports.json").then((answer) => answer.json()).then(({ files }) => files));

/**
 * Ask; the answer is the header and, for a picture, its bytes.
 * @param {any} question @param {string} lang
 */
export async function askExport(question, lang) {
  const folder = `lessons/${currentLesson().id.replaceAll("-", "_")}`;
  const words = [`lessons/kit/${lang}.json`, `${folder}/${lang}.md`];
  const font = question.do === "picture" && lang === "zh" ? [CHINESE] : [];
  const answer = await inquire({ ...question, lang, files: [...(await exportFiles()), ...words, ...font] });
  if (!answer) throw Object.assign(new Error("overtaken"), { text: "save.overtaken" });
  return answer;
}
