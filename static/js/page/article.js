/**
 * The words of a step: the part of the page that is there first. It stands for itself, so that it needs few modules;
 * the view of the lesson takes it in and puts everything else around it.
 */

import { h, speak } from "../words/dom.js";
import { renderProse } from "../words/prose.js";

/** @typedef {import("../words/words.js").Words} Words */

const kicker = h("p", { class: "kicker" });
export const title = h("h1", { tabIndex: -1 });
/** Its room is kept until the first frame tells what stands in it. */
export const lead = h("div", { class: "lead awaiting" });
export const prose = h("div", { class: "prose" });
export const article = h("article", { class: "words", id: "words" }, kicker, title, lead, prose);

/** The words that are shown. @type {import("../words/words.js").StepWords | null} */
let shown = null;

/** Fill the article with the words of a step, unless they stand there. @param {Words} words @param {string} step */
export function fillArticle({ steps }, step) {
  const names = Object.keys(steps);
  const at = Math.max(0, names.indexOf(step));
  const wanted = steps[names[at]];
  if (wanted === shown) return;
  shown = wanted;
  speak(kicker, { key: "lesson.kicker", values: { i: at + 1, n: names.length } });
  title.textContent = wanted.title;
  prose.replaceChildren(renderProse(wanted.markdown));
}
