/** What went wrong is said in a sentence, with what can be done; what was on screen stays. */

import { hideBanner, showBanner } from "./banner.js";
import { beginAfresh } from "./held.js";
import { EngineError } from "../engine/engine.js";
import * as session from "../engine/session.js";
import { formulasDrawn, missingFormulas } from "../words/formulas.js";

/** A question that Python did not answer. @param {() => void} openTable the dialog for the learner's own table */
export const showFailure = (openTable) => (/** @type {{question: any, error: any}} */ { question, error }) => {
  if (question.do === "set") return; // said beside the control
  if (error.text?.key === "packages.cancelled") return offerPackages(error.text);
  if (error.text === "refusal.table_not_here") return offerTable(error.text, openTable);
  if (question.given && !error.detail) return openWithout(question, error.text);
  const topic = error.detail ? "python" : "refusal";
  showBanner([error.text], { detail: error.detail, topic, remedies: question.do === "open" ? [ownSettings(topic)] : [] });
};

/** What does not open as it was asked for opens as the lesson has it. @param {string} topic */
const ownSettings = (topic) => ({ label: "lesson.reset", act: () => (hideBanner(topic), beginAfresh().catch(() => {})) });

/** A state that does not fit is refused; the rest of its link or file still holds. @param {any} question @param {any} text */
function openWithout({ step, settings, t, beat, branches }, text) {
  showBanner([text, "address.without_state"], { tone: "note", topic: "state" });
  session.openStep(step, { settings, t, beat, branches }).catch(() => {});
}

/** A step whose packages were not wanted shows nothing: it can have them after all, or begin with its own settings.
 *  @param {any} text */
function offerPackages(text) {
  const again = { label: "packages.again", act: () => (hideBanner("packages"), session.resume().catch(() => {})) };
  showBanner([text], { tone: "note", topic: "packages", remedies: [again, ownSettings("packages")] });
}

/** A link may need a table that only the learner has, and who follows a teacher that only the teacher has.
 *  @param {any} text @param {() => void} openTable */
function offerTable(text, openTable) {
  const follows = document.querySelector("#follow:checked");
  const open = { label: "data.open", act: () => (hideBanner("refusal"), openTable()) };
  showBanner([follows ? "class.table_of_teacher" : text], { tone: "note", topic: "refusal", remedies: [open, ownSettings("refusal")] });
}

/** A large table takes a while to be read again. @param {number} share */
export function tellReturning(share) {
  if (share === 1) hideBanner("table");
  else showBanner([{ key: "data.returning", values: { share } }], { tone: "note", topic: "table" });
}

/** Formulas that cannot be drawn are told, whenever that turns out. */
export function tellFormulas() {
  const tell = () => missingFormulas() && tellUnloaded(missingFormulas(), "formulas");
  formulasDrawn.on(tell);
  tell();
}

/** What draws did not come. @param {any} error @param {string} [topic] */
export function tellUnloaded(error, topic = "figures") {
  const name = moduleIn(error);
  showBanner(["error.page", ...(name ? [{ key: "table.given", values: { name } }] : [])], { topic, detail: String(error) });
}

/** Code that is brought when it is first wanted did not come, whoever wanted it: it is asked for again the next time.
 *  @param {PromiseRejectionEvent} event */
export function tellUnbrought(event) {
  const file = moduleIn(event.reason);
  if (!(event.reason instanceof TypeError) || !file) return;
  event.preventDefault();
  showBanner([{ key: "error.file", values: { file } }], { topic: "file" });
}

/** The browser tells which module it wanted; of a library the folder says more than the file. @param {any} error */
const moduleIn = (error) => /(?:[\w.-]+\/)?[\w.-]+\.m?js(?=\W*$)/.exec(String(error))?.[0];

/** What was asked for needs a file that did not come: say so; all else stays as it was. What Python refused is told
 *  already. @param {any} error */
export function tellMissing(error) {
  if (error instanceof EngineError) return;
  if (!error.text) throw error;
  showBanner([error.text], { topic: "file" });
}
