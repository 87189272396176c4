// Compress files with brotli: node tools/brotli.mjs, with [[source, target], …] as JSON on its input (called by tools/brotli.py).
import { readFileSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

async function twin([source, target]) {
  const bytes = await readFile(source);
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(`${target}.part`, await compress(bytes, { params }));
  await rename(`${target}.part`, target);
}

await Promise.all(JSON.parse(readFileSync(0, "utf-8")).map(twin));
