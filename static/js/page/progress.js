/** The progress line: what is loading, in words and bytes, until Python is there. It takes no room that others need. */

import { h, speak } from "../words/dom.js";
import { engineProblem, engineState, progressed, stateChanged } from "../engine/engine.js";

const MEGA = 1e6;

/** @param {HTMLElement} host */
export function mountProgress(host) {
  const words = h("span", { class: "progress-words" });
  const bar = h("i", { class: "progress-bar" });
  host.append(words, bar);

  /** @param {any} text @param {number | null} part of the whole, null when nobody can know */
  function show(text, part) {
    host.hidden = false;
    speak(words, text);
    bar.style.setProperty("--part", String(part ?? 0));
    bar.classList.toggle("unsure", part === null);
  }

  progressed.on((event) => {
    if (engineState() !== "starting") return; // what is fetched later does not keep the reader waiting
    if (event.nnviz === "stage") show(`progress.${event.stage}`, event.stage === "lessons" ? 1 : null);
    if (event.nnviz === "progress") {
      const values = { received: event.received / MEGA, total: event.expected / MEGA };
      show({ key: "progress.bytes", values }, Math.min(1, event.received / event.expected));
    }
  });

  /** @param {{state: string}} condition */
  function follow({ state }) {
    if (state === "starting") show("progress.engine", null);
    else host.hidden = true;
  }

  stateChanged.on(follow);
  follow(engineProblem()); // the engine was started before this line was there
}
