/**
 * The controls of a step, made from their declarations.
 *
 * Each kind is one entry of a table that makes its element and a function that shows a value. A value that does not fit
 * is refused in a sentence beside the control, and the last good value stays.
 */

import { h, stand } from "../words/dom.js";
import { typedNumber } from "../words/text.js";
import { has } from "../words/i18n.js";
import { icon } from "./icons.js";
import { makeSlider } from "./slider.js";
import { frameControl } from "./widget.js";

/** @typedef {import("./widget.js").Widget} Widget */
/** @typedef {import("./widget.js").Hands} Hands */

/** @type {Record<string, (control: any, hands: Hands) => Widget>} */
const KINDS = { slider: makeSlider, integer: makeSlider, choice: makeChoice, toggle: makeToggle, seed: makeSeed, text: makeWriting, action: makeAction };

/**
 * @param {HTMLElement} host
 * @param {Hands} hands
 */
export function createControls(host, hands) {
  /** @type {Map<string, Widget>} */
  let widgets = new Map();
  let shown = "";
  /** The settings that are shown. @type {Record<string, any>} */
  let last = {};

  /** Make the widgets of a step. @param {any} description @param {any} step */
  function build(description, step) {
    const controls = step.controls
      .map((/** @type {string} */ name) => description.controls.find((/** @type {any} */ one) => one.name === name))
      .filter((/** @type {any} */ control) => control && control.kind in KINDS)
      .map((/** @type {any} */ control) => ({ ...control, label: labelIn(step, control.label), ...offeredIn(step, control) }));
    const names = `${description.id}/${step.id}`;
    if (names === shown) return;
    shown = names;
    widgets = new Map(controls.map((/** @type {any} */ control) => [control.name, KINDS[control.kind](control, watched(control))]));
    const elements = (/** @type {string[]} */ names) => names.flatMap((name) => widgets.get(name)?.element ?? []);
    const groups = /** @type {[any, string[]][]} */ (step.groups ?? []);
    const grouped = new Set(groups.flatMap(([, names]) => names));
    const loose = elements([...widgets.keys()].filter((name) => !grouped.has(name)));
    const first = groups.length && loose.length ? [h("div", { class: "group-body first" }, ...loose)] : loose;
    host.replaceChildren(...first, ...groups.map(([label, names]) => makeGroup(label, elements(names))));
    host.hidden = widgets.size === 0;
  }

  /** A value that was refused gives way to the good one, and the refusal is said. @param {string} name @param {any} text */
  function refuse(name, text) {
    if (name in last) widgets.get(name)?.show(last[name]);
    widgets.get(name)?.refuse(text);
  }

  /** Hands whose refusals are shown beside the control. @param {any} control @returns {Hands} */
  function watched(control) {
    const guarded = (/** @type {Promise<any>} */ wish) =>
      wish.then(
        () => widgets.get(control.name)?.refuse(null),
        (error) => refuse(control.name, error.text ?? "error.unknown"),
      );
    return {
      set: (name, value, more) => guarded(hands.set(name, value, more)),
      act: (name) => guarded(hands.act(name)),
    };
  }

  return {
    build,
    /** @param {Record<string, any>} settings @param {string[]} disabled @param {string[]} absent not shown at all
     *  @param {Record<string, number>} limits of controls that do not reach as far as they could */
    show(settings, disabled, absent = [], limits = {}) {
      last = settings;
      for (const [name, widget] of widgets) {
        if (name in limits) widget.limit?.(limits[name]);
        if (name in settings) widget.show(settings[name]);
        widget.disable(disabled.includes(name));
        widget.element.hidden = absent.includes(name);
      }
    },
  };
}

/** Where no time passes, a control may have a name of its own: `weight w` rather than `weight w (at the start)`.
 *  @param {any} step @param {any} label */
const labelIn = (step, label) => (step.length === 0 && has(`${label}.still`) ? `${label}.still` : label);

/** Of a choice only the options that make sense in this step. @param {any} step @param {any} control */
const offeredIn = ({ offers }, { name, options }) =>
  offers?.[name] ? { options: options.filter((/** @type {any} */ { value }) => offers[name].includes(value)) } : {};

/** Where a lesson's figures and all of its grouped controls are seen at once. */
const roomy = matchMedia("(min-width: 901px) and (min-height: 1100px)");

