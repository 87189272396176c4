/**
 * "Explain this network": the learner's own network goes along to a lesson that explains networks. It travels in the
 * address, and this browser remembers it.
 */

import { remember } from "../basics/memory.js";
import { carry, currentFrame } from "../engine/session.js";
import { h } from "../words/dom.js";
import { openDialog } from "./dialog.js";
import { makeWay } from "./way.js";

/** Ask which lesson it shall go to. @param {any[]} catalogue every lesson's description */
export async function offerToExplain(catalogue) {
  const carried = await carry();
  if (!carried) return;
  remember("carried", carried);
  const takers = catalogue.filter(({ controls }) => controls.some((/** @type {any} */ { name }) => name === "carried"));
  const ways = await Promise.all(takers.map((lesson) => makeWay(lesson, "model", { model: "carried", carried })));
  openDialog("carry.open", h("div", { class: "carry-offer" },
    h("p", { say: { key: "carry.lead", values: { t: currentFrame()?.t ?? 0 } } }),
    h("ul", { class: "carry-ways" }, ...ways),
    h("p", { class: "quiet", say: "carry.kept" })));
}
