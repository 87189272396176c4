/**
 * What this browser keeps between visits: language, theme, speed, and which steps were seen. It never leaves the
 * browser; where storage is forbidden the page works the same and forgets.
 */

const PREFIX = "nnviz.";

/** Asked for each time: where storage is forbidden, even its name throws. */
const browser = () => localStorage;
const tab = () => sessionStorage;

/** @param {string} key @returns {any} */
export const recall = (key) => read(browser, key);

/** @param {string} key @param {any} value */
export const remember = (key, value) => write(browser, key, value);

/** What holds in this tab only, and survives that it is loaded anew. @param {string} key @returns {any} */
export const recallInTab = (key) => read(tab, key);

/** @param {string} key @param {any} value */
export const rememberInTab = (key, value) => write(tab, key, value);

/** Whether the page was loaded anew, so that what its tab remembers is of this very visit. */
export const loadedAnew = () => {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return visit?.type === "reload";
};

/** @param {() => Storage} storage @param {string} key @returns {any} */
function read(storage, key) {
  try {
    return JSON.parse(storage().getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {() => Storage} storage @param {string} key @param {any} value */
function write(storage, key, value) {
  try {
    storage().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage is forbidden or full: a visit without a memory is still a visit.
  }
}
