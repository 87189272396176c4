// Runs explain_work.py in Pyodide, in Node: the same engine as Chromium's. Arguments: Pyodide's folder, the checkout, turns.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, house, turns, ...files] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${pyodide}/`, packages: ["numpy"], stdout: () => {} });
for (const name of files) {
  const path = `/house/${name}`;
  python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  python.FS.writeFile(path, readFileSync(`${house}/${name}`));
}
python.globals.set("turns", Number(turns));
console.log(python.runPython(`
import json, sys
sys.path.insert(0, "/house")
from tools.benchmarks.explain_work import measure
json.dumps(measure(turns))`));
