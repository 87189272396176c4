/** Style sheets of what is not there at first, fetched together with its code. */

import { onceEach } from "../basics/early.js";

const bring = onceEach((name) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../../css/${name}.css`, import.meta.url).href;
  document.head.append(link);
  return new Promise((resolve, reject) => Object.assign(link, { onload: resolve, onerror: reject })).catch((error) => {
    link.remove();
    throw error;
  });
});

/** Resolves when the sheet holds; without it the page is plainer but whole. @param {string} name in static/css
 *  @returns {Promise<unknown>} */
export const bringStyle = (name) => bring(name).catch(() => {});
