/**
 * Questions for which the worker does not have the code at first: exports, a table of the learner's own. The files of it
 * are listed beside the recordings and brought with the first question.
 */

import { inquire } from "./session.js";

/** Ask with all files that the answer needs. @param {any} question with `files` */
export async function askLater(question) {
  const answer = await inquire(question);
  if (!answer) throw Object.assign(new Error("overtaken"), { text: "save.overtaken" });
  return answer;
}
