/** Python in colours, line by line. */

import hljs from "../../vendor/highlight-11.11.1/core.min.js";
import python from "../../vendor/highlight-11.11.1/languages/python.min.js";
import { h } from "./dom.js";

hljs.registerLanguage("python", python);

/** The lines of a piece of source. @param {string} text @param {number[]} numbers of each line in its file */
export const linesOf = (text, numbers) =>
  splitLines(hljs.highlight(text, { language: "python" }).value).map((line, i) => makeLine(line, numbers[i]));

/**
 * Highlighted markup cut at line ends; a span that goes over a line end is closed and opened again.
 * @param {string} markup @returns {string[]}
 */
function splitLines(markup) {
  /** @type {string[]} */
  let open = [];
  return markup.split("\n").map((line) => {
    const begun = open.join("");
    for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g)) {
      if (tag === "</span>") open.pop();
      else open = [...open, tag];
    }
    return begun + line + "</span>".repeat(open.length);
  });
}

/** @param {string} markup made by highlight.js, which escapes the source @param {number} n */
function makeLine(markup, n) {
  const words = h("code");
  words.innerHTML = markup || " ";
  return h("div", { class: "code-line", "data-line": String(n) }, words);
}
