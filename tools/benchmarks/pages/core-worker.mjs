// Runs core_work.py in Pyodide and core-typed.mjs beside it, in one worker.
import { loadPyodide } from "/pyodide/pyodide.mjs";
import { measure } from "/pages/core-typed.mjs";

onmessage = async ({ data: { files, nets, digits, turns } }) => {
  try {
    const python = await loadPyodide({ indexURL: "/pyodide/", packages: ["numpy"] });
    for (const [name, text] of Object.entries(files)) {
      const path = `/house/${name}`;
      python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      python.FS.writeFile(path, text);
    }
    python.globals.set("turns", turns);
    const json = python.runPython(`
import json, sys
sys.path.insert(0, "/house")
from tools.benchmarks.core_work import measure
json.dumps(measure(turns))`);
    postMessage({ results: { python: JSON.parse(json), typed: measure(nets, digits, turns) } });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
