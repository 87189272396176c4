import { loadPyodide } from "../static/vendor/pyodide-0.27.7/pyodide.mjs";

const indexURL = new URL("../static/vendor/pyodide-0.27.7/", import.meta.url).href;
const python = await loadPyodide({ indexURL, packages: ["numpy"] });
python.runPython("import numpy");
postMessage("ready");
