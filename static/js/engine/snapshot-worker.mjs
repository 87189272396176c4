/**
 * A worker that makes a snapshot for the next visit, with an interpreter of its own, and keeps it in this browser.
 */

import { loadPyodide as load, version } from "../../vendor/pyodide-0.27.7/pyodide.mjs";
import { keepSnapshot } from "./kept.js";
import { CATALOGUE, PYODIDE, SITE, filesOf, listed } from "./listing.mjs";
import { makeSnapshot } from "./snapshot-make.mjs";

/** @param {string} path */
async function read(path) {
  const answer = await fetch(new URL(path, SITE));
  if (!answer.ok) throw new Error(`${path} could not be loaded.`);
  return answer.text();
}

/** @param {string[]} paths @returns {Promise<Record<string, string>>} */
const readAll = async (paths) => Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(path)])));

async function make() {
  const { paths, edition } = await listed();
  const { ids, files } = filesOf(JSON.parse(await read(CATALOGUE)));
  const [own, theirs] = await Promise.all([readAll(paths), readAll(files)]);
  const bytes = await makeSnapshot({ load, version, indexURL: PYODIDE, own, lessons: ids, theirs });
  await keepSnapshot(bytes, edition);
  return bytes.length;
}

make().then(
  (bytes) => postMessage({ bytes, problem: null }),
  (error) => postMessage({ bytes: null, problem: String(error) }),
);
