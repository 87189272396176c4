/**
 * WebM, the container: compressed pictures of one film, each with its time, as a file that video players open.
 *
 * Such a file is a tree of elements (Matroska): an id, the size of the content, the content. A cluster begins with a
 * picture that needs none before it, so that a player can jump there.
 */

/** @typedef {{bytes: Uint8Array, at: number, whole: boolean}} Picture one picture; `at` in ms, `whole` if it needs none before it */

const LARGEST_SIZE = 8; // bytes in which a size is written
/** @type {Record<string, number>} the numbers that stand for ways to write colours (ITU-T H.273) */
const COLOURS = { bt709: 1, bt470bg: 5, smpte170m: 6, "iec61966-2-1": 13 };
const BROADCAST = 1;
const FULL = 2;

/** @param {{width: number, height: number, colours?: VideoColorSpaceInit, pictures: Picture[]}} film VP9, whose
 *  pictures tell their colours, too, for players that do not ask the container; it ends with its last picture. @returns {Blob} */
export function webm({ width, height, colours, pictures }) {
  const head = element("1a45dfa3", number("4286", 1), number("42f7", 1), number("42f2", 4), number("42f3", 8),
    words("4282", "webm"), number("4287", 2), number("4285", 2));
  const info = element("1549a966", number("2ad7b1", 1_000_000), duration(pictures[pictures.length - 1].at), words("4d80", "nnviz"), words("5741", "nnviz"));
  const video = element("e0", number("b0", width), number("ba", height), ...(colours ? [colour(colours)] : []));
  const track = element("ae", number("d7", 1), number("73c5", 1), number("9c", 0), number("83", 1), words("86", "V_VP9"), video);
  const segment = element("18538067", info, element("1654ae6b", track), ...clusters(pictures));
  return new Blob([head, segment], { type: "video/webm" });
}

/** Without it a player takes full black and white for the narrower ones of television. @param {VideoColorSpaceInit} found */
function colour({ matrix, transfer, primaries, fullRange }) {
  const named = [["55b1", matrix], ["55ba", transfer], ["55bb", primaries]].filter(([, name]) => name && name in COLOURS);
  return element("55b0", number("55b9", fullRange ? FULL : BROADCAST), ...named.map(([id, name]) => number(String(id), COLOURS[String(name)])));
}

/** @param {Picture[]} pictures */
function clusters(pictures) {
  const starts = pictures.flatMap(({ whole }, i) => (whole ? [i] : []));
  return starts.map((start, i) => {
    const { at } = pictures[start];
    return element("1f43b675", number("e7", at), ...pictures.slice(start, starts[i + 1]).map((picture) => block(picture, at)));
  });
}

/** @param {Picture} picture @param {number} start when its cluster starts */
function block({ bytes, at, whole }, start) {
  const head = new DataView(new ArrayBuffer(4));
  head.setUint8(0, 0x81); // of the first track
  head.setInt16(1, at - start);
  head.setUint8(3, whole ? 0x80 : 0);
  return element("a3", head, bytes);
}

/** @param {string} id @param {any[]} content */
function element(id, ...content) {
  const body = new Blob(content);
  const size = new DataView(new ArrayBuffer(LARGEST_SIZE));
  size.setUint32(4, body.size); // no film of ours has 4 GB
  size.setUint8(0, 0x01);
  return new Blob([Uint8Array.from(id.match(/../g) ?? [], (byte) => parseInt(byte, 16)), size, body]);
}

/** @param {string} id @param {number} value */
function number(id, value) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return element(id, view);
}

/** @param {string} id @param {string} text */
const words = (id, text) => element(id, new TextEncoder().encode(text));

/** @param {number} ms */
function duration(ms) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, ms);
  return element("4489", view);
}
