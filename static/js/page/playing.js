/**
 * Playing: on each picture of the screen the next frame is asked for and the newest one drawn.
 *
 * While an answer is on its way one more is asked for, so that Python goes on while the page draws; where answers are
 * slow it is not, so that whoever changes something does not wait for two. Of two answers that came together one is for
 * the next picture, so that one that comes late leaves no gap; more are never kept. Who asked the system for less motion
 * sees a still every half second, as far on as the run would have come.
 */

import { advance, computedWithin, currentFrame, unanswered } from "../engine/session.js";
import { createSignal } from "../basics/signal.js";
import { countFrame, countWork, forgetFrames } from "../engine/stats.js";
import { recall, remember } from "../basics/memory.js";

/** Updates a second, or updates a picture. @type {{id: string, perSecond?: number, perPicture?: number}[]} */
export const SPEEDS = [
  { id: "2s", perSecond: 2 },
  { id: "10s", perSecond: 10 },
  { id: "1f", perPicture: 1 },
  { id: "5f", perPicture: 5 },
  { id: "20f", perPicture: 20 },
];
const STILL_EVERY = 500;
const PICTURES_A_SECOND = 60;
/** An answer within so many milliseconds is quick. */
const QUICK = 40;

/** Told when playing begins or ends. */
export const playingChanged = createSignal();

const stills = matchMedia("(prefers-reduced-motion: reduce)");
let playing = false;
let speed = SPEEDS.find(({ id }) => id === recall("speed")) ?? null;
let lastAsked = 0;
/** @type {(() => void)[]} each draws an answer that has arrived */
let pending = [];
let scheduled = 0;

export const isPlaying = () => playing;

/** Steps of few updates or with beats go slowly by themselves. */
function naturalSpeed() {
  const frame = currentFrame();
  return frame && (frame.beats > 1 || frame.length <= 40) ? SPEEDS[0] : SPEEDS[2];
}

export const getSpeed = () => speed ?? naturalSpeed();

/** @param {string} id */
export function setSpeed(id) {
  speed = SPEEDS.find((one) => one.id === id) ?? null;
  remember("speed", id);
}

/** Draw at the next picture of the screen. @param {() => void} draw */
export function drawSoon(draw) {
  pending.push(draw);
  scheduled ||= requestAnimationFrame(picture);
}

/** Start or stop. @param {boolean} on */
export async function play(on) {
  if (on === playing) return;
  if (on && currentFrame()?.length === 0) return;
  playing = on;
  if (on) forgetFrames();
  playingChanged.emit(on);
  lastAsked = -Infinity;
  if (on) scheduled ||= requestAnimationFrame(picture);
}

/**
 * The next frame is asked for before this one is drawn, so that Python computes while the page draws.
 * @param {number} now
 */
function picture(now) {
  scheduled = 0;
  const ended = currentFrame()?.ended;
  if (playing && !ended) askNext(now);
  drawPending(now);
  if (!playing) return;
  if (ended) return void play(false);
  scheduled ||= requestAnimationFrame(picture);
}

/** @param {number} now */
function drawPending(now) {
  if (!pending.length) return;
  const started = performance.now();
  const kept = playing && pending.length === 2 ? 1 : 0;
  for (const draw of pending.splice(0, pending.length - kept)) draw();
  countWork("page", performance.now() - started);
  if (playing) countFrame(now);
}

/** @param {number} now */
function askNext(now) {
  const { perSecond, perPicture } = getSpeed();
  const every = Math.max(perSecond ? 1000 / perSecond : 0, stills.matches ? STILL_EVERY : 0);
  if (every && now - lastAsked < every - 4) return;
  if (unanswered() > (computedWithin() < QUICK ? 1 : 0)) return;
  const rate = perSecond ?? (perPicture ?? 1) * PICTURES_A_SECOND;
  const n = stills.matches ? Math.max(1, Math.round((rate * STILL_EVERY) / 1000)) : (perPicture ?? 1);
  lastAsked = now;
  advance(n).catch(() => play(false));
}
