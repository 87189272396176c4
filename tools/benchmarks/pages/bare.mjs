// What a user would write instead of this project: Pyodide in a worker, NumPy imported, nothing else.
const worker = new Worker(new URL("./bare-worker.mjs", import.meta.url), { type: "module" });
globalThis.ready = new Promise((resolve, reject) => {
  worker.onmessage = () => resolve(performance.now());
  worker.onerror = (event) => reject(new Error(event.message));
});
