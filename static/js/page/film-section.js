/** A film of the run: from when to when, how many pictures, as GIF or WebM, with progress and a way to stop. */

import { ask, download, fileName, reason } from "./saving.js";
import { canRecord, makeFilm, MOST_FRAMES } from "./film.js";
import { currentFrame, stepDescription } from "../engine/session.js";
import { h } from "../words/dom.js";
import { section } from "./section.js";

/** @param {(text: any) => void} tell */
export function makeFilmSection(tell) {
  const { length } = stepDescription();
  const t = currentFrame()?.t ?? 0;
  const from = count("share.film_from", 0, length, 0);
  const to = count("share.film_to", 0, length, t || length);
  const frames = count("share.film_frames", 2, MOST_FRAMES, Math.min(60, MOST_FRAMES));
  const bar = h("progress", { class: "share-progress", value: 0, max: 1, sayLabel: "share.film" });
  const stop = h("button", { type: "button", class: "button", say: "share.stop", hidden: true, onclick: () => (stopped = true) });
  const makers = [maker("gif", "share.gif"), ...(canRecord() ? [maker("webm", "share.webm")] : [])];
  let stopped = false;
  bar.hidden = true;

  /** @param {"gif" | "webm"} format @param {string} text */
  function maker(format, text) {
    return h("button", { type: "button", class: "button", "data-save": format, say: text, onclick: () => make(format) });
  }

  /** @param {boolean} on */
  function running(on) {
    stopped = false;
    bar.hidden = stop.hidden = !on;
    for (const button of makers) button.disabled = on;
  }

  /** @param {"gif" | "webm"} format */
  async function make(format) {
    running(true);
    try {
      const { header } = await ask({ do: "caption" });
      const wish = { from: from.value(), to: to.value(), frames: frames.value(), format, caption: header.text };
      const film = await makeFilm(wish, {
        stopped: () => stopped || !bar.closest("dialog")?.open,
        tell(done, all) {
          bar.value = done / all;
          tell({ key: "share.film_progress", values: { done, all } });
        },
      });
      if (!film) tell("share.film_stopped");
      else {
        const name = fileName(format, "film");
        download(name, film);
        tell({ key: "share.film_saved", values: { name, size: film.size / 1e6 } });
      }
    } catch (error) {
      tell(reason(error));
    }
    running(false);
  }

  return section("share.film",
    h("p", { class: "quiet", say: { key: "share.film_why", values: { most: MOST_FRAMES } } }),
    h("div", { class: "share-row" }, from.element, to.element, frames.element),
    h("div", { class: "share-row" }, ...makers, stop, bar),
    !canRecord() && h("p", { class: "quiet", say: "share.no_webm" }));
}

/** A whole number to type. @param {string} name @param {number} least @param {number} most @param {number} first */
function count(name, least, most, first) {
  const field = h("input", { type: "number", min: String(least), max: String(most), step: "1", value: String(first) });
  return {
    element: h("label", { class: "share-count" }, h("span", { say: name }), field),
    value: () => Math.min(most, Math.max(least, Math.round(field.valueAsNumber || 0))),
  };
}
