/**
 * The first module of a visit: it asks for the small files that every view needs while the other modules are on their
 * way, has the words put on screen as soon as theirs are there, and starts the engine.
 */

import { askEarly, tellWordsShown } from "./basics/early.js";

/** @param {Promise<boolean>} asked @param {Promise<{showFirstWords: () => Promise<void>}>} words */
async function begin(asked, words) {
  if (await asked) await (await words).showFirstWords();
}

begin(askEarly(), import("./page/first-words.js"))
  .catch(() => {}) // the page itself will tell
  .finally(tellWordsShown);
import("./boot.js");
