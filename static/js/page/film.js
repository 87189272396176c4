/**
 * A film of a run: the figures as they stand at a row of times, as a GIF or as WebM (compressed by the browser). Each
 * frame is the page's own drawing of `seek(t)`, so a film is the same on a slow machine, where it only takes longer.
 */

import { paint } from "../figures/paint.js";
import { currentFrame, currentLesson, currentStep, seek } from "../engine/session.js";

/** @typedef {{from: number, to: number, frames: number, format: "gif" | "webm", caption: string}} Wish */
/** @typedef {{tell: (done: number, all: number) => void, stopped: () => boolean}} Progress */

export const MOST_FRAMES = 120;
const WIDEST = 960;
const PICTURES_A_SECOND = 12;
const LAST_STAYS = 1500; // ms
const WHOLE_EVERY = 24; // the others of a video hold only what has changed
const FOOT = 26; // CSS pixels of the line below
const EDGE = 12;

/** The times that a film shows: evenly spread, both ends among them. @param {Wish} wish */
export function timesOf({ from, to, frames }) {
  const n = Math.min(frames, MOST_FRAMES, Math.abs(to - from) + 1);
  const times = Array.from({ length: n }, (_, i) => Math.round(from + ((to - from) * i) / Math.max(1, n - 1)));
  return [...new Set(times)];
}

/** @param {Wish} wish @param {Progress} progress @returns {Promise<Blob | null>} null when it was stopped */
export async function makeFilm(wish, progress) {
  const before = currentFrame();
  try {
    const times = timesOf(await withinRun(wish));
    await drawn(); // the film is as large as the page at its end: more may be told there than at the start
    stay(before);
    return await shoot(before, times, wish, progress);
  } finally {
    if (shows(before)) await seek(before.t, before.beat);
  }
}

/** @param {any} before @param {number[]} times @param {Wish} wish @param {Progress} progress */
async function shoot(before, times, { caption, format }, progress) {
  const reel = createReel(caption);
  const camera = await (format === "gif" ? createGif : createWebm)(reel);
  try {
    for (const [i, t] of times.entries()) {
      if (progress.stopped()) return null;
      stay(before);
      await seek(t);
      await drawn();
      stay(before, t);
      reel.paint(t);
      await camera.take(i === times.length - 1);
      progress.tell(i + 1, times.length);
    }
    return await camera.finish();
  } finally {
    camera.close();
  }
}

/** @param {any} before @param {number} [t] */
function stay(before, t) {
  if (!shows(before, t)) throw Object.assign(new Error("overtaken"), { text: "save.overtaken" });
}

/** Whether the page is still where it was, at some time: a teacher or the way back may lead it elsewhere meanwhile.
 *  @param {any} before @param {number} [t] */
function shows({ lesson, step }, t) {
  return currentLesson()?.id === lesson && currentStep() === step && (t === undefined || currentFrame()?.t === t);
}

/** A run may end before its step does: then a film ends there, too. @param {Wish} wish @returns {Promise<Wish>} */
async function withinRun(wish) {
  await seek(Math.max(wish.from, wish.to));
  const { t } = currentFrame();
  return { ...wish, from: Math.min(wish.from, t), to: Math.min(wish.to, t) };
}

/** What was asked for is drawn with the next picture of the screen. */
const drawn = () =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 200); // a hidden page draws nothing
    requestAnimationFrame(() => requestAnimationFrame(() => (clearTimeout(timer), resolve(undefined))));
  });

/** The canvas on which frames are painted. @param {string} caption */
function createReel(caption) {
  const parts = [...document.querySelectorAll(".stage-head .readouts, .lesson .panel")].filter((part) => part.getClientRects().length);
  const stacked = matchMedia("(max-width: 900px)").matches; // the parts stand far from each other then
  const size = stacked ? pile(parts) : bounds(parts);
  const scale = Math.min(1, WIDEST / size.width);
  const canvas = document.createElement("canvas");
  canvas.width = even((size.width + 2 * EDGE) * scale);
  canvas.height = even((size.height + 2 * EDGE + FOOT) * scale);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  const style = getComputedStyle(document.body);
  const paper = style.getPropertyValue("--ground");

  return {
    canvas,
    ctx,
    /** @param {number} t */
    paint(t) {
      const { left, top } = bounds(parts); // the page may have been scrolled
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalAlpha = 1;
      ctx.fillStyle = paper;
      ctx.fillRect(0, 0, canvas.width, canvas.height);
      let down = 0;
      for (const part of parts) {
        const box = part.getBoundingClientRect();
        const base = new DOMMatrix().scale(scale).translate(EDGE - (stacked ? box.left : left), EDGE + down - (stacked ? box.top : top));
        paint({ ctx, base }, part);
        if (stacked) down += box.height + EDGE;
      }
      ctx.setTransform(new DOMMatrix().scale(scale));
      ctx.globalAlpha = 0.8;
      ctx.fillStyle = style.color;
      ctx.font = `12px ${style.fontFamily}`;
      ctx.textAlign = "left";
      ctx.fillText(fitted(ctx, caption, `t = ${t}`, size.width), EDGE, size.height + 2 * EDGE + 10);
    },
  };
}

