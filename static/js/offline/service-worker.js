/**
 * The service worker: keeps a whole release in the browser, so that the page opens without a network.
 *
 * `tools` writes one line before this file that says which release it brings. All files of that release are fetched and
 * held against their hashes before it is installed; one that is missing or wrong, and the release before stays as it is.
 * A page asks for files under the name of the release it began with, so no page ever sees two releases mixed, and the
 * next one waits until somebody takes it. Packages that not everybody needs are kept apart, when somebody wants them.
 */

const worker = /** @type {any} */ (self);

/**
 * `folder` is "" where files lie beside index.html; `networkFirst`: files may change at any moment, as in a checkout.
 * @type {{id: string, sha256: string, folder: string, networkFirst: boolean, written: Record<string, string>}}
 */
const RELEASE = worker.RELEASE;
const HOME = new URL("./", worker.location.href).href;
const PREFIX = `nnviz ${HOME} `;
const CACHE = PREFIX + RELEASE.id;
const PACKS = `${PREFIX}packs`;
/** What lies beside the folder of the release. */
const BESIDE = ["index.html", "manifest.webmanifest"];
const CONFIGURATION = "pyscript.toml";
const LIST = "release.json";
const AT_ONCE = 6;
const OF_THE_PAGE = /^(?:|index\.html|manifest\.webmanifest|pyscript\.toml|release\.json|(?:static|lessons|nnviz_core)\/.*)$/;
const channel = new BroadcastChannel(PREFIX);

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(carryOut(event.data, event.ports[0])));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const place = event.request.method === "GET" && placeOf(event.request.url);
  if (place) event.respondWith(answer(event.request, place));
});

/** @typedef {{id: string, name: string}} Place a file of the page: the release it belongs to, and its path there */

