/**
 * A memory snapshot of Python: what it holds, how it is kept in one piece, and how it is laid back.
 *
 * Python with NumPy imported is 36 MB of memory, much of it empty, and the files of NumPy, whose compiled side modules
 * must come back under the very addresses that the memory points to. Nothing of it is trusted: another version, a
 * damaged byte or a number that differs makes `restore` fail, and the caller starts Python in the plain way.
 */

import { FORMAT } from "./kept.js";

export const NUMPY = "numpy";
export const SITE_PACKAGES = "/lib/python3.12/site-packages";

/** Where in the record of a side module (`struct dso`) the place and length of its memory stand, and its place in the
 *  function table. */
export const DSO = { memory: 12, length: 16, table: 20 };

/** @typedef {{handle: number, name: string, global: boolean}} Library a side module and its address */

/** Empty pages are left out. */
const PAGE = 4096;
/** The piece begins with the length of its header of JSON and the checksum of all that follows. */
const START = 8;
const ALIGNMENT = 16;
const PRIME = 0x01000193;

/** A few results of NumPy, as bytes: products, elementary functions, sorting, linear algebra, Fourier, random numbers. */
export const CHECK = `
def _check():
    import numpy as np
    a = np.linspace(-2, 2, 12).reshape(3, 4)
    square = a @ a.T + np.eye(3)
    results = (
        a @ a.T, a.astype("f4") @ a.T.astype("f4"), np.tanh(a), np.exp(a), np.log1p(np.abs(a)), np.sort(-a, axis=None), a.mean(0),
        np.linalg.solve(square, a), np.linalg.eigvalsh(square), np.fft.rfft(a), np.einsum("ij,kj->ik", a, a),
        np.random.default_rng(7).normal(size=5), np.random.default_rng(7).permutation(9),
    )
    return b"".join(result.tobytes() for result in results).hex()

_checked = _check()
del _check
_checked
`;

/** Where each stretch of pages that are not empty begins and how long it is, in pages. @param {Uint8Array} memory */
function stretches(memory) {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length >> 3);
  const step = PAGE >> 3;
  /** @type {number[][]} */
  const found = [];
  for (let page = 0, at = 0; at < words.length; page++, at += step) {
    if (words.subarray(at, at + step).every((word) => word === 0n)) continue;
    const last = found.at(-1);
    if (last && last[0] + last[1] === page) last[1]++;
    else found.push([page, 1]);
  }
  return found;
}

/** Differs whenever one byte does, as each step can be undone. Of two sums neither waits for the other; the whole is some
 *  number of eight bytes. @param {ArrayBuffer} whole */
function checksum(whole) {
  const words = new Int32Array(whole, START);
  let [even, odd] = [0, 0];
  for (let i = 0; i < words.length; i += 2) {
    even = Math.imul(even ^ words[i], PRIME);
    odd = Math.imul(odd ^ words[i + 1], PRIME);
  }
  return Math.imul(even, PRIME) ^ odd;
}

/** @param {number} n */
const aligned = (n) => Math.ceil(n / ALIGNMENT) * ALIGNMENT;

/**
 * One piece of bytes: a header of JSON, the pages of memory that are not empty, the files.
 * @param {any} about @param {Uint8Array} memory @param {[string, Uint8Array][]} files @returns {Uint8Array<ArrayBuffer>}
 */
export function pack(about, memory, files) {
  const runs = stretches(memory);
  const header = { format: FORMAT, ...about, length: memory.length, runs, files: files.map(([path, { length }]) => [path, length]) };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const parts = [...runs.map(([page, n]) => memory.subarray(page * PAGE, (page + n) * PAGE)), ...files.map(([, content]) => content)];
  const start = aligned(START + json.length);
  const whole = new Uint8Array(aligned(start + parts.reduce((sum, { length }) => sum + length, 0)));
  whole.set(json, START);
  let at = start;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  new Int32Array(whole.buffer).set([json.length, checksum(whole.buffer)]);
  return whole;
}

/** Take the piece apart again; files are views into it. @param {ArrayBuffer | null} whole */
export function unpack(whole) {
  if (!whole) throw new Error("The snapshot could not be loaded.");
  const [length, sum] = new Int32Array(whole, 0, 2);
  if (sum !== checksum(whole)) throw new Error("The snapshot is damaged.");
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, START, length)));
  if (header.format !== FORMAT) throw new Error(`The snapshot has another format: ${header.format}.`);
  const memory = new Uint8Array(header.length);
  let at = aligned(START + length);
  const next = (/** @type {number} */ n) => new Uint8Array(whole, (at += n) - n, n);
  for (const [page, n] of header.runs) memory.set(next(Math.min(n * PAGE, header.length - page * PAGE)), page * PAGE);
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map(header.files.map((/** @type {[string, number]} */ [path, n]) => [path, next(n)]));
  return { header, memory, files };
}

