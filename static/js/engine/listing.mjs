/** What the site holds for Python: where the runtime lies, and which files of our own it needs. */

export const SITE = new URL("../../../", import.meta.url);

/** The runtime's folder, which carries its version. */
export const PYODIDE = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;
/** Python's own library and the list of packages, in that folder. */
export const [LIBRARY, LOCK] = ["python_stdlib.zip", "pyodide-lock.json"];

/** How a server offers a snapshot of its own making, with pyscript.toml. */
const OFFER = "Nnviz-Snapshot";

/** @type {Promise<{toml: string, paths: string[], offer: string | null}> | null} */
let asked = null;

/**
 * What pyscript.toml says, asked for once: its text, our own Python files that the engine needs before any lesson, as it
 * lists them (paths in the site), and what the server offers.
 */
export const listed = () => (asked ??= askForList());

async function askForList() {
  const answer = await fetch(new URL("pyscript.toml", SITE)).catch(() => null);
  const toml = answer?.ok ? await answer.text() : "";
  return { toml, paths: pathsIn(toml), offer: answer?.headers.get(OFFER) ?? null };
}

/** @param {string} toml the text of pyscript.toml */
export function pathsIn(toml) {
  const [, list = ""] = toml.split("[files]");
  return [...list.matchAll(/^"\.\/([^"]+)"\s*=/gm)].map(([, path]) => path);
}

/** Which lessons there are, and which files each needs. */
export const CATALOGUE = "static/recorded/lessons.json";

/** All lessons, and all their files. @param {{lessons: {id: string, files: string[]}[]}} catalogue */
export const filesOf = ({ lessons }) => ({ ids: lessons.map(({ id }) => id), files: [...new Set(lessons.flatMap(({ files }) => files))] });
