/** The rail of steps: where the reader is, what was seen, and a way to every step by its title. */

import { h } from "../words/dom.js";
import { seenSteps } from "./learned.js";

/**
 * @param {HTMLElement} host @param {(step: string) => void} go
 */
export function createRail(host, go) {
  return {
    /** @param {string} lesson @param {[string, string][]} steps ids and titles @param {string} current */
    show(lesson, steps, current) {
      const seen = seenSteps(lesson);
      const items = steps.map(([id, title], i) => {
        const name = `${i + 1}. ${title}`;
        const link = h("a", {
          href: `#/${lesson}/${id}`,
          title: name,
          "aria-label": name,
          class: seen.includes(id) ? "seen" : "",
          onclick: (/** @type {MouseEvent} */ event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            go(id);
          },
        });
        if (id === current) link.setAttribute("aria-current", "step");
        return h("li", {}, link);
      });
      host.replaceChildren(h("ol", {}, ...items));
    },
  };
}
