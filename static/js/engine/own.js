/**
 * A table of the learner's own on its way to Python: in pieces, so that nothing waits for long.
 */

import { askLater } from "./later.js";
import { filesOf } from "./recorded.js";

const PIECE_BYTES = 600_000;

/** @param {any} question @returns {Promise<any>} the header of the answer */
export const askOwn = async (question) => (await askLater({ ...question, files: await filesOf("own") })).header;

/** Hand a file over. @param {Blob} file @param {(share: number) => void} tell */
export async function handOver(file, tell) {
  await askOwn({ do: "own-begin", size: file.size });
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    await askOwn({ do: "own-piece", base64: await base64Of(file.slice(at, at + PIECE_BYTES)) });
    tell(Math.min(1, (at + PIECE_BYTES) / file.size));
  }
}

/** @param {Blob} blob @returns {Promise<string>} */
function base64Of(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(Object.assign(new Error("unreadable"), { text: "data.unreadable" }));
    reader.readAsDataURL(blob);
  });
}

/**
 * Read the file that was handed over, a moment at a time, until all is read or `stopped`.
 * @param {{dialect: any, kinds: string[]}} how @param {(share: number) => void} tell @param {() => boolean} stopped
 */
export async function readAll(how, tell, stopped) {
  let answer = await askOwn({ do: "own-read", ...how });
  while (answer.share < 1) {
    if (stopped()) return null;
    tell(answer.share);
    answer = await askOwn({ do: "own-read" });
  }
  return answer;
}
