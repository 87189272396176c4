// What a user would write instead of this project: Pyodide in a worker, NumPy imported, nothing else.
// The worker comes from a blob because our content policy allows no other kind.
const address = new URL("./bare-worker.mjs", import.meta.url).href;
const source = new Blob([`import(${JSON.stringify(address)});`], { type: "text/javascript" });
const worker = new Worker(URL.createObjectURL(source), { type: "module" });
globalThis.ready = new Promise((resolve, reject) => {
  worker.onmessage = () => resolve(performance.now());
  worker.onerror = (event) => reject(new Error(event.message));
});