/** @param {string} url @returns {Place | null} null: none of our business */
function placeOf(url) {
  if (!url.startsWith(HOME)) return null;
  const [, folder, name] = /** @type {string[]} */ (/^([0-9a-f]{12}\/)?([^?#]*)/.exec(url.slice(HOME.length)));
  return OF_THE_PAGE.test(name) ? { id: folder?.slice(0, -1) ?? RELEASE.id, name: name || "index.html" } : null;
}

/** Whether the server has the very files that are kept; where they may change at any moment, it is asked at each visit. */
let unchanged = Promise.resolve(!RELEASE.networkFirst);

/** @param {Request} request @param {Place} place @returns {Promise<Response>} */
async function answer(request, place) {
  if (request.mode === "navigate" && RELEASE.networkFirst) unchanged = hasThisRelease();
  if (place.name === LIST) tidy(); // a page asks for it when it is at rest
  if (isFromServer(request, place) || !(await unchanged)) {
    const fresh = await fetch(request).catch(() => null);
    if (fresh) return keepPackage(place, fresh);
  }
  return (await kept(place)) ?? keepPackage(place, await fetch(request));
}

/** What a server is always asked for, if it may change: the page, of which other files follow, and what it says of a quick
 *  start. @param {Request} request @param {Place} place */
const isFromServer = (request, { name }) => RELEASE.networkFirst && (request.mode === "navigate" || name === CONFIGURATION);

/** Whether the server has this release; not if it does not answer. @returns {Promise<boolean>} */
async function hasThisRelease() {
  const answer = await fetch(HOME + LIST, { method: "HEAD", cache: "no-store" }).catch(() => null);
  return answer?.headers.get("ETag") === `"${RELEASE.id}"`;
}

/** What is kept of a release, or among the packages. To ignore queries, of which these addresses have none, the browser would
 *  look through all that is kept, each time. @param {Place} place */
async function kept({ id, name }) {
  for (const cacheName of [PREFIX + id, PACKS]) {
    const found = await caches.match(HOME + name, { ignoreVary: true, cacheName });
    if (found) return found;
  }
}

/** A package that somebody has agreed to load stays here for the next time; not what a page of an earlier release, whose
 *  files have been let go of, still asks for. @param {Place} place @param {Response} response */
async function keepPackage(place, response) {
  if (!ended() && place.id === RELEASE.id && response.ok && /\.(whl|zip|woff)$/.test(place.name) && !(await kept(place))) {
    const copy = response.clone();
    caches.open(PACKS).then((cache) => cache.put(HOME + place.name, copy)).catch(() => {}); // no room: only not kept
  }
  return response;
}

/** Take the whole release, with the packages that are kept already, or leave everything as it is. */
async function install() {
  try {
    await takePage();
    for (const pack of await keptPacks()) await takePack(pack);
    if (RELEASE.networkFirst) await worker.skipWaiting();
  } catch (error) {
    if (isFull(error)) await caches.delete(CACHE);
    tellProblem("page", error);
    throw error;
  }
}

/** All that everybody needs. */
async function takePage() {
  const { files, packs } = await listing();
  const optional = new Set(Object.values(packs).flat());
  const core = Object.keys(files).filter((name) => !optional.has(name));
  await takeAll(CACHE, [...core.map((name) => [name, files[name]]), ...written()], "page");
}

/** The packages that are kept whole, as a release before names them. @returns {Promise<string[]>} */
async function keptPacks() {
  const before = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE && name !== PACKS);
  const found = [];
  for (const cacheName of before) {
    const list = await caches.match(HOME + LIST, { cacheName, ignoreVary: true });
    for (const [pack, names] of Object.entries((await list?.json())?.packs ?? {})) if (await arePacked(names)) found.push(pack);
  }
  return found;
}

/** @param {string[]} names */
async function arePacked(names) {
  const found = names.map((name) => caches.match(HOME + name, { cacheName: PACKS, ignoreVary: true }));
  return (await Promise.all(found)).every(Boolean);
}

/** What names the folder of the release, and so is not in its list. @returns {[string, [number, string]][]} */
const written = () => Object.entries(RELEASE.written).map(([name, sha256]) => [name, [0, sha256]]);

/** The list of the release, which is good if it is the one that was announced. */
async function listing() {
  const cache = await caches.open(CACHE);
  const there = await cache.match(HOME + LIST, { ignoreVary: true });
  const response = there ?? (await take(LIST, RELEASE.sha256));
  if (!there) await cache.put(HOME + LIST, response.clone());
  return response.json();
}

/** Put those files in a cache that are not there yet, a few at a time, and tell how far it is. @param {string} cacheName
 *  @param {any[]} files [name, [size, sha256]] @param {string} what "page" or the name of a package */
async function takeAll(cacheName, files, what) {
  const cache = await caches.open(cacheName);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  const waiting = files.filter(([name]) => !there.has(HOME + name));
  const sizeOf = (/** @type {any[]} */ some) => some.reduce((sum, [, [size]]) => sum + size, 0);
  const total = sizeOf(files);
  const fetched = waiting.length > 0;
  let done = total - sizeOf(waiting);
  const lane = async () => {
    for (let next = waiting.shift(); next && !ended(); next = waiting.shift()) {
      const [name, [size, sha256]] = next;
      await cache.put(HOME + name, (await fromBefore(name, sha256)) ?? (await take(name, sha256)));
      done += size;
      channel.postMessage({ kind: "progress", what, done, total });
    }
  };
  const stop = (/** @type {any} */ error) => ((waiting.length = 0), Promise.reject(error));
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => lane().catch(stop))); // none tells of progress after a failure
  for (const one of lanes) if (one.status === "rejected") throw one.reason;
  if (!ended()) channel.postMessage({ kind: "kept", what, fetched });
}

/** A file that did not change since the release before need not be fetched again. It is packed anew, because a response
 *  knows the address it came from, and a module would look there for its neighbours. @param {string} name
 *  @param {string} sha256 */
async function fromBefore(name, sha256) {
  const found = await caches.match(HOME + name, { ignoreVary: true });
  if (!found || !(await isGood(found, sha256))) return null;
  return bare(found);
}

