// What a memory snapshot gives back, as JSON: node restored.mjs ROOT INDEX_FOLDER SNAPSHOT PROGRAM (see test_snapshot.py).
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [root, folder, file, program] = process.argv.slice(2);
const here = (...pieces) => pathToFileURL(join(root, ...pieces)).href;
const { loadPyodide: load } = await import(here(folder, "pyodide.mjs"));
const { pack, restore, unpack } = await import(here("static", "js", "engine", "snapshot.mjs"));
const indexURL = join(root, folder, "/");
const bytes = readFileSync(file);

const copy = () => new Uint8Array(bytes).buffer;
const start = async (content) => (await restore(load, { indexURL }, Promise.resolve(content))).python;
const refusal = (content) => start(content).then(() => null, String);

function damaged(at) {
  const content = copy();
  new Uint8Array(content)[at] ^= 1;
  return content;
}

/** The same snapshot with something else in its header, packed anew, so that its checksum is right. */
function changed(change) {
  const { header, memory, files } = unpack(copy());
  return pack({ ...header, ...change }, memory, [...files]).buffer;
}

/** The results of the program, for which the core is brought first. */
function results(python) {
  for (const name of readdirSync(join(root, "nnviz_core"), { recursive: true })) {
    if (!name.endsWith(".py")) continue;
    const path = join("/home/pyodide/nnviz_core", name);
    python.FS.mkdirTree(dirname(path));
    python.FS.writeFile(path, readFileSync(join(root, "nnviz_core", name)));
  }
  return python.runPython(program);
}

const GUESSES = "import random, numpy as np; f'{random.random()} {np.random.random()} {np.random.default_rng().random()}'";

const plain = await load({ indexURL, packages: ["numpy"] });
const [one, other] = [await start(copy()), await start(copy())];
console.log(
  JSON.stringify({
    plain: results(plain),
    restored: results(one),
    guesses: [one, other].map((python) => python.runPython(GUESSES)),
    loaded: one.loadedPackages,
    damaged: await Promise.all([9, bytes.length >> 1, bytes.length - 20].map((at) => refusal(damaged(at)))),
    another: await Promise.all([{ check: "00" }, { numpy: "00" }, { table: 1 }].map((change) => refusal(changed(change)))),
  }),
);
