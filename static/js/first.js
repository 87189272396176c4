/**
 * The first module of a visit: it asks for the small files that every view needs while all other modules are on their
 * way, and has the words put on screen as soon as theirs are there.
 */

import { askEarly, tellWordsShown } from "./basics/early.js";

/** @param {Promise<boolean>} asked @param {Promise<{showFirstWords: () => Promise<void>}>} words */
async function begin(asked, words) {
  if (await asked) await (await words).showFirstWords();
}

begin(askEarly(), import("./page/first-words.js"))
  .catch(() => {}) // the page itself will tell
  .finally(tellWordsShown);