/** Only the file and its type: what a server said with it, such as the offer of a quick start, holds while that is there.
 *  @param {Response} response */
const bare = async (response) => new Response(await response.blob(), { headers: { "Content-Type": response.headers.get("Content-Type") ?? "" } });

/** Fetch one file of the release and hold it against its hash; what an earlier visit left behind gets no second chance.
 *  @param {string} name @param {string} sha256 @returns {Promise<Response>} */
async function take(name, sha256) {
  const beside = BESIDE.includes(name);
  const lasting = RELEASE.folder !== "" && !beside; // its address never means another file
  const path = beside ? name.replace("index.html", "") : RELEASE.folder + name;
  for (const cache of /** @type {RequestCache[]} */ (lasting ? ["default", "reload"] : ["no-cache"])) {
    const response = await fetch(HOME + path, { cache, signal: end.signal });
    if (response.ok && (await isGood(response, sha256))) return name === CONFIGURATION ? bare(response) : response;
  }
  throw new Error(`${name} is not the file of release ${RELEASE.id}`);
}

/** @param {Response} response @param {string} sha256 */
async function isGood(response, sha256) {
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}

/** From now on this release answers. */
async function activate() {
  await tidy(1);
  await worker.clients.claim();
}

/** Let go of releases that no page shows any more; the one that is being taken stays, too.
 *  @param {number} [pages] so many may be open that do not need them */
async function tidy(pages = 0) {
  const { installing, waiting } = worker.registration;
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = open.filter((/** @type {any} */ { url }) => url.startsWith(HOME));
  if (installing || waiting || ours.length > pages) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE && name !== PACKS) await caches.delete(name);
  }
  const list = await kept({ id: RELEASE.id, name: LIST });
  if (list && (await caches.has(PACKS))) await dropPackagesBut((await list.json()).files);
}

/** Let go of packages that this release does not know. @param {Record<string, any>} files */
async function dropPackagesBut(files) {
  const cache = await caches.open(PACKS);
  for (const { url } of await cache.keys()) if (!(url.slice(HOME.length) in files)) await cache.delete(url, { ignoreVary: true });
}

/** Ends all keeping, because the reader lets go of everything or takes the next release. */
let end = new AbortController();
const ended = () => end.signal.aborted;
/** Orders that are being carried out. @type {Set<Promise<void>>} */
const orders = new Set();

/** What a page asks for; to end all keeping is answered when nothing is being kept any more.
 *  @param {{do: string, pack: string}} order @param {MessagePort} [port] to answer through */
async function carryOut(order, port) {
  if (order.do === "end") {
    end.abort();
    await Promise.allSettled(orders);
    return port?.postMessage("ended");
  }
  if (order.do === "keep" && ended()) end = new AbortController();
  const work = obey(order);
  orders.add(work);
  await work.finally(() => orders.delete(work));
}

/** Take over, keep a package or let go of it. @param {{do: string, pack: string}} order */
async function obey({ do: deed, pack }) {
  if (deed === "take") return worker.skipWaiting();
  if (deed === "keep") await (pack === "page" ? takePage() : takePack(pack)).catch((error) => tellProblem(pack, error));
  if (deed === "drop") {
    const names = /** @type {string[]} */ ((await listing()).packs[pack] ?? []);
    const cache = await caches.open(PACKS);
    await Promise.all(names.map((name) => cache.delete(HOME + name)));
    channel.postMessage({ kind: "dropped", what: pack });
  }
}

/** @param {string} pack a name that this release may not know */
async function takePack(pack) {
  const { files, packs } = await listing();
  const names = /** @type {string[]} */ (packs[pack] ?? []);
  await takeAll(PACKS, names.map((name) => [name, files[name]]), pack);
}

/** @param {any} error */
const isFull = (error) => error?.name === "QuotaExceededError" || /quota/i.test(String(error));

/** @param {string} what @param {any} error */
function tellProblem(what, error) {
  if (!ended()) channel.postMessage({ kind: "problem", what, problem: isFull(error) ? "full" : "files", detail: String(error) });
}
