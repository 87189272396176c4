/**
 * Making a memory snapshot: Python's memory just after NumPy and our own modules were imported, so that a later start
 * lays it back instead of doing all that again (`snapshot.mjs`). Runs in a worker of a browser that is idle, or in Node.
 *
 * Pyodide saves the interpreter's memory itself. Code of packages lives in side modules, which it does not know how to
 * bring back; so we write down under which address and at which place of the function table each was put.
 */

import { CHECK, DSO, NUMPY, SITE_PACKAGES, pack, wheelOf } from "./snapshot.mjs";

/** What no program needs after the import. */
const LEFT_OUT = /\/tests?\/|\.(?:pyi|h|a|pxd)$/;

/**
 * What a start will want: of NumPy what it brings in only when asked, our engine, of the standard library what PyScript
 * and `importlib.invalidate_caches` import, and all lessons; which of their modules count is seen when one is opened.
 * @param {string[]} ids of lessons
 */
const imports = (ids) => `
import difflib, html, importlib.metadata, random, sys
import numpy.fft, numpy.linalg, numpy.random
import lessons.ahead, lessons.session, nnviz_core
kept = set(sys.modules)
for lesson in ${JSON.stringify(ids)}:
    lessons.session.load(lesson)
lessons.ahead.set_aside(kept)
del kept, lesson
import gc
gc.collect()
`;

/** All files below a folder. @param {any} FS @param {string} folder @returns {Generator<string>} */
function* walk(FS, folder) {
  for (const name of FS.readdir(folder)) {
    if (name === "." || name === "..") continue;
    const path = `${folder}/${name}`;
    if (FS.isDir(FS.stat(path).mode)) yield* walk(FS, path);
    else yield path;
  }
}

/**
 * The files of NumPy, unpacked by an interpreter of their own: installing leaves objects of JavaScript behind, which a
 * snapshot cannot hold.
 * @param {(options: any) => Promise<any>} load @param {string} indexURL @returns {Promise<[string, Uint8Array][]>}
 */
async function installed(load, indexURL) {
  const donor = await load({ indexURL, packages: [NUMPY] });
  const paths = [...walk(donor.FS, SITE_PACKAGES)].filter((path) => !LEFT_OUT.test(path));
  return paths.map((path) => [path, donor.FS.readFile(path)]);
}

/** Where each side module was put, in the order of the function table. @param {any} module */
function sideModules(module) {
  const slot = (/** @type {number} */ handle) => module.HEAPU32[(handle + DSO.table) >> 2];
  return Object.entries(module.LDSO.loadedLibsByHandle)
    .map(([handle, { name, global }]) => ({ handle: Number(handle), name, global }))
    .filter(({ handle }) => handle)
    .sort((one, other) => slot(one.handle) - slot(other.handle));
}

/**
 * @param {{load: (options: any) => Promise<any>, version: string, indexURL: string, own: Record<string, string>,
 *   lessons: string[], theirs: Record<string, string>}} options `own`: our files that the engine needs, path in the
 *   site → content; the ids of all lessons; `theirs`: what the lessons need besides
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the snapshot as it is kept
 */
export async function makeSnapshot({ load, version, indexURL, own, lessons, theirs }) {
  const files = await installed(load, indexURL);
  const python = await load({ indexURL, _makeSnapshot: true });
  const { FS } = python;
  const encoder = new TextEncoder();
  /** @param {Record<string, string>} texts @returns {[string, Uint8Array][]} */
  const placed = (texts) => Object.entries(texts).map(([path, text]) => [`${FS.cwd()}/${path}`, encoder.encode(text)]);
  files.push(...placed(theirs));
  for (const [path, content] of [...files, ...placed(own)]) {
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, content);
  }
  const check = python.runPython(CHECK);
  python.runPython(imports(lessons));
  const libraries = sideModules(python._module);
  const table = python._module.wasmTable.length;
  return pack({ version, numpy: wheelOf(python), check, libraries, table, own }, python.makeMemorySnapshot(), files);
}
