/** A way from a dialog into a lesson, with settings that go along. */

import { h } from "../words/dom.js";
import { getLanguage } from "../words/i18n.js";
import { loadWords } from "../words/words.js";
import { writeAddress } from "./address.js";
import { closeDialog } from "./dialog.js";

/** To the first step that has the control. @param {any} lesson @param {string} control @param {Record<string, any>} settings */
export async function makeWay(lesson, control, settings) {
  const lang = getLanguage();
  const { title, sentence } = await loadWords(lesson.id, lang);
  const { id: step } = lesson.steps.find((/** @type {any} */ one) => one.controls.includes(control)) ?? lesson.steps[0];
  const address = writeAddress({ lesson: lesson.id, step, settings, lang });
  return h("li", {}, h("a", { href: address, onclick: closeDialog }, h("strong", {}, title), h("span", { class: "quiet" }, sentence)));
}
