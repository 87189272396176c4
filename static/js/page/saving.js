/** Files that the reader saves: their names, their bytes, and the way from the page to the disk. */

import { askExport } from "../engine/exports.js";
import { engineState } from "../engine/engine.js";
import { currentFrame, currentLesson, currentStep } from "../engine/session.js";
import { getLanguage } from "../words/i18n.js";
import { shownTheme } from "./theme.js";

/** Ask for something to save, in the reader's language and theme. @param {any} question */
export function ask(question) {
  if (engineState() !== "ready") return Promise.reject(Object.assign(new Error("not ready"), { text: "save.not_ready" }));
  return askExport({ theme: shownTheme(), ...question }, getLanguage());
}

/** Lesson, step and t, so that a file tells what it is. @param {string} ending @param {string} [part] */
export function fileName(ending, part = "") {
  const t = currentFrame()?.t ?? 0;
  return [currentLesson().id, currentStep(), ...(part ? [part] : []), `t${t}`].join("-") + `.${ending}`;
}

/** @param {string} name @param {Blob} blob */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const BYTE_ORDER_MARK = "\ufeff"; // without it, spreadsheets take Chinese for something else

/** @param {string} text */
export const csvBlob = (text) =>
  new Blob(/[^\x00-\x7f]/.test(text) ? [BYTE_ORDER_MARK, text] : [text], { type: "text/csv;charset=utf-8" });

/** @param {unknown} error @returns {import("../words/text.js").Text} */
export const reason = (error) => /** @type {any} */ (error)?.text ?? "error.unknown";
