/**
 * Words without a language become words.
 *
 * Python sends a `Text`: the key of a sentence, alone or with the values that go into it. Here the sentence is looked up
 * and its slots `{name}` or `{name:.3f}` are filled. `lessons/kit/text.py` is the twin of this file.
 */

import { format as formatOf } from "../basics/format.js";

/** @typedef {string | number | {key: string, values?: Record<string, any>}} Text a number stands for itself */
/** @typedef {(key: string) => string | undefined} Lookup */

/** A refusal is a sentence and may begin with a name, which is written small in other places; a variable (x₁) stays small. */
const FIRST_WORD = /^[a-z](?=[a-z])/;
const SLOT = /\{(\w+)(?::([^{}]*))?\}/g;

/**
 * The words of a text; a key that has no sentence stands for itself.
 * @param {Text} text @param {Lookup} lookup @returns {string}
 */
export function resolve(text, lookup) {
  if (typeof text === "string") return lookup(text) ?? text;
  if (typeof text === "number") return number(text);
  const template = lookup(text.key) ?? text.key;
  const filled = template.replace(SLOT, (_, name, style) => fill(text.values?.[name], style, lookup));
  return text.key.startsWith("refusal.") ? filled.replace(FIRST_WORD, (letter) => letter.toUpperCase()) : filled;
}

/** @param {any} value @param {string | undefined} style @param {Lookup} lookup @returns {string} */
function fill(value, style, lookup) {
  if (value && typeof value === "object") return resolve(value, lookup);
  if (typeof value === "string") return lookup(value) ?? value;
  return number(value, style);
}

/** @type {Map<string, (value: number) => string>} */
const formats = new Map();

const TOO_LONG = 1e7;
const GENERAL = /^\+?\.([1-9]\d*)g$/;

/**
 * A number as a reader sees it: four significant digits unless `style` (a format specification) says otherwise, or so
 * large that nobody would read its digits.
 * @param {number | boolean | null | undefined} value @param {string} [style] @returns {string}
 */
export function number(value, style) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const real = Number(value);
  if (!Number.isFinite(real)) return real > 0 ? "∞" : "−∞";
  if (!style) return Number.isInteger(real) && Math.abs(real) < 1e5 ? printed(String(real)) : general(real);
  const significant = GENERAL.exec(style);
  if (significant || (style.endsWith("f") && Math.abs(real) >= TOO_LONG)) {
    return (style.includes("+") && real >= 0 ? "+" : "") + general(real, Number(significant?.[1] ?? 4));
  }
  let format = formats.get(style);
  if (!format) formats.set(style, (format = formatOf(style)));
  return printed(format(real));
}

/** The number that somebody typed, also with a decimal comma or in the full-width signs of a Chinese keyboard (１．５, －2);
 *  NaN if it is none. @param {string} typed */
export const typedNumber = (typed) => Number(typed.normalize("NFKC").replace("−", "-").replace(/[,。]/, ".").trim() || NaN);

/** Python's `g`, with so many digits at most; d3's pads with zeros. @param {number} value @param {number} [most] */
function general(value, most = 4) {
  const [digits, exponent] = value.toExponential(most - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < most) return printed(trim(value.toFixed(Math.max(0, most - 1 - power))));
  return printed(`${trim(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`);
}

/** @param {string} digits */
const trim = (digits) => (digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits);

/** A true minus sign, and no exponent that only a computer would write. @param {string} digits */
const printed = (digits) => {
  if (/^[-−]0$/.test(digits)) return "0";
  return (/e[+−-]?\d+$/.test(digits) ? scientific(digits) : digits).replace("-", "−");
};

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A power of ten as it is printed in a book: 10⁻³.
 * @param {number} exponent
 */
export function powerOfTen(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** A number with an exponent as it is printed in a book: 1.5·10⁶. @param {string} text such as 1.5e+6 */
export function scientific(text) {
  const [mantissa, exponent] = text.split("e");
  const power = powerOfTen(Number(exponent.replace("−", "-")));
  return /^[+−-]?1$/.test(mantissa) ? mantissa.slice(0, -1) + power : `${mantissa}·${power}`;
}
