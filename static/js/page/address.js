/**
 * The address says everything: `#/gradient-descent/run?learning_rate=0.05&t=120&lang=zh`.
 *
 * Only settings that differ from the step's own are listed. What is read from an address is checked against the
 * controls of the lesson; what does not fit is left out or brought to the nearest good value, and said in a sentence.
 */

import { LANGUAGES } from "../basics/language.js";

/** @typedef {import("../words/text.js").Text} Text */
/** @typedef {{lesson: string | null, step: string | null, query: [string, string][]}} Raw */
/** @typedef {{t: number, changes: Record<string, any>}} Branch */
/**
 * @typedef {{lesson: string | null, step: string, settings: Record<string, any>, t: number, beat: number,
 *   branches: Branch[], given: string | null, complaints: Text[]}} Place
 */

/** What an address may ask for where settings decide how many beats there are; the engine knows the number. */
const MOST_BEATS = 9999;
const RESERVED = ["t", "beat", "lang", "branch", "state"];

/** The parts of an address, unchecked. @param {string} hash @returns {Raw} */
export function splitAddress(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [lesson, step] = path.split("/").map(decode);
  return { lesson: lesson || null, step: step || null, query: [...new URLSearchParams(query)] };
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The language that an address asks for. @param {Raw} raw */
export const askedLanguage = (raw) => raw.query.find(([name]) => name === "lang")?.[1] ?? null;

/**
 * The nearest good state to an address, with a complaint for all that was wrong in it.
 * @param {Raw} raw @param {any} description the lesson as the engine describes it @returns {Place}
 */
export function readAddress(raw, description) {
  /** @type {Text[]} */
  const complaints = [];
  let step = description.steps.find((/** @type {any} */ one) => one.id === raw.step);
  if (!step) {
    step = description.steps[0];
    if (raw.step) complaints.push({ key: "address.no_step", values: { step: raw.step } });
  }
  const place = { lesson: raw.lesson, step: step.id, settings: {}, t: 0, beat: 0, branches: [], given: null, complaints };
  for (const [name, value] of raw.query) readPart(place, step, description, name, value);
  return place;
}

/** @param {any} place @param {any} step @param {any} description @param {string} name @param {string} value */
function readPart(place, step, description, name, value) {
  const { complaints } = place;
  if (name === "lang") {
    if (!LANGUAGES.includes(value)) complaints.push({ key: "address.no_language", values: { value, languages: LANGUAGES.join(", ") } });
    return;
  }
  if (name === "t") place.t = readCount(value, step.length, "t", complaints);
  else if (name === "beat") place.beat = readCount(value, step.beats_vary ? MOST_BEATS : Math.max(0, step.beats - 1), "beat", complaints);
  else if (name === "branch") readBranch(place, step, description, value);
  else if (name === "state") place.given = value; // Python reads it, or refuses it
  else readSetting(place.settings, description, name, value, complaints);
}

/** @param {string} value @param {number} most @param {string} name @param {Text[]} complaints */
function readCount(value, most, name, complaints) {
  const count = Number(value);
  const good = Number.isFinite(count) ? Math.min(Math.max(Math.round(count), 0), most) : 0;
  if (good !== count) complaints.push({ key: most ? "address.bad_count" : "address.no_count", values: { name, value, good, most } });
  return good;
}

/** @param {any} place @param {any} step @param {any} description @param {string} text */
function readBranch(place, step, description, text) {
  const [at, ...parts] = text.split("~");
  /** @type {Branch} */
  const branch = { t: readCount(at, step.length, "branch", place.complaints), changes: {} };
  for (const part of parts) {
    const [name, ...rest] = part.split("=");
    readSetting(branch.changes, description, name, rest.join("="), place.complaints);
  }
  if (Object.keys(branch.changes).length) place.branches.push(branch);
}

/** @param {Record<string, any>} settings @param {any} description @param {string} name @param {string} text
 *  @param {Text[]} complaints */
function readSetting(settings, description, name, text, complaints) {
  const control = description.controls.find((/** @type {any} */ one) => one.name === name);
  if (!control || control.kind === "action") {
    complaints.push({ key: "address.no_setting", values: { name } });
    return;
  }
  const read = parseValue(control, text);
  if (read.value !== undefined) settings[name] = read.value;
  const key = read.value === undefined ? "address.left_out" : "address.bad_value";
  if (read.bad) complaints.push({ key, values: { name: control.label, value: text.slice(0, 40) } });
}

/**
 * A value as written in an address; `bad` when it had to be changed or left out.
 * @param {any} control @param {string} text @returns {{value?: any, bad?: boolean}}
 */
export function parseValue(control, text) {
  if (control.kind === "toggle") return text === "1" || text === "0" ? { value: text === "1" } : { bad: true };
  if (control.kind === "choice") {
    const option = control.marked ? text.replace(/:[a-z0-9]{1,16}$/i, "") : text; // "own:3f9c" is one of the kind "own"
    return control.options.some((/** @type {any} */ { value }) => value === text || (value === option && value === control.marked)) ? { value: text } : { bad: true };
  }
  if (control.kind === "pairs" || control.shape === "pairs") return parsePairs(control, text);
  if (control.kind === "text") return text.length <= control.most ? { value: text } : { bad: true };
  if (control.kind === "packed") return /^[\w-]*$/.test(text) && text.length <= control.most ? { value: text } : { bad: true };
  const number = numberIn(text);
  if (!Number.isFinite(number)) return { bad: true };
  const whole = control.kind === "integer" || control.kind === "seed" ? Math.round(number) : number;
  const value = Math.min(Math.max(whole, control.low ?? -Infinity), control.high ?? Infinity);
  return { value, bad: value !== number };
}

/** What is left out is no number, and no zero. @param {string} text */
const numberIn = (text) => (text.trim() === "" ? NaN : Number(text));

/** Rows of numbers within the control's range; the first few of each may be counts (`t` and places) instead.
 *  @param {any} control @param {string} text */
function parsePairs(control, text) {
  const pairs = text === "" ? [] : text.split(";").map((pair) => pair.split(",").map(numberIn));
  const inside = (/** @type {number} */ number, /** @type {number} */ i) =>
    i < (control.counts ?? 0)
      ? Number.isInteger(number) && number >= 0
      : Number.isFinite(number) && number >= (control.low ?? -Infinity) && number <= (control.high ?? Infinity);
  const good =
    pairs.every((pair) => pair.length === (control.width ?? 2) && pair.every(inside)) &&
    pairs.length >= (control.least ?? 0) &&
    pairs.length <= (control.most ?? Infinity);
  return good ? { value: pairs } : { bad: true };
}

/** A value as it is written in an address. @param {any} value @returns {string} */
export function writeValue(value) {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Array.isArray(value)) return value.map((pair) => pair.join(",")).join(";");
  return String(value);
}

/**
 * The address of a state.
 * @param {{lesson: string, step: string, settings?: Record<string, any>, t?: number, beat?: number,
 *   branches?: Branch[], given?: string | null, lang?: string | null}} place @returns {string}
 */
export function writeAddress({ lesson, step, settings = {}, t = 0, beat = 0, branches = [], given = null, lang }) {
  const parts = Object.entries(settings).map(([name, value]) => pair(name, writeValue(value)));
  if (t) parts.push(pair("t", String(t)));
  if (beat) parts.push(pair("beat", String(beat)));
  for (const { t: at, changes } of branches) {
    const changed = Object.entries(changes).map(([name, value]) => `~${name}=${writeValue(value)}`);
    parts.push(pair("branch", `${at}${changed.join("")}`));
  }
  if (given) parts.push(pair("state", given));
  if (lang) parts.push(pair("lang", lang));
  return `#/${lesson}/${step}${parts.length ? `?${parts.join("&")}` : ""}`;
}

/** Commas, semicolons and tildes stay readable. @param {string} name @param {string} value */
const pair = (name, value) =>
  `${name}=${encodeURIComponent(value).replace(/%(2C|3B|3D|7E)/g, (code) => decodeURIComponent(code))}`;

export { RESERVED };
