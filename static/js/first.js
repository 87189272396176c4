/**
 * The first module of a visit: it asks for the small files that every view needs and puts the words on screen, while
 * all other modules are on their way.
 */

import { askEarly, tellWordsShown } from "./basics/early.js";
import { showFirstWords } from "./page/first-words.js";

askEarly();
showFirstWords()
  .catch(() => {}) // the page itself will tell
  .finally(tellWordsShown);
