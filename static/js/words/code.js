/** The code that runs: the real source of the house, coloured, with the lines marked that this moment executes. */

import { once } from "../basics/early.js";
import { recall, remember } from "../basics/memory.js";
import { h } from "./dom.js";

/** What colours comes when somebody first looks. */
const colouring = once(() => import("./colouring.js"));

/** @param {HTMLElement} host @param {() => void} resized called when the panel opens or closes */
export function createCode(host, resized) {
  const where = h("span", { class: "code-file" });
  const pre = h("pre", { class: "code", tabIndex: 0, sayLabel: "code.name" });
  const details = h("details", { class: "code-panel" }, h("summary", {}, h("span", { say: "code.name" }), where), pre);
  details.open = recall("code") ?? false;
  details.addEventListener("toggle", () => {
    remember("code", details.open);
    resized();
    write();
  });
  host.append(details);
  /** What is to be read, and what is written. @type {any} */
  let shown = null;
  let text = "";
  let marked = "";

  /** Nobody reads a closed panel, so nothing is written into it. */
  async function write() {
    if (!details.open || !shown) return;
    const { linesOf } = await colouring();
    if (shown.text !== text) {
      text = shown.text;
      marked = "";
      pre.replaceChildren(...linesOf(text, shown.numbers));
      resized();
    }
    const now = shown.lines.join();
    if (now === marked) return;
    marked = now;
    [...pre.children].forEach((line, i) => line.classList.toggle("now", shown.lines.includes(i)));
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
      if (code.text !== shown?.text) where.textContent = `${code.file}:${code.numbers[0]}`;
      shown = code;
      write();
    },
  };
}
