/** Which language to begin with: what the address says, else what the reader chose last time, else what the browser asks for. */

import { recall } from "./memory.js";

export const LANGUAGES = ["en", "zh"];

/** @param {string | null} [asked] what the address says @returns {string} */
export function preferredLanguage(asked) {
  const wishes = [asked, recall("language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wishes.find((wish) => wish && LANGUAGES.includes(wish)) ?? "en";
}
