/** The words of a step as a piece of the page: Markdown, formulas, asides, live numbers and linked terms. */

import { Marked } from "../../vendor/marked-12.0.2/marked.esm.js";
import { h } from "./dom.js";
import { renderTex } from "./formulas.js";

const ASIDES = ["goal", "predict", "try", "note"];

const marked = new Marked({ renderer: { code: renderFence } });
marked.use({ extensions: [texExtension("block"), texExtension("inline"), liveExtension()] });

/**
 * The Markdown of a step as elements.
 * @param {string} markdown @returns {DocumentFragment}
 */
export function renderProse(markdown) {
  const template = document.createElement("template");
  template.innerHTML = String(marked.parse(markdown));
  for (const span of template.content.querySelectorAll("[data-tex]")) {
    renderTex(span, /** @type {HTMLElement} */ (span).dataset.tex ?? "", span.tagName === "DIV");
  }
  for (const slot of template.content.querySelectorAll("span[data-tex], span[data-live]")) keepTogether(slot);
  for (const aside of template.content.querySelectorAll("[data-aside]")) nameAside(/** @type {HTMLElement} */ (aside));
  return template.content;
}

/** @param {string} text */
const escape = (text) =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * `$…$` and `$$…$$` for marked.
 * @param {"block" | "inline"} level @returns {any}
 */
function texExtension(level) {
  const block = level === "block";
  const rule = block ? /^\$\$([\s\S]+?)\$\$[ \t]*(?:\n+|$)/ : /^(\$\$?)((?:\\.|[^\\$])+?)\1/;
  return {
    name: `tex-${level}`,
    level,
    // A block begins a line; marked would cut a paragraph wherever else it is told that one may begin.
    start: (/** @type {string} */ source) => source.indexOf(block ? "\n$$" : "$"),
    tokenizer(/** @type {string} */ source) {
      const match = rule.exec(source);
      if (match) return { type: `tex-${level}`, raw: match[0], tex: match[block ? 1 : 2].trim() };
    },
    renderer: (/** @type {any} */ token) =>
      block
        ? `<div class="formula" data-tex="${escape(token.tex)}"></div>`
        : `<span data-tex="${escape(token.tex)}"></span>`,
  };
}

/** `{{loss:.3f}}` for marked. @returns {any} */
function liveExtension() {
  return {
    name: "live",
    level: "inline",
    start: (/** @type {string} */ source) => source.indexOf("{{"),
    tokenizer(/** @type {string} */ source) {
      const match = /^\{\{(\w+)(?::([^}]+))?\}\}/.exec(source);
      if (match) return { type: "live", raw: match[0], name: match[1], format: match[2] };
    },
    renderer(/** @type {any} */ token) {
      const format = token.format ? ` data-format="${escape(token.format)}"` : "";
      return `<span data-live="${token.name}"${format}>–</span>`;
    },
  };
}

/**
 * A fence with an info word is an aside, a hint, or a formula that Python makes; any other is code.
 * @param {string} body @param {string | undefined} info @returns {string | false}
 */
function renderFence(body, info) {
  const [word, name] = (info ?? "").split(/\s+/);
  if (word === "formula") return `<div class="formula" data-formula="${escape(name)}"></div>`;
  if (word === "hint") return `<details class="aside hint" data-aside="hint">${marked.parse(body)}</details>`;
  if (ASIDES.includes(word)) return `<aside class="aside ${word}" data-aside="${word}">${marked.parse(body)}</aside>`;
  return false;
}

/** A line must not begin with the comma that follows a formula, nor end with the bracket before it. @param {Element} slot */
function keepTogether(slot) {
  const before = takeSigns(slot.previousSibling, /[([“‘（]+$/);
  const after = takeSigns(slot.nextSibling, /^[,.;:!?)\]”’，。；：、！？）]+/);
  if (!before && !after) return;
  const together = h("span", { class: "together" });
  slot.before(together);
  together.append(before, slot, after);
}

/** Cut signs off a text and return them. @param {Node | null} text @param {RegExp} signs */
function takeSigns(text, signs) {
  const found = text instanceof Text ? (signs.exec(text.data)?.[0] ?? "") : "";
  if (text instanceof Text && found) text.data = text.data.replace(signs, "");
  return found;
}

/** The name of an aside stands above it, in the reader's language. @param {HTMLElement} aside */
function nameAside(aside) {
  const tag = aside.tagName === "DETAILS" ? "summary" : "p";
  aside.prepend(h(tag, { class: "aside-name", say: `aside.${aside.dataset.aside}` }));
}
