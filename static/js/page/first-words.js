/**
 * The words that an address asks for, on screen with the fewest modules and before all others. What is odd in the
 * address, what fails, and all that is not words is left to the page itself (app.js), which follows at once.
 */

import { guess } from "../basics/early.js";
import { noteOnce } from "../engine/stats.js";
import { find, h } from "../words/dom.js";
import { setLanguage } from "../words/i18n.js";
import { loadWords, useStrings } from "../words/words.js";
import { article, fillArticle } from "./article.js";

/** Put the words of the lesson on screen unless the page was quicker. */
export async function showFirstWords() {
  const { lesson, step, language } = guess();
  const [words] = await Promise.all([loadWords(lesson, language), setLanguage(language)]);
  if (article.isConnected || guess().lesson !== lesson || isEmbedded()) return;
  useStrings(language, words);
  fillArticle(words, step);
  document.body.classList.add("in-lesson");
  find("#view").replaceChildren(h("div", { class: "lesson" }, article));
  noteOnce("words_ms");
}

/** An embedded page shows what its embedder chose. */
const isEmbedded = () => new URLSearchParams(location.search).get("embed") === "1";
