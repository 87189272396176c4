/**
 * The words that an address asks for, on screen with the fewest modules and before all others. What is odd in the
 * address, what fails, and all that is not words is left to the page itself (app.js), which follows at once.
 */

import { guess } from "../basics/early.js";
import { loadCatalogue } from "../engine/recorded.js";
import { noteOnce } from "../engine/stats.js";
import { find, h, retell } from "../words/dom.js";
import { setLanguage } from "../words/i18n.js";
import { loadWords, useStrings } from "../words/words.js";
import { article, fillArticle } from "./article.js";

/** Show them, unless the page was quicker; an embedded page shows what its embedder chose. */
export async function showFirstWords() {
  const { lesson, step, language } = guess();
  if (!lesson || new URLSearchParams(location.search).has("embed")) return;
  const [catalogue] = await Promise.all([loadCatalogue(), setLanguage(language)]);
  if (!catalogue?.some(({ id }) => id === lesson)) return;
  const words = await loadWords(lesson, language);
  if (article.isConnected || guess().lesson !== lesson) return;
  useStrings(language, words);
  fillArticle(words, step);
  document.body.classList.add("in-lesson");
  find("#view").replaceChildren(h("div", { class: "lesson" }, article));
  retell();
  noteOnce("words_ms");
}
