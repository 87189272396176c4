/**
 * The line that says that Python is still computing, with the button that ends it: the engine is started anew and the
 * state before the question comes back. It lies above the transport bar, like the line of packages on their way.
 */

import { h } from "../words/dom.js";

const stopButton = h("button", { type: "button", class: "button", "data-act": "stop", say: "waiting.stop", onclick: () => stop() });
const line = h("div", { class: "bringing" }, h("span", { class: "bringing-words", role: "status", say: "waiting.computing" }), stopButton);
let stop = () => {};

/** @param {boolean} on @param {() => void} act what ends the computing */
export function showWaiting(on, act) {
  stop = () => (line.remove(), act());
  if (on) document.body.append(line);
  else line.remove();
}