/** Controls that belong together, under a heading that folds them away; in a small window they begin folded.
 *  @param {any} label @param {HTMLElement[]} elements */
function makeGroup(label, elements) {
  const body = h("div", { class: "group-body", role: "group", sayLabel: label }, ...elements);
  const heading = h("summary", { say: label });
  const group = h("details", { class: "group", open: roomy.matches }, heading, body);
  group.addEventListener("toggle", () => heading === document.activeElement && group.scrollIntoView({ block: "nearest" }));
  return group;
}

/** A choice of few is a row of buttons, of many a menu. @param {any} control @param {Hands} hands @returns {Widget} */
function makeChoice(control, hands) {
  if (control.options.length > 3) return makeMenu(control, hands);
  const inputs = control.options.map((/** @type {any} */ option, /** @type {number} */ index) =>
    h("input", {
      type: "radio",
      name: `control-${control.name}`,
      id: `control-${control.name}${index ? `-${index}` : ""}`,
      value: option.value,
      onchange: () => hands.set(control.name, option.value),
    }),
  );
  const labels = control.options.map((/** @type {any} */ option, /** @type {number} */ index) =>
    h("label", {}, inputs[index], h("span", { say: option.label })),
  );
  const group = h("div", { class: "segments", role: "radiogroup", sayLabel: control.label }, ...labels);
  return {
    ...frameControl(control, group),
    show(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/** @param {any} control @param {Hands} hands @returns {Widget} */
function makeMenu(control, hands) {
  const options = control.options.map((/** @type {any} */ option) => h("option", { value: option.value, say: option.label }));
  const select = h("select", { id: `control-${control.name}`, onchange: () => choose(select.value) }, ...options);
  let shown = "";
  function choose(/** @type {string} */ option) {
    if (option === control.marked) select.value = shown; // which one of its kind is yet to be said
    hands.set(control.name, option);
  }
  return {
    ...frameControl(control, select),
    show: (value) => stand(select, (shown = control.marked && value.startsWith(`${control.marked}:`) ? control.marked : value)),
  };
}

/** @param {any} control @param {Hands} hands @returns {Widget} */
function makeToggle(control, hands) {
  const input = h("input", {
    type: "checkbox",
    role: "switch",
    id: `control-${control.name}`,
    onchange: () => hands.set(control.name, input.checked),
  });
  return { ...frameControl(control, input), show: (value) => void (input.checked = value) };
}

/** @param {any} control @param {Hands} hands @returns {Widget} */
function makeSeed(control, hands) {
  const field = h("input", {
    type: "text",
    inputMode: "numeric",
    id: `control-${control.name}`,
    onchange: () => submit(),
  });
  const roll = () => hands.set(control.name, Math.floor(Math.random() * 100000));
  const dice = h("button", { type: "button", class: "tool", sayTitle: "control.roll", sayLabel: "control.roll", onclick: roll }, icon("dice"));
  const parts = frameControl(control, field, dice);
  let last = "";
  function submit() {
    const value = typedNumber(field.value);
    if (Number.isInteger(value) && value >= 0 && value <= control.high) return hands.set(control.name, value);
    parts.refuse({ key: "refusal.seed", values: { value: field.value, high: String(control.high) } });
    field.value = last;
  }
  return {
    ...parts,
    show(value) {
      last = String(value);
      if (document.activeElement !== field) field.value = last;
    },
  };
}

/** A line to write in; it counts when Enter is pressed or the line is left. @param {any} control @param {Hands} hands @returns {Widget} */
function makeWriting(control, hands) {
  const field = h("input", {
    type: "text",
    maxLength: control.most,
    autocomplete: "off",
    id: `control-${control.name}`,
    onchange: () => hands.set(control.name, field.value),
  });
  return {
    ...frameControl(control, field),
    show(value) {
      if (document.activeElement !== field) field.value = value;
    },
  };
}

/** @param {any} control @param {Hands} hands @returns {Widget} */
function makeAction(control, hands) {
  const button = h("button", {
    type: "button",
    class: "button",
    say: control.label,
    onclick: () => hands.act(control.gesture ?? control.name),
  });
  const parts = frameControl(control, button);
  parts.element.querySelector(".control-name")?.remove();
  return { ...parts, show() {} };
}
