/**
 * The single file's own site: everything that a page of many files would fetch lies in blocks of text in this one, as
 * base64, mostly compressed. This script, which is not a module because it makes the modules, answers `fetch` from
 * them, gives each module an address of its own, and starts the page. Blocks are unpacked when first asked for.
 */
(() => {
  const base = new URL("./", document.baseURI).href;
  const plainFetch = globalThis.fetch;
  const decoder = new TextDecoder();
  const IMPORTED = /"module:([\w./-]+)"/g;
  /** @type {{blocks: {packed: boolean, files: [string, number][]}[], size: number, packs: Record<string, boolean>, snapshot: string | null}} */
  const contents = JSON.parse(textOf("contents"));
  /** @type {Map<string, {block: number, start: number, end: number}>} */
  const places = new Map();
  contents.blocks.forEach(({ files }, block) => {
    let start = 0;
    for (const [path, size] of files) places.set(path, { block, start, end: (start += size) });
  });
  /** @type {Map<number, Promise<Blob>>} */
  const unpacked = new Map();
  /** @type {Map<string, string>} */
  const modules = new Map();
  let scripts = new Uint8Array();

  /** @param {string} id */
  function textOf(id) {
    return document.getElementById(id)?.textContent ?? "";
  }

  /** The bytes of a block; those further down may not have been read yet. @param {number} block */
  async function unpack(block) {
    const id = `block-${block}`;
    if (block > 0 && document.readyState === "loading") {
      await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
    }
    const { body } = await plainFetch(`data:application/octet-stream;base64,${textOf(id)}`);
    document.getElementById(id)?.remove(); // the text is twice as large as what it says
    const { packed } = contents.blocks[block];
    const stream = /** @type {ReadableStream<any>} */ (body);
    return new Response(packed ? stream.pipeThrough(new DecompressionStream("gzip")) : stream).blob();
  }

  /** @param {string} path @returns {Promise<Blob | null>} */
  async function file(path) {
    const place = places.get(path);
    if (!place) return null;
    if (!unpacked.has(place.block)) unpacked.set(place.block, unpack(place.block));
    const blob = /** @type {Blob} */ (await unpacked.get(place.block));
    return blob.slice(place.start, place.end, path.endsWith(".wasm") ? "application/wasm" : "");
  }

  /** The text of a module and of all that it imports at once, those first: in this order they can be given addresses.
   *  @param {string} path @param {Map<string, string>} [texts] */
  function textsBehind(path, texts = new Map()) {
    const place = places.get(path);
    if (!place || place.block) throw new Error(`${path} is not in this file.`);
    const text = decoder.decode(scripts.subarray(place.start, place.end));
    for (const [, other] of text.matchAll(IMPORTED)) if (!texts.has(other)) textsBehind(other, texts);
    return texts.set(path, text);
  }

  /** The address of a module. @param {string} path @returns {string} */
  function module(path) {
    for (const [one, text] of modules.has(path) ? [] : textsBehind(path)) {
      if (modules.has(one)) continue;
      const linked = text.replace(IMPORTED, (_, other) => JSON.stringify(modules.get(other)));
      modules.set(one, URL.createObjectURL(new Blob([linked], { type: "text/javascript" })));
    }
    return /** @type {string} */ (modules.get(path));
  }

  /** As the local server says with the list of files: there is a snapshot, and of these very files.
   *  @type {Record<string, string>} */
  const offer = contents.snapshot ? { "Nnviz-Snapshot": contents.snapshot, "Nnviz-Edition": contents.snapshot.slice(-20, -4) } : {};

  /** @param {RequestInfo | URL} resource @param {RequestInit} [init] */
  globalThis.fetch = async (resource, init) => {
    const { href } = new URL(resource instanceof Request ? resource.url : resource, base);
    if (!href.startsWith(base)) return plainFetch(resource, init);
    const blob = await file(href.slice(base.length).split(/[?#]/)[0]);
    return new Response(blob, { status: blob ? 200 : 404, headers: offer });
  };

  const site = { base, contents, file, module, textsBehind, at: (/** @type {string} */ path) => base + path };
  /** @type {any} */ (globalThis).nnvizSite = site;

  (async () => {
    await file("static/js/first.js"); // it lies in the first block, as all modules do
    scripts = new Uint8Array(await /** @type {Blob} */ (await unpacked.get(0)).arrayBuffer());
    import(module("static/js/first.js"));
    import(module("static/js/main.js"));
  })();
})();
