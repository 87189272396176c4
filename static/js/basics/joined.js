/**
 * What holds our modules together where they travel joined in a few files (`tools/joined.py` puts this at the head of the
 * first): each is a function, run when another first uses it, as a browser would run the module.
 */

/** What the modules that ran export, by their paths in the site. @type {Record<string, any>} */
const exported = {};
/** Modules that have not been used yet. @type {Record<string, () => any>} */
const modules = {};
/** Libraries, which travel by themselves. @type {Record<string, () => Promise<any>>} */
const libraries = {};
/** The libraries that a module and all that it imports cannot begin without. @type {Record<string, string[]>} */
const needs = {};

/** @param {string} path */
const use = (path) => (exported[path] ??= modules[path]());

/** @param {string} path of a library */
const bring = async (path) => (exported[path] ??= await libraries[path]());

/** What `import()` of a path gives. @param {string} path */
async function later(path) {
  await Promise.all((needs[path] ?? []).map(bring));
  return path in libraries ? bring(path) : use(path);
}

/** The address of a module, had it travelled by itself. @param {string} path */
const at = (path) => new URL(`../../${path}`, import.meta.url).href;

export const joined = { exported, modules, libraries, needs, use, later, at };
