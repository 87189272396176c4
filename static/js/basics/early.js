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

/** The folder of a lesson, from its id. @param {string} lesson */
export const folderOf = (lesson) => `lessons/${lesson.replaceAll("-", "_")}`;

/** The words of a lesson in one language. @param {string} lesson @param {string} language */
export const wordsFile = (lesson, language) => `${folderOf(lesson)}/${language}.md`;

/**
 * Ask for what every view needs, and for what the lesson in the address shows first.
 * @returns {Promise<boolean>} whether there is such a lesson
 */
export async function askEarly() {
  const { lesson, step, language } = guess();
  const catalogue = ask(CATALOGUE).then((answer) => answer.clone().json());
  ask(`lessons/kit/${language}.json`);
  ask("lessons/kit/roles.json");
  const known = (await catalogue).lessons.find((/** @type {any} */ { id }) => id === lesson);
  if (!known) return false;
  ask(wordsFile(lesson, language));
  const { id: shown } = known.steps.find((/** @type {any} */ { id }) => id === step) ?? known.steps[0];
  ask(`static/recorded/${lesson}/${shown}.json`);
  filesOfLesson = known.files;
  return true;
}

/** What Python needs for the lesson in the address. @type {string[]} */
let filesOfLesson = [];

/** Ask for that, which is wanted a little later. */
export const askForFiles = () => filesOfLesson.forEach((file) => ask(file, "low"));

/** Nobody waits longer for the first words. */
const PATIENCE = 600;
let shown = () => {};
/** Resolves when the first words are on screen, and what is heavy for the processor begins. @type {Promise<void>} */
export const afterWords = new Promise((resolve) => (shown = resolve));
/** They are, or there are none. */
export const tellWordsShown = () => shown();
setTimeout(tellWordsShown, PATIENCE);
