/**
 * What the learner has changed, and which of it goes along from step to step.
 *
 * A setting goes along to the steps that show a control for it; where nobody could see it, it must not change what the
 * words speak of. What no step has a control for (points drawn by hand, a network brought along) goes along everywhere.
 * A step that brings its own value for a setting, or has no control for it, has it for itself and remembers it. So it is
 * with one that begins as the language of the page: what it is at the beginning depends on the language at that time.
 */

import { getLanguage } from "../words/i18n.js";

/** @typedef {Record<string, any>} Values */

/** @param {any} one @param {any} other */
export const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

/** The settings of a step before the learner changes any. @param {any} description @param {string} stepId */
export function baseSettings(description, stepId) {
  /** @type {Values} */
  const base = {};
  for (const control of description.controls) if (control.kind !== "action") base[control.name] = control.default;
  return { ...base, ...stepOf(description, stepId).defaults, ...spokenSettings(description, stepId) };
}

/** The setting that begins as the language of the page, in the language of now. @param {any} description @param {string} stepId
 *  @returns {Values} */
export function spokenSettings(description, stepId) {
  const { spoken } = stepOf(description, stepId);
  return spoken ? { [spoken]: getLanguage() } : {};
}

/** @param {any} description @param {string} stepId */
export const stepOf = (description, stepId) =>
  description.steps.find((/** @type {any} */ step) => step.id === stepId) ?? description.steps[0];

/** @param {any} description */
export function createSettings(description) {
  /** @type {Values} */
  let shared = {};
  /** @type {Record<string, Values>} */
  const own = {};

  const visible = new Set(description.steps.flatMap((/** @type {any} */ step) => step.controls));

  /** Whether a setting is the step's own. @param {string} stepId @param {string} name */
  function belongs(stepId, name) {
    const { controls, defaults, spoken } = stepOf(description, stepId);
    return name in defaults || name === spoken || (visible.has(name) && !controls.includes(name));
  }

  return {
    /** What is changed in a step: its own memory and what came along. @param {string} stepId @returns {Values} */
    changed(stepId) {
      const along = Object.entries(shared).filter(([name]) => !belongs(stepId, name));
      return { ...Object.fromEntries(along), ...own[stepId] };
    },
    /** Take over all settings of a frame. @param {string} stepId @param {Values} all */
    keep(stepId, all) {
      const base = baseSettings(description, stepId);
      own[stepId] = {};
      const along = { ...shared };
      for (const [name, value] of Object.entries(all)) {
        const differs = !same(value, base[name]);
        if (belongs(stepId, name)) {
          if (differs) own[stepId][name] = value;
        } else if (differs) along[name] = value;
        else delete along[name];
      }
      shared = along;
    },
    /** Back to the lesson's own values in this step. @param {string} stepId */
    forget(stepId) {
      shared = {};
      own[stepId] = {};
    },
  };
}
