/**
 * The first requests of a visit: the few small files that a view needs are asked for before the modules that read them
 * have even arrived. Requests for anything else go straight to the network.
 */

import { preferredLanguage } from "./language.js";

const CATALOGUE = "static/recorded/lessons.json";

/** Where the files of the page lie: in a built site not beside index.html but in the folder of the release. */
const SITE = new URL("../../../", import.meta.url);

/** The address of one of the page's files. @param {string} path */
export const inSite = (path) => new URL(path, SITE).href;

/** @type {Map<string, Promise<Response>>} */
const asked = new Map();

/** A file that may be on its way already; each is handed out once. @param {string} url @returns {Promise<Response>} */
export function fetchEarly(url) {
  const early = asked.get(url);
  asked.delete(url);
  return early ?? fetch(inSite(url));
}

/** An error with a sentence for the reader: a file that the page needs did not come. */
class MissingFile extends Error {
  /** @param {string} file */
  constructor(file) {
    super(`${file} could not be loaded.`);
    this.text = { key: "error.file", values: { file } };
  }
}

/** A file that must be there. @param {string} url @returns {Promise<Response>} */
export async function fetchGood(url) {
  const answer = await fetchEarly(url).catch(() => null);
  if (!answer?.ok) throw new MissingFile(url);
  return answer;
}

/** @param {string} url @param {RequestPriority} [priority] */
function ask(url, priority = "auto") {
  const answer = fetch(inSite(url), { priority });
  answer.catch(() => {}); // whoever wants it is told of the failure
  asked.set(url, answer);
  return answer;
}

/** The lesson, step and language that the address seems to name; nothing is checked yet. */
export function guess() {
  const [, lesson = "", step = "", query = ""] = /^#\/([\w-]*)\/?([\w-]*)\??(.*)/.exec(location.hash) ?? [];
  return { lesson, step, language: preferredLanguage(new URLSearchParams(query).get("lang")) };
}

/** What a lesson shows first, once it is known that there is such a lesson and such a step. @param {any[]} lessons */
function askForLesson(lessons) {
  const { lesson, step } = guess();
  const known = lessons.find(({ id }) => id === lesson);
  if (!known) return;
  const { id } = known.steps.find((/** @type {any} */ one) => one.id === step) ?? known.steps[0];
  ask(`static/recorded/${lesson}/${id}.json`);
  for (const file of known.files) ask(file, "low"); // not wanted before Python is there
}

/** Ask for everything now. */
export async function askEarly() {
  ask(`lessons/kit/${guess().language}.json`);
  ask("lessons/kit/roles.json");
  const answer = await ask(CATALOGUE).catch(() => null);
  if (answer?.ok) askForLesson((await answer.clone().json()).lessons);
}
