/** What is said when the page itself cannot speak: it needs no library, and stands by before all others. */

import { fetchGood } from "../basics/early.js";
import { preferredLanguage } from "../basics/language.js";

/** Wait for the script of the page, further down, to fail. */
export function standBy() {
  const isMain = (/** @type {any} */ { target }) => target?.src?.endsWith("js/main.js");
  document.addEventListener("error", (event) => isMain(event) && tellBroken(), true);
}

/** A script or library did not come: name the files, and what to do. */
async function tellBroken() {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  const here = new URL(".", document.baseURI).href;
  const missing = entries.filter(({ responseStatus }) => responseStatus >= 400).map(({ name }) => name.replace(here, ""));
  const language = preferredLanguage(new URLSearchParams(location.hash.split("?")[1]).get("lang"));
  const sentences = await (await fetchGood(`lessons/kit/${language}.json`)).json();
  const lines = [sentences["error.page"], ...new Set(missing)].map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    return paragraph;
  });
  const banner = document.createElement("div");
  banner.className = "banner bad";
  banner.setAttribute("role", "alert");
  banner.append(...lines);
  document.querySelector("#view")?.append(banner);
}
