/**
 * Questions for which the worker does not have the code at first: exports, a table of the learner's own. The files of it
 * are listed beside the recordings and brought with the first question.
 */

import { fetchGood } from "../basics/early.js";
import { inquire } from "./session.js";

/** @type {Map<string, Promise<string[]>>} */
const lists = new Map();

/** The files of a part of the code; a list that did not come is asked for anew the next time.
 *  @param {"exports" | "own"} part @returns {Promise<string[]>} */
export function filesOf(part) {
  const known = lists.get(part) ?? read(part);
  lists.set(part, known);
  known.catch(() => lists.delete(part));
  return known;
}

/** @param {string} part @returns {Promise<string[]>} */
const read = async (part) => (await (await fetchGood(`static/recorded/${part}.json`)).json()).files;

/** Ask with all files that the answer needs. @param {any} question with `files` */
export async function askLater(question) {
  const answer = await inquire(question);
  if (!answer) throw Object.assign(new Error("overtaken"), { text: "save.overtaken" });
  return answer;
}
