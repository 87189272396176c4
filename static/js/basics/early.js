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

/**
 * A question that is asked once for each key; what failed is asked again the next time.
 * @template T @param {(key: string) => Promise<T>} make @returns {(key: string) => Promise<T>}
 */
export function onceEach(make) {
  /** @type {Map<string, Promise<T>>} */
  const made = new Map();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    known.catch(() => made.delete(key));
    return known;
  };
}

/** The same for the one question without a key. @template T @param {() => Promise<T>} make @returns {() => Promise<T>} */
export function once(make) {
  const each = onceEach(make);
  return () => each("");
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

/** Ask for what every view needs. */
export function askEarly() {
  ask(`lessons/kit/${guess().language}.json`);
  ask("lessons/kit/roles.json");
  ask(CATALOGUE);
}

/** What a lesson shows after its words. @param {any} lesson its description @param {string} step the one that is asked for */
export function askForLesson({ id, steps, files }, step) {
  const { id: shown } = steps.find((/** @type {any} */ one) => one.id === step) ?? steps[0];
  ask(`static/recorded/${id}/${shown}.json`);
  for (const file of files) ask(file, "low"); // not wanted before Python is there
}

/** Nobody waits longer for the first words. */
const PATIENCE = 600;
/** The first words are on screen, or there are none. */
export let tellWordsShown = () => {};
/** Resolves then, and what is heavy for the processor begins. @type {Promise<void>} */
export const afterWords = new Promise((resolve) => (tellWordsShown = resolve));
setTimeout(tellWordsShown, PATIENCE);
