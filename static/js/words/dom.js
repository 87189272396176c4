/**
 * Building the page: one helper that makes an element, and one that keeps a text in the reader's language.
 *
 * Elements are made in JavaScript rather than from strings, so no value that comes from an address, a lesson or the
 * engine is ever read as markup.
 */

import { say } from "./i18n.js";

/** @typedef {import("./text.js").Text} Text */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with its properties, listeners and children.
 *
 * `class` and every name with a dash become attributes, `on…` a listener, `say` / `sayLabel` / `sayTitle` a text that
 * follows the language, anything else a property.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  for (const child of children) if (child) element.append(child);
  return element;
}

/** @type {Record<string, string>} */
const SAYS = { say: "textContent", sayLabel: "aria-label", sayTitle: "title", sayPlaceholder: "placeholder" };

/** @param {any} element @param {string} name @param {any} value */
function setProp(element, name, value) {
  if (value === null || value === undefined) return;
  if (name in SAYS) speak(element, value, SAYS[name]);
  else if (name === "class") element.className = value;
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, String(value));
  else element[name] = value;
}

/** What each spoken element says, and where (text, label, title); forgotten with the element. */
/** @type {WeakMap<Element, Map<string, Text>>} */
const spoken = new WeakMap();

/**
 * Let an element say a text now and after each change of language.
 * @param {Element} element @param {Text} text @param {string} [where]
 */
export function speak(element, text, where = "textContent") {
  const texts = spoken.get(element) ?? new Map();
  texts.set(where, text);
  spoken.set(element, texts);
  element.setAttribute("data-said", "");
  write(element, where, say(text));
}

/** @param {Element} element @param {string} where @param {string} words */
function write(element, where, words) {
  if (where !== "textContent") element.setAttribute(where, words);
  else if (element.textContent !== words) element.textContent = words;
}

/**
 * Say everything under `root` anew, in the language that holds now.
 * @param {ParentNode} [root]
 */
export function retell(root = document) {
  for (const element of root.querySelectorAll("[data-said]")) {
    for (const [where, text] of spoken.get(element) ?? []) write(element, where, say(text));
  }
}

/** @param {string} selector @returns {HTMLElement} */
export function find(selector) {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return element;
}

/** Let a menu stand at an option. To set what is set already makes Chromium look through every form of the page.
 *  @param {HTMLSelectElement} menu @param {string} value */
export function stand(menu, value) {
  if (menu.value !== value) menu.value = value;
}
