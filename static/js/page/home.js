/** Home: the catalogue of lessons with title, one sentence, minutes, and how far this browser's reader has come. */

import { h } from "../words/dom.js";
import { getLanguage } from "../words/i18n.js";
import { lastStep, seenSteps } from "./learned.js";
import { loadWords } from "../words/words.js";

/**
 * @param {HTMLElement} host @param {any[]} descriptions @param {{openData: () => void, handIn: () => void}} doors
 */
export async function showHome(host, descriptions, { openData, handIn }) {
  const language = getLanguage();
  const made = await Promise.all(descriptions.map((one) => makeCard(one, language).catch(() => null)));
  const cards = made.filter((card) => card !== null); // a lesson without words cannot be offered
  if (language !== getLanguage()) return;
  host.replaceChildren(
    h(
      "div",
      { class: "home" },
      h("header", { class: "home-head" }, h("h1", { say: "home.title", tabIndex: -1 }), h("p", { class: "home-lead", say: "home.lead" })),
      h("ol", { class: "catalogue" }, ...cards),
      h("p", { class: "doors" },
        h("button", { type: "button", class: "button", "data-act": "your-data", say: "data.home", onclick: openData }),
        h("button", { type: "button", class: "button", "data-act": "hand-in", say: "hand_in.title", onclick: handIn })),
      h("p", { class: "quiet promise", say: "home.promise" }),
    ),
  );
}

/** @param {any} description @param {string} language */
async function makeCard(description, language) {
  const words = await loadWords(description.id, language);
  const total = description.steps.length;
  const seen = seenSteps(description.id).filter((id) => description.steps.some((/** @type {any} */ step) => step.id === id));
  const last = lastStep(description.id);
  const at = last && seen.includes(last) ? last : description.steps[0].id;
  const progress = h("progress", { max: total, value: seen.length, sayLabel: "home.progress_name" });
  return h(
    "li",
    { class: "card" },
    h("a", { href: `#/${description.id}/${at}?lang=${language}` }, h("h2", {}, words.title)),
    h("p", {}, words.sentence),
    h(
      "p",
      { class: "card-facts" },
      h("span", { say: { key: "home.minutes", values: { minutes: words.minutes } } }),
      h("span", { say: { key: "home.steps", values: { n: total } } }),
      seen.length > 0 && h("span", { say: { key: "home.progress", values: { seen: seen.length, n: total } } }),
      seen.length > 0 && progress,
    ),
  );
}
