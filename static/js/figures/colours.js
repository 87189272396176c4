/** Colours by role as lookup tables for canvas; words/roles.js gives the same colours to prose and formulas. */
import d3 from "../basics/d3.js";

/** @typedef {import("../words/roles.js").Theme} Theme */
/** @typedef {import("../words/roles.js").Roles} Roles */

/** Colours in one scale's table; a power of two, so that an index is a shift away. */
export const RAMP_SIZE = 256;

/** @returns {Theme} the theme the page shows now */
export function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * @typedef {Object} Ramp a colour scale as tables of RAMP_SIZE entries
 * @property {string[]} css
 * @property {Uint8ClampedArray} rgba red, green, blue, opacity, red, …
 * @property {Uint32Array} pixels the same, a pixel of a canvas each
 */

/**
 * @param {string[]} colours
 * @returns {Ramp}
 */
function makeRamp(colours) {
  // Lab keeps equal steps of the value equal steps of lightness, so that no false edge appears.
  const mix = d3.piecewise(d3.interpolateLab, colours);
  const rgba = new Uint8ClampedArray(RAMP_SIZE * 4);
  const css = d3.range(RAMP_SIZE).map((i) => {
    const colour = d3.rgb(mix(i / (RAMP_SIZE - 1)));
    rgba.set([colour.r, colour.g, colour.b, 255], i * 4);
    return colour.formatHex();
  });
  return { css, rgba, pixels: new Uint32Array(rgba.buffer) };
}

/** @type {Map<string, Ramp>} every figure shares one table a scale and theme */
const ramps = new Map();

/**
 * @typedef {Object} Palette the colours of one figure in one theme
 * @property {Theme} theme
 * @property {string} ink
 * @property {string} paper
 * @property {string} quiet secondary text
 * @property {string} grid hairlines
 * @property {string} accent focus and crosshair
 * @property {(role: string|undefined) => string} role
 * @property {(role: string|undefined) => string} scale the name of a role's scale: its own, else the loss scale
 * @property {(role: string|undefined) => Ramp} ramp of a mark's role
 */

/**
 * Read the palette that holds for an element (its custom properties) and the theme of the page.
 * @param {Roles} roles
 * @param {Element} element
 * @returns {Palette}
 */
export function createPalette(roles, element) {
  const theme = currentTheme();
  const style = getComputedStyle(element);
  /** @param {string} name @param {string} otherwise */
  const property = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const scale = (/** @type {string|undefined} */ role) => (role && roles.scales[role] ? role : "loss");
  const ink = property("--figure-ink", theme === "dark" ? "#e8ebf0" : "#1d2129");
  return {
    theme,
    ink,
    paper: property("--figure-paper", theme === "dark" ? "#16181d" : "#ffffff"),
    quiet: property("--figure-quiet", theme === "dark" ? "#a3acb8" : "#59616c"),
    grid: property("--figure-grid", theme === "dark" ? "#2b3038" : "#e7e9ec"),
    accent: property("--figure-accent", theme === "dark" ? "#93adff" : "#2f4fb0"),
    role: (role) => (role && roles.roles[role]?.[theme]) || ink,
    scale,
    ramp: (role) => rampOf(roles, scale(role), theme),
  };
}

/**
 * @param {Roles} roles
 * @param {string} name
 * @param {Theme} theme
 */
function rampOf(roles, name, theme) {
  const colours = roles.scales[name][theme];
  const key = colours.join();
  let ramp = ramps.get(key);
  if (!ramp) ramps.set(key, (ramp = makeRamp(colours)));
  return ramp;
}
