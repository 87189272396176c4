/**
 * What pyscript.toml names as its interpreter: our runtime and, asked for beside it, Pyodide's own script. That is the
 * largest that the worker has to read; Pyodide would ask for it only when it is there itself, and tells if it does not come.
 */

import(new URL("../../vendor/pyodide-0.27.7/pyodide.asm.js", import.meta.url).href).catch(() => {});

export const { loadPyodide, version } = await import("./runtime.mjs");
