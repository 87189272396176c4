// Make a memory snapshot with Node: node tools/snapshot.mjs ROOT INDEX_FOLDER OUTPUT (called by tools/snapshot.py).
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [root, folder, output] = process.argv.slice(2);
const here = (...pieces) => pathToFileURL(join(root, ...pieces)).href;
const { loadPyodide: load, version } = await import(here(folder, "pyodide.mjs"));
const { makeSnapshot } = await import(here("static", "js", "engine", "snapshot-make.mjs"));
const { CATALOGUE, filesOf, pathsIn } = await import(here("static", "js", "engine", "listing.mjs"));

const read = (path) => readFileSync(join(root, path), "utf-8");
const readAll = (paths) => Object.fromEntries(paths.map((path) => [path, read(path)]));
const own = readAll(pathsIn(read("pyscript.toml")));
const { ids, files } = filesOf(JSON.parse(read(CATALOGUE)));
writeFileSync(output, await makeSnapshot({ load, version, indexURL: join(root, folder, "/"), own, lessons: ids, theirs: readAll(files) }));
