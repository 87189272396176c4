/**
 * PyScript's worker keeps a list of packages in a database and waits for it before it calls us; where a browser denies
 * storage (in a frame of another site in a private window, or where all cookies are blocked) Python would not start.
 * We have no such packages, so the database that it finds is always an empty one in memory.
 */

/** What PyScript's databases are named. */
const PYSCRIPTS = "IDBMap/";

/** A request that succeeds a moment later. @param {any} [result] */
function answered(result) {
  const request = /** @type {any} */ ({});
  queueMicrotask(() => request.onsuccess?.({ target: { result } }));
  return request;
}

const store = { getAllKeys: () => answered([]), clear: () => answered(), put: () => answered(), delete: () => answered() };
const empty = { transaction: () => ({ objectStore: () => store }), close() {} };
const { open } = IDBFactory.prototype;

IDBFactory.prototype.open = function (/** @type {string} */ name, /** @type {any} */ ...version) {
  return name.startsWith(PYSCRIPTS) ? answered(empty) : open.call(this, name, ...version);
};
