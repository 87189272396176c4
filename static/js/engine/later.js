/**
 * Questions for which the worker does not have the code at first: exports, a table of the learner's own. The files of it
 * are listed beside the recordings and brought with the first question.
 */

import { fetchGood } from "../basics/early.js";
import { inquire } from "./session.js";

/** @type {Map<string, Promise<string[]>>} */
const lists = new Map();

/** The files of a part of the code. @param {"exports" | "own"} part @returns {Promise<string[]>} */
export function filesOf(part) {
  const known = lists.get(part) ?? fetchGood(`static/recorded/${part}.json`).then((answer) => answer.json()).then(({ files }) => files);
  lists.set(part, known);
  return known;
}

/** Ask with all files that the answer needs. @param {any} question with `files` */
export async function askLater(question) {
  const answer = await inquire(question);
  if (!answer) throw Object.assign(new Error("overtaken"), { text: "save.overtaken" });
  return answer;
}
