/**
 * A page that holds a step of a lesson and talks to it. `origin` in the frame's address is the origin of this page: the
 * lesson answers nobody else. Each call has an id, and the answer carries the same.
 */

const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("#nnviz"));
const told = /** @type {HTMLOutputElement} */ (document.querySelector("#told"));
const lesson = new URL("../../index.html", import.meta.url);
lesson.search = String(new URLSearchParams({ embed: "1", hide: "words,ways,optimizer", origin: location.origin }));
lesson.hash = "#/gradient-descent/run?learning_rate=0.02&t=10";
frame.src = lesson.href;

/** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
const waiting = new Map();
let last = 0;

/** Call what the lesson offers; resolves with its answer. @param {string} name @param {any[]} args @returns {Promise<any>} */
function call(name, ...args) {
  const id = ++last;
  frame.contentWindow?.postMessage({ nnviz: "call", id, name, args }, lesson.origin);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

addEventListener("message", ({ data, origin, source }) => {
  if (origin !== lesson.origin || source !== frame.contentWindow) return;
  if (data.nnviz === "answer") {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) asked?.reject(new Error(data.error));
    else asked?.resolve(data.value);
  }
  if (data.nnviz === "frame") told.value = `t = ${data.frame.t}, loss ${data.frame.readouts.loss.toPrecision(4)}`;
  if (data.nnviz === "failed") told.value = data.error;
});

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    call(button.dataset.call ?? "", ...JSON.parse(button.dataset.args ?? "[]")).catch((error) => (told.value = error.message));
  });
}
