/** The line that tells how packages come in, with the button that stops them. It lies above the transport bar. */

import { h, speak } from "../words/dom.js";

const words = h("span", { class: "bringing-words", role: "status" });
const bar = h("i", { class: "bringing-bar" });
const cancel = h("button", { type: "button", class: "button", say: "packages.cancel", onclick: () => stop() });
const line = h("div", { class: "bringing" }, words, cancel, bar);
let stop = () => {};
const MEGA = 1e6;

/** @param {{names: string, received: number, expected: number, done: boolean, stop: () => void}} event */
export function showBringing({ names, received, expected, done, stop: act }) {
  stop = act;
  if (done) return line.remove();
  if (!line.isConnected) document.body.append(line);
  const here = received >= expected;
  cancel.disabled = here; // it is being started, which takes a few seconds
  speak(words, here
    ? { key: "packages.starting", values: { names } }
    : { key: "packages.loading", values: { names, received: received / MEGA, total: expected / MEGA } });
  bar.style.setProperty("--part", String(Math.min(1, received / expected)));
}
