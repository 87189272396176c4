/** What is saved, shared or taken home; asked with the words in the reader's language. */

import { askLater } from "./later.js";
import { filesOf } from "./recorded.js";
import { currentLesson } from "./session.js";

/** A font for Chinese on paper, where matplotlib has none. */
const CHINESE = "static/vendor/noto-sans-sc-5.3.0/noto-sans-sc-chinese-simplified-400-normal.woff";

/**
 * Ask; the answer is the header and, for a picture, its bytes.
 * @param {any} question @param {string} lang
 */
export async function askExport(question, lang) {
  const folder = `lessons/${currentLesson().id.replaceAll("-", "_")}`;
  const words = [`lessons/kit/${lang}.json`, `${folder}/${lang}.md`];
  const font = question.do === "picture" && lang === "zh" ? [CHINESE] : [];
  return askLater({ ...question, lang, files: [...(await filesOf("exports")), ...words, ...font] });
}
