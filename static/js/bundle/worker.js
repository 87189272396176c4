/**
 * Python's worker in the single file. It does what PyScript does elsewhere: start Pyodide through our runtime module,
 * load NumPy, lay out the files that pyscript.toml lists, run lessons/engine.py, and call what that exports. Whatever
 * any of it fetches is asked of the page.
 */

const INTERPRETER = "static/vendor/pyodide-0.27.7/pyodide.asm.js";
const plainFetch = globalThis.fetch;
/** @type {Map<string, ((blob: Blob | null) => void)[]>} */
const wanted = new Map();
/** @type {Record<string, (argument: any) => any>} */
const functions = { start };

/** @param {string} path @returns {Promise<Blob | null>} */
function file(path) {
  return new Promise((resolve) => {
    const others = wanted.get(path);
    if (others) others.push(resolve);
    else {
      wanted.set(path, [resolve]);
      postMessage({ want: path });
    }
  });
}

/** @param {string} path */
const textOf = async (path) => /** @type {Blob} */ (await file(path)).text();

/** @param {{base: string, modules: Map<string, string>, runtime: string, list: string}} about
 *  texts of modules in the order of their imports, and which of them are wanted */
async function start({ base, modules, runtime, list }) {
  /** @type {any} */ (globalThis).nnvizSite = { at: (/** @type {string} */ path) => base + path };
  globalThis.fetch = async (resource, init) => {
    const url = resource instanceof Request ? resource.url : String(resource);
    if (!url.startsWith(base)) return plainFetch(resource, init);
    const blob = await file(url.slice(base.length));
    return new Response(blob, { status: blob ? 200 : 404 });
  };
  /** @type {Map<string, string>} */
  const addresses = new Map();
  for (const [path, text] of modules) {
    addresses.set(path, addressOf(text.replace(/"module:([\w./-]+)"/g, (_, other) => JSON.stringify(addresses.get(other)))));
  }
  /** @type {any} */ (globalThis).importScripts(addressOf(await textOf(INTERPRETER))); // or Pyodide would fetch it itself, which it cannot here
  const { loadPyodide } = await import(/** @type {string} */ (addresses.get(runtime)));
  const { pathsIn } = await import(/** @type {string} */ (addresses.get(list)));
  const python = await loadPyodide({});
  await python.loadPackage("numpy", { messageCallback: () => {} });
  await Promise.all(pathsIn(await textOf("pyscript.toml")).map((/** @type {string} */ path) => layOut(python.FS, path)));
  python.runPython(await textOf("lessons/engine.py"));
  for (const name of python.globals.get("__export__")) functions[name] = python.globals.get(name);
}

/** @param {string} script */
const addressOf = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }));

/** @param {any} FS @param {string} path */
async function layOut(FS, path) {
  const content = await textOf(path);
  FS.mkdirTree(`${FS.cwd()}/${path.slice(0, path.lastIndexOf("/"))}`);
  FS.writeFile(path, content);
}

addEventListener("message", async ({ data }) => {
  if (data.file) {
    for (const resolve of wanted.get(data.file) ?? []) resolve(data.blob);
    wanted.delete(data.file);
  } else if (data.call) {
    try {
      const result = await functions[data.name](data.argument);
      postMessage({ call: data.call, result }, { transfer: Array.isArray(result) ? [result[1].buffer] : [] });
    } catch (error) {
      postMessage({ call: data.call, error: String(error) });
    }
  }
});
