/**
 * What this browser keeps in its database, where the worker can read it, too: whether the runtime was loaded before, a
 * memory snapshot for a quick start (`snapshot.mjs`), and the learner's own table.
 *
 * On a later visit the files come from the browser's own cache, and are best left alone: code that it compiled earlier
 * is only used again for a response that nobody has touched.
 */

import { PYODIDE } from "./listing.mjs";

/** Changes whenever what is kept in a snapshot, or how, changes. */
export const FORMAT = 4;

/** With its version, and without the release that it came with. */
const RUNTIME = /** @type {string} */ (PYODIDE.split("/").at(-2));
/** For what a snapshot that was made in this browser holds. */
const key = () => `${FORMAT} ${RUNTIME} ${navigator.userAgent}`;

const STORE = "loaded";
const SNAPSHOT = "snapshot";
const TABLE = "table";

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

/** Opened once; a database that could not be opened, or that the browser has closed, is opened anew. */
function database() {
  const forget = () => void (opened = null);
  opened ??= openDatabase();
  opened.then((found) => (found.onclose = forget), forget);
  return opened;
}

/** @param {string} name @returns {Promise<any>} undefined, too, where no memory is allowed: every visit is the first */
async function get(name) {
  try {
    const request = (await database()).transaction(STORE).objectStore(STORE).get(name);
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
  const transaction = (await database()).transaction(STORE, "readwrite");
  transaction.objectStore(STORE).put(value, name);
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Keep what holds a blob in the place of the one before; rejects when there is no room.
 *  @template {{blob: Blob}} T @param {string} name @param {T} value */
async function putBlob(name, value) {
  await put(name, value);
  await (await get(name))?.blob.slice(-1).arrayBuffer(); // in a private window it only then is more than a promise
}

/** @returns {Promise<boolean>} */
export const loadedBefore = async () => (await get(RUNTIME)) === true;

export const noteLoaded = () => put(RUNTIME, true).catch(() => {});

/**
 * The snapshot that was kept and the edition of our files in it; `refused` when one was tried here and did not work.
 * @returns {Promise<{blob: Blob | null, refused: boolean, edition: string | null}>}
 */
export async function keptSnapshot() {
  const kept = await get(SNAPSHOT);
  if (kept?.key !== key()) return { blob: null, refused: false, edition: null };
  return { blob: kept.blob, refused: !kept.blob, edition: kept.edition ?? null };
}

/** Bytes of the snapshot that is kept, whatever it is for. @returns {Promise<number>} */
export const snapshotSize = async () => (await get(SNAPSHOT))?.blob?.size ?? 0;

/** Keep a snapshot in the place of the one before; rejects when there is no room. @param {BlobPart} bytes
 *  @param {string | null} edition of our files in it */
export const keepSnapshot = (bytes, edition) => putBlob(SNAPSHOT, { key: key(), blob: new Blob([bytes]), edition });

/** No snapshot works here: do not try again. */
export const refuseSnapshots = () => put(SNAPSHOT, { key: key(), blob: null }).catch(() => {});

/** The snapshot is of no use any more. */
export const forgetSnapshot = () => put(SNAPSHOT, null).catch(() => {});

/** @typedef {{blob: Blob, how: {dialect: any, kinds: (string | null)[]}, target: number, name: string, earlier?: string[]}} KeptTable
 *  the file, how it is read, the column that is learned, the name that Python gave to all this, and those that it gave
 *  in earlier releases */

/** The learner's own table. @returns {Promise<KeptTable | null>} */
export const keptTable = async () => (await get(TABLE)) ?? null;

/** Keep a table in the place of the one before; rejects when there is no room. @param {KeptTable} table */
export const keepTable = (table) => putBlob(TABLE, table);

/** Keep no table any more. */
export const forgetTable = () => put(TABLE, null).catch(() => {});