/** Which NumPy belongs to this Pyodide. @param {any} python @returns {string} */
export const wheelOf = (python) => python._api.lockfile_packages[NUMPY].sha256;

/**
 * Put the side modules back under their addresses. Loading one relocates and constructs in its own memory, which holds
 * the results of this already, so that stretch is laid over it again; no other byte changes.
 * @param {any} module @param {Library[]} libraries @param {WebAssembly.Module[]} code
 */
function reattach(module, libraries, code) {
  libraries.forEach(({ handle, name, global }, i) => {
    const { start, length } = dataOf(module, handle);
    const before = module.HEAP8.slice(start, start + length);
    const library = module.newDSO(name, handle, "loading");
    Object.assign(library, { refcount: Infinity, global });
    const how = { global, nodelete: true, allowUndefined: true };
    library.exports = module.loadWebAssemblyModule(code[i], how, name, global ? null : {}, handle);
    resolveImports(module, code[i]);
    module.HEAP8.set(before, start);
  });
}

/** Where the memory of a side module lies. @param {any} module @param {number} handle */
const dataOf = (module, handle) => ({
  start: module.HEAPU32[(handle + DSO.memory) >> 2],
  length: module.HEAPU32[(handle + DSO.length) >> 2],
});

/**
 * Give the addresses that a side module takes from the global offset table. The loader itself would look through all ten
 * thousand symbols after each of them; the order, and so every place in the function table, is the same.
 * @param {any} module @param {WebAssembly.Module} code
 */
function resolveImports(module, code) {
  for (const { module: from, name } of WebAssembly.Module.imports(code)) {
    if (!from.startsWith("GOT.") || module.GOT[name].value) continue;
    const { sym } = module.resolveGlobalSymbol(name, true);
    if (!sym) throw new Error(`The snapshot wants a symbol that is not there: ${name}.`);
    module.GOT[name].value = typeof sym === "function" ? module.addFunction(sym, sym.sig) : sym;
  }
}

/** Every generator that would otherwise go on as it did in all other restored copies. */
const RESEED = `
import random, sys
random.seed()
sys.modules["numpy.random"].seed()
del random, sys
`;

/** Modules of ours that were imported from other text than what the site has now are imported anew. */
export const FORGET = `
import sys
for name in [name for name in sys.modules if name.partition(".")[0] in ("lessons", "nnviz_core")]:
    del sys.modules[name]
del sys, name
`;

/**
 * Start Python from a snapshot; rejects when anything differs from what the plain start would give.
 * @param {(options: any) => Promise<any>} load @param {any} options as for `load`
 * @param {Promise<ArrayBuffer | null>} arriving the snapshot, which may come while the interpreter does; null: it did not
 * @returns {Promise<{python: any, own: Record<string, string>, theirs: string[]}>} and the files of ours that are in it, by path
 *   in the site: those of the engine, and which of the lessons'
 */
export async function restore(load, options, arriving) {
  const content = arriving.then(unpack);
  const compiling = content.then(({ header, files }) => compileAll(header.libraries, files));
  const memory = content.then((parts) => parts.memory);
  for (const promise of [content, compiling, memory]) promise.catch(() => {}); // told when they are awaited, which is later
  const python = await load({ ...options, packages: [], _loadSnapshot: memory });
  const { header, files } = await content;
  if (header.numpy !== wheelOf(python)) throw new Error("The snapshot holds another NumPy.");
  writeFiles(python.FS, files);
  reattach(python._module, header.libraries, await compiling);
  if (python._module.wasmTable.length !== header.table) throw new Error("The function table differs from that in the snapshot.");
  if (python.runPython(CHECK) !== header.check) throw new Error("NumPy's results differ from those in the snapshot.");
  python.runPython(RESEED);
  python.loadedPackages[NUMPY] = "default channel";
  const home = `${python.FS.cwd()}/`;
  const theirs = [...files.keys()].filter((path) => path.startsWith(home)).map((path) => path.slice(home.length));
  return { python, own: header.own, theirs };
}

/** Side by side, in threads of the browser. @param {Library[]} libraries @param {Map<string, Uint8Array<ArrayBuffer>>} files */
const compileAll = (libraries, files) =>
  Promise.all(libraries.map(({ name }) => WebAssembly.compile(/** @type {Uint8Array<ArrayBuffer>} */ (files.get(name)))));

/** @param {any} FS @param {Map<string, Uint8Array>} files */
function writeFiles(FS, files) {
  const folders = new Set();
  for (const [path, content] of files) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) FS.mkdirTree(folder);
    folders.add(folder);
    FS.writeFile(path, content, { canOwn: true });
  }
}
