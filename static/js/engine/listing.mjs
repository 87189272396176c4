/** What the site holds for Python: where the runtime lies, and which files of our own it needs. */

export const SITE = new URL("../../../", import.meta.url);

/** The runtime's folder, which carries its version. */
export const PYODIDE = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;

/** How a server offers a snapshot of its own making, with pyscript.toml. */
const OFFER = "Nnviz-Snapshot";

/**
 * Our own Python files that the engine needs before any lesson, as pyscript.toml lists them, and what the server offers.
 * @returns {Promise<{paths: string[], offer: string | null}>} paths in the site
 */
export async function listed() {
  const answer = await fetch(new URL("pyscript.toml", SITE)).catch(() => null);
  if (!answer?.ok) return { paths: [], offer: null }; // PyScript will say what is missing
  return { paths: pathsIn(await answer.text()), offer: answer.headers.get(OFFER) };
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
