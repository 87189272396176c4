/** What the site holds for Python: where the runtime lies, and which files of our own it needs. */

export const SITE = new URL("../../../", import.meta.url);

/** The runtime's folder, which carries its version. */
export const PYODIDE = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;
/** Python's own library and the list of packages, in that folder. */
export const [LIBRARY, LOCK] = ["python_stdlib.zip", "pyodide-lock.json"];

/** How a server offers a snapshot of its own making, and tells which edition of our files it has, with pyscript.toml. */
const [OFFER, EDITION] = ["Nnviz-Snapshot", "Nnviz-Edition"];
/** A built site has the name of its release in every address. */
const RELEASE = /\/([0-9a-f]{12})\/$/.exec(SITE.pathname)?.[1] ?? null;

/** @typedef {{toml: string, paths: string[], offer: string | null, edition: string | null}} Listing the text of pyscript.toml
 *  ("": it did not come), our own Python files that the engine needs before any lesson, as it lists them (paths in the site),
 *  what the server offers, and a name for our files as they are now, if anybody tells it */

/** What pyscript.toml says. @returns {Promise<Listing>} */
export async function listed() {
  const answer = await fetch(new URL("pyscript.toml", SITE)).catch(() => null);
  const toml = answer?.ok ? await answer.text() : "";
  const said = (/** @type {string} */ header) => answer?.headers.get(header) ?? null;
  return { toml, paths: pathsIn(toml), offer: said(OFFER), edition: said(EDITION) ?? RELEASE };
}

/** Of our files in the snapshot that a server offers, the edition. @param {string} offer */
export const editionOf = (offer) => /-(\w+)\.bin$/.exec(offer)?.[1] ?? null;

/** @param {string} toml the text of pyscript.toml */
export function pathsIn(toml) {
  const [, list = ""] = toml.split("[files]");
  return [...list.matchAll(/^"\.\/([^"]+)"\s*=/gm)].map(([, path]) => path);
}

/** Which lessons there are, and which files each needs. */
export const CATALOGUE = "static/recorded/lessons.json";

/** All lessons, and all their files. @param {{lessons: {id: string, files: string[]}[]}} catalogue */
export const filesOf = ({ lessons }) => ({ ids: lessons.map(({ id }) => id), files: [...new Set(lessons.flatMap(({ files }) => files))] });