/** The caption, shortened where the picture is too narrow; t stays. @param {CanvasRenderingContext2D} ctx
 *  @param {string} caption @param {string} time @param {number} width */
function fitted(ctx, caption, time, width) {
  let words = caption;
  while (words && ctx.measureText(`${words}… · ${time}`).width > width) words = words.slice(0, -1);
  return `${words}${words === caption ? "" : "…"} · ${time}`;
}

/** @param {Element[]} parts */
function bounds(parts) {
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = Math.max(...boxes.map((box) => box.right)) - left;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top;
  return { left, top, width, height };
}

/** The room of parts that are put below each other. @param {Element[]} parts */
function pile(parts) {
  const boxes = parts.map((part) => part.getBoundingClientRect());
  return { width: Math.max(...boxes.map((box) => box.width)), height: boxes.reduce((sum, box) => sum + box.height + EDGE, -EDGE) };
}

/** Videos want even sizes. @param {number} size */
const even = (size) => 2 * Math.max(1, Math.round(size / 2));

/** @param {ReturnType<typeof createReel>} reel */
async function createGif({ canvas, ctx }) {
  const { GIFEncoder, quantize, applyPalette } = await import("../../vendor/gifenc-1.0.3/gifenc.esm.js");
  const encoder = GIFEncoder();
  return {
    /** @param {boolean} last */
    take(last) {
      const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
      const palette = quantize(data, 256);
      const delay = last ? LAST_STAYS : Math.round(100 / PICTURES_A_SECOND) * 10; // GIF counts hundredths of a second
      encoder.writeFrame(applyPalette(data, palette), canvas.width, canvas.height, { palette, delay, repeat: 0 });
      return Promise.resolve();
    },
    finish() {
      encoder.finish();
      return Promise.resolve(new Blob([encoder.bytes()], { type: "image/gif" }));
    },
    close() {},
  };
}

/** Whether this browser can compress video: over HTTPS, from this machine or from a file. */
export const canRecord = () => typeof VideoEncoder === "function";

/** @param {ReturnType<typeof createReel>} reel */
async function createWebm({ canvas }) {
  const { webm } = await import("./webm.js");
  const { width, height } = canvas;
  /** @type {import("./webm.js").Picture[]} */
  const pictures = [];
  /** @type {VideoColorSpaceInit | undefined} */
  let colours;
  const encoder = new VideoEncoder({
    output(chunk, about) {
      colours ??= about?.decoderConfig?.colorSpace;
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      pictures.push({ bytes, at: Math.round(chunk.timestamp / 1000), whole: chunk.type === "key" });
    },
    error() {}, // `flush` tells of it
  });
  encoder.configure({ codec: "vp09.00.10.08", width, height, bitrate: 6_000_000, framerate: PICTURES_A_SECOND });
  let shown = 0;
  let at = 0;

  function encode() {
    const frame = new VideoFrame(canvas, { timestamp: 1000 * at });
    encoder.encode(frame, { keyFrame: shown % WHOLE_EVERY === 0 });
    frame.close();
    shown += 1;
  }

  return {
    /** @param {boolean} last */
    take(last) {
      encode();
      at += last ? LAST_STAYS : 1000 / PICTURES_A_SECOND;
      if (last) encode(); // the picture stays until here
      return Promise.resolve();
    },
    async finish() {
      await encoder.flush();
      return webm({ width, height, colours, pictures });
    },
    close() {
      if (encoder.state !== "closed") encoder.close();
    },
  };
}
