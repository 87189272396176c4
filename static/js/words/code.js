/** The code that runs: the real source of the house, coloured, with the lines marked that this moment executes. */

import hljs from "../../vendor/highlight-11.11.1/core.min.js";
import python from "../../vendor/highlight-11.11.1/languages/python.min.js";
import { h } from "./dom.js";
import { recall, remember } from "../basics/memory.js";

hljs.registerLanguage("python", python);

/** @param {HTMLElement} host @param {() => void} resized called when the panel opens or closes */
export function createCode(host, resized) {
  const where = h("span", { class: "code-file" });
  const pre = h("pre", { class: "code", tabIndex: 0, sayLabel: "code.name" });
  const details = h("details", { class: "code-panel" }, h("summary", {}, h("span", { say: "code.name" }), where), pre);
  details.open = recall("code") ?? false;
  details.addEventListener("toggle", () => {
    remember("code", details.open);
    resized();
  });
  host.append(details);
  let text = "";
  let marked = "";

  /** @param {any} code */
  function rewrite(code) {
    text = code.text;
    where.textContent = `${code.file}${code.first_line ? `:${code.first_line}` : ""}`;
    const lines = splitLines(hljs.highlight(code.text.replace(/\n$/, ""), { language: "python" }).value);
    pre.replaceChildren(...lines.map((line, i) => makeLine(line, code.first_line ? code.first_line + i : i + 1)));
    marked = "";
  }

  return {
    /** @param {any} code */
    show(code) {
      const there = Boolean(code);
      if (details.hidden === there) {
        details.hidden = !there;
        resized();
      }
      if (!code) return;
      if (code.text !== text) {
        rewrite(code);
        resized();
      }
      const now = code.lines.join();
      if (now === marked) return;
      marked = now;
      [...pre.children].forEach((line, i) => line.classList.toggle("now", code.lines.includes(i)));
    },
  };
}

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
