/**
 * What this browser keeps between visits: language, theme, speed, and which steps were seen. It never leaves the
 * browser; where storage is forbidden the page works the same and forgets.
 */

const PREFIX = "nnviz.";

/** @param {string} key @returns {any} */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value */
export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage is forbidden or full: a visit without a memory is still a visit.
  }
}
