/**
 * Whether this browser has loaded the runtime before, kept where the worker can read it.
 *
 * On a later visit the files come from the browser's own cache, and are best left alone: code that it compiled
 * earlier is only used again for a response that nobody has touched.
 */

const STORE = "loaded";

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("nnviz-runtime", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} version @returns {Promise<boolean>} */
export async function loadedBefore(version) {
  try {
    const store = (await openDatabase()).transaction(STORE).objectStore(STORE);
    return await new Promise((resolve) => {
      const request = store.get(version);
      request.onsuccess = () => resolve(request.result === true);
      request.onerror = () => resolve(false);
    });
  } catch {
    return false; // no memory allowed: every visit is the first
  }
}

/** @param {string} version */
export async function noteLoaded(version) {
  try {
    (await openDatabase()).transaction(STORE, "readwrite").objectStore(STORE).put(true, version);
  } catch {
    // A browser that keeps nothing counts again next time.
  }
}
