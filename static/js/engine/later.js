/**
 * Questions for which the worker does not have the code at first: exports, a table of the learner's own. The files of it
 * are listed beside the recordings and brought with the first question.
 */

import { fetchGood, onceEach } from "../basics/early.js";
import { inquire } from "./session.js";

/** The files of a part of the code: of "exports" or of "own" tables. @type {(part: string) => Promise<string[]>} */
export const filesOf = onceEach(async (part) => (await (await fetchGood(`static/recorded/${part}.json`)).json()).files);

/** Ask with all files that the answer needs. @param {any} question with `files` */
export async function askLater(question) {
  const answer = await inquire(question);
  if (!answer) throw Object.assign(new Error("overtaken"), { text: "save.overtaken" });
  return answer;
}
