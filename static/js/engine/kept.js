/**
 * What this browser keeps of the runtime, where the worker can read it: whether it was loaded before, and a memory
 * snapshot for a quick start (`snapshot.mjs`).
 *
 * On a later visit the files come from the browser's own cache, and are best left alone: code that it compiled earlier
 * is only used again for a response that nobody has touched.
 */

import { PYODIDE } from "./listing.mjs";

/** Changes whenever what is kept in a snapshot, or how, changes. */
export const FORMAT = 2;

/** With its version, and without the release that it came with. */
const RUNTIME = /** @type {string} */ (PYODIDE.split("/").at(-2));
/** For what a snapshot that was made in this browser holds. */
const key = () => `${FORMAT} ${RUNTIME} ${navigator.userAgent}`;

const STORE = "loaded";
const SNAPSHOT = "snapshot";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("nnviz-runtime", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} name @returns {Promise<any>} undefined, too, where no memory is allowed: every visit is the first */
async function get(name) {
  try {
    const request = (await (opened ??= openDatabase())).transaction(STORE).objectStore(STORE).get(name);
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

/** Rejects when the browser keeps nothing, or has no room. @param {string} name @param {any} value */
async function put(name, value) {
  const transaction = (await (opened ??= openDatabase())).transaction(STORE, "readwrite");
  transaction.objectStore(STORE).put(value, name);
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<boolean>} */
export const loadedBefore = async () => (await get(RUNTIME)) === true;

export const noteLoaded = () => put(RUNTIME, true).catch(() => {});

/**
 * The snapshot that was kept; `refused` when one was tried here and did not work.
 * @returns {Promise<{blob: Blob | null, refused: boolean}>}
 */
export async function keptSnapshot() {
  const kept = await get(SNAPSHOT);
  return kept?.key === key() ? { blob: kept.blob, refused: !kept.blob } : { blob: null, refused: false };
}

/** Keep a snapshot in the place of the one before; rejects when there is no room. @param {BlobPart} bytes */
export async function keepSnapshot(bytes) {
  await put(SNAPSHOT, { key: key(), blob: new Blob([bytes]) });
  const { blob } = await keptSnapshot();
  await blob?.slice(-1).arrayBuffer(); // in a private window it only then is more than a promise of this worker
}

/** No snapshot works here: do not try again. */
export const refuseSnapshots = () => put(SNAPSHOT, { key: key(), blob: null }).catch(() => {});

/** The snapshot is of no use any more. */
export const forgetSnapshot = () => put(SNAPSHOT, null).catch(() => {});
