/**
 * Light or dark: what the system asks for, until the reader says otherwise.
 *
 * The choice is an attribute on the root element; the colours themselves are in the style sheets.
 */

import { createSignal } from "../basics/signal.js";
import { recall, remember } from "../basics/memory.js";

export const THEMES = ["system", "light", "dark"];
export const themeChanged = createSignal();

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = THEMES.includes(recall("theme")) ? recall("theme") : "system";

/** What is shown now: "light" or "dark". */
export const shownTheme = () => (chosen === "system" ? (system.matches ? "dark" : "light") : chosen);

export const getTheme = () => chosen;

function apply() {
  document.documentElement.dataset.theme = shownTheme();
  themeChanged.emit(shownTheme());
}

/** @param {string} theme "system", "light" or "dark" */
export function setTheme(theme) {
  chosen = theme;
  remember("theme", theme);
  apply();
}

/** From light to dark and back. */
export const toggleTheme = () => setTheme(shownTheme() === "dark" ? "light" : "dark");

system.addEventListener("change", apply);
apply();
