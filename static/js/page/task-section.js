/** Making a teacher's link: which controls of this step are shown, which are locked, and a goal in words of one's own. */

import { stateAddress } from "./app.js";
import { copyRow, fromDisk, here } from "./copy.js";
import { section } from "./section.js";
import { FIGURES, LONGEST_GOAL, writeTask } from "./task.js";
import { currentLesson, stepDescription } from "../engine/session.js";
import { h } from "../words/dom.js";

/** Kinds that a learner changes in the row of controls. */
const SHOWN = ["slider", "integer", "choice", "toggle", "seed", "text", "action"];

/** @typedef {{name: string, inputs: HTMLInputElement[], cells: HTMLElement[]}} Row */

export function makeTaskSection() {
  const known = currentLesson().controls.filter((/** @type {any} */ { name, kind }) => stepDescription().controls.includes(name) && SHOWN.includes(kind));
  /** @type {Row[]} */
  const rows = known.map((/** @type {any} */ control) => makeRow(control));
  const figures = makeRow({ name: FIGURES, label: "task.figures" }, ["shown"]);
  const goal = h("textarea", { rows: 2, maxLength: LONGEST_GOAL, id: "task-goal", oninput: update });
  const link = copyRow("task.link");
  const table = h("div", { class: "task-controls" }, h("span", {}), h("span", { class: "quiet", say: "task.shown" }), h("span", { class: "quiet", say: "task.lock" }), ...[...rows, figures].flatMap(({ cells }) => cells));
  for (const { inputs } of [...rows, figures]) for (const input of inputs) input.addEventListener("change", update);

  function update() {
    const all = [...rows, figures];
    const shown = all.filter(({ inputs }) => inputs[0].checked).map(({ name }) => name);
    const lock = rows.filter(({ inputs }) => inputs[1].checked).map(({ name }) => name);
    const search = writeTask({ only: shown.length === all.length ? null : shown, lock, goal: goal.value.trim() });
    link.show(new URL(search + stateAddress(), here()).href);
  }

  update();
  return section("task.title", h("p", { class: "quiet", say: "task.why" }),
    h("div", { class: "task-form" }, rows.length > 0 && table, h("label", { for: "task-goal", say: "task.goal_words" }), goal, link.element, fromDisk && h("p", { class: "quiet", say: "share.only_here" })));
}

/** @param {any} control @param {string[]} [questions] @returns {Row} */
function makeRow({ name, label }, questions = ["shown", "lock"]) {
  const inputs = questions.map((what) => h("input", { type: "checkbox", id: `task-${what}-${name}`, checked: what === "shown", sayLabel: { key: `task.${what}_of`, values: { name: label } } }));
  return { name, inputs, cells: [h("label", { for: `task-shown-${name}`, say: label }), ...inputs, ...(questions.length < 2 ? [h("span", {})] : [])] };
}
