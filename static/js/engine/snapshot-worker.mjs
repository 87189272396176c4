/**
 * A worker that makes a snapshot for the next visit, with an interpreter of its own, and keeps it in this browser.
 */

import { loadPyodide as load, version } from "../../vendor/pyodide-0.27.7/pyodide.mjs";
import { keepSnapshot } from "./kept.js";
import { makeSnapshot } from "./snapshot-make.mjs";
import { listed, snapshotKey } from "./snapshot.mjs";

const site = new URL("../../../", import.meta.url);
const indexURL = new URL("../../vendor/pyodide-0.27.7/", import.meta.url).href;

/** @param {string} path */
async function read(path) {
  const answer = await fetch(new URL(path, site));
  if (!answer.ok) throw new Error(`${path} could not be loaded.`);
  return answer.text();
}

async function make() {
  const { paths } = await listed(site);
  const own = Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(path)])));
  const bytes = await makeSnapshot({ load, version, indexURL, own });
  await keepSnapshot(snapshotKey(version), bytes);
  return bytes.length;
}

make().then(
  (bytes) => postMessage({ bytes, problem: null }),
  (error) => postMessage({ bytes: null, problem: String(error) }),
);
