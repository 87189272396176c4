/** Style sheets of what is not there at first, fetched together with its code. */

/** @type {Map<string, Promise<void>>} */
const brought = new Map();

/** Resolves when the sheet holds; without it the page is plainer but whole. @param {string} name in static/css */
export function bringStyle(name) {
  const known = brought.get(name);
  if (known) return known;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../../css/${name}.css`, import.meta.url).href;
  const there = /** @type {Promise<void>} */ (new Promise((resolve) => (link.onload = link.onerror = () => resolve())));
  brought.set(name, there);
  document.head.append(link);
  return there;
}
