/**
 * The first module of a visit: it asks for the small files that every view needs while the other modules are on their
 * way, has the words put on screen as soon as theirs are there, and starts the engine in its own thread before the page
 * is even put together, because it takes longest.
 */

import { askEarly, tellWordsShown } from "./basics/early.js";
import { standBy } from "./page/broken.js";

/** @param {Promise<boolean>} asked @param {Promise<{showFirstWords: () => Promise<void>}>} words */
async function begin(asked, words) {
  if (await asked) await (await words).showFirstWords();
}

standBy();
begin(askEarly(), import("./page/first-words.js"))
  .catch(() => {}) // the page itself will tell
  .finally(tellWordsShown);
import("./engine/engine.js").then(({ startEngine }) => startEngine(), () => {}); // likewise
