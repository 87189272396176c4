/**
 * A table of the learner's own on its way to Python: in pieces, so that nothing waits for long. The one that is used is
 * kept in this browser, and brought back when it is wanted at a later visit or after Python was started anew.
 */

import { stateChanged } from "./engine.js";
import { forgetTable, keepTable, keptTable } from "./kept.js";
import { filesOf } from "./recorded.js";

const PIECE_BYTES = 600_000;

/** The table in use, as `own-use` told it. @type {any} */
let inUse = null;

/** Python may be gone or new: then so is the table. */
stateChanged.on(({ state }) => state === "starting" && (inUse = null));

export const tableInUse = () => inUse;

/** @typedef {{dialect: any, kinds: (string | null)[]}} How how a file is read */
/** @typedef {(share: number) => void} Tell */

/** @param {(question: any) => Promise<{header: any}>} ask */
export function ownTables(ask) {
  const askOwn = async (/** @type {any} */ question) => (await ask({ ...question, files: await filesOf("own") })).header;

  /** Hand a file over, until it is there or `stopped`: pieces that come after another file has begun would be taken for
   *  its own. @param {Blob} file @param {Tell} tell @param {() => boolean} [stopped] @returns whether it is there */
  async function handOver(file, tell, stopped = () => false) {
    await askOwn({ do: "own-begin", size: file.size });
    for (let at = 0; at < file.size; at += PIECE_BYTES) {
      const base64 = await base64Of(file.slice(at, at + PIECE_BYTES));
      if (stopped()) return false;
      await askOwn({ do: "own-piece", base64 });
      tell(Math.min(1, (at + PIECE_BYTES) / file.size));
    }
    return !stopped();
  }

  /** The first rows of the file that was handed over. @param {any} dialect null for a guess */
  const preview = (dialect) => askOwn({ do: "own-preview", ...(dialect ? { dialect } : {}) });

  /** Read that file, a moment at a time, until all is read or `stopped`. @param {How} how @param {Tell} tell
   *  @param {() => boolean} [stopped] */
  async function readAll(how, tell, stopped = () => false) {
    let answer = await askOwn({ do: "own-read", ...how });
    while (answer.share < 1) {
      if (stopped()) return null;
      tell(answer.share);
      answer = await askOwn({ do: "own-read" });
    }
    return answer;
  }

  /** Learn a column of what was read. @param {number} target */
  const use = async (target) => (inUse = await askOwn({ do: "own-use", target }));

  /** Neither Python nor this browser has the table any more. */
  async function forget() {
    await forgetTable();
    await askOwn({ do: "own-forget" });
    inUse = null;
  }

  /** Read the kept table again, if it is not there already. Another release may read it otherwise, and then it has
   *  another name: it is kept under that one, and still known by those before.
   *  @returns {Promise<{was: string, is: string} | null>} its names, if it came
   *  @param {Tell} tell @param {string} [wanted] a text that names it, if only that one is wanted */
  async function bringBack(tell, wanted) {
    const kept = await keptTable();
    const names = kept ? [kept.name, ...(kept.earlier ?? [])] : [];
    const was = names.find((name) => (wanted ?? name).includes(name));
    if (!kept || !was) return null;
    if (inUse?.table === kept.name) return was === kept.name ? null : { was, is: kept.name };
    await handOver(kept.blob, () => {});
    await readAll(kept.how, tell);
    const { table } = await use(kept.target);
    if (table !== kept.name) await keepInUse(kept.blob, kept.how, kept.target, names);
    return { was, is: table };
  }

  return { handOver, preview, readAll, use, forget, bringBack };
}

/** Keep the table in use; whether this browser could. @param {Blob} blob @param {How} how @param {number} target
 *  @param {string[]} [earlier] names that it had */
export const keepInUse = (blob, how, target, earlier = []) =>
  keepTable({ blob, how, target, name: inUse.table, earlier }).then(() => true, () => false);

/** @param {Blob} blob @returns {Promise<string>} */
function base64Of(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(Object.assign(new Error("unreadable"), { text: "data.unreadable" }));
    reader.readAsDataURL(blob);
  });
}
