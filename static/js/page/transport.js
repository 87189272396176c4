/**
 * The transport bar: to the start, back, play or pause, forward; the scrubber; t and loss; speed; whether a change
 * begins the run anew or branches from here; and the ways to the steps before and after.
 */

import { h, speak, stand } from "../words/dom.js";
import { icon } from "./icons.js";
import { readout } from "./readouts.js";
import { advance, seek } from "../engine/session.js";
import { getSpeed, isPlaying, play, playingChanged, SPEEDS, setSpeed } from "./playing.js";

/** @param {string} name @param {string} text @param {() => void} act */
const tool = (name, text, act) =>
  h("button", { type: "button", class: "tool", sayLabel: text, sayTitle: text, onclick: act, "data-act": name }, icon(name));

/** More beats than this are counted rather than shown as dots. */
const MOST_DOTS = 12;

/**
 * @param {{goStep: (offset: number) => void}} options
 */
export function createTransport({ goStep }) {
  const playButton = tool("play", "transport.play", () => toggle());
  const start = tool("start", "transport.start", () => seek(0));
  const back = tool("back", "transport.back", () => stepBy(-1));
  const forward = tool("forward", "transport.forward", () => stepBy(1));
  const scrubber = h("input", { type: "range", class: "scrubber", min: "0", step: "1", sayLabel: "transport.scrub", oninput: scrub });
  const time = h("output", { class: "time" });
  const beats = h("span", { class: "beats", role: "img" });
  const loss = h("output", { class: "loss" });
  const speed = h("select", { class: "speed", sayLabel: "transport.speed", onchange: () => setSpeed(speed.value) },
    ...SPEEDS.map(({ id }) => h("option", { value: id, say: `speed.${id}` })));
  const branch = h("input", { type: "checkbox", role: "switch", id: "branch-here" });
  const branchLabel = h("label", { class: "branch", sayTitle: "transport.branch_why" }, branch, icon("branch"), h("span", { say: "transport.branch" }));
  const previous = h("button", { type: "button", class: "way previous", onclick: () => goStep(-1) }, icon("previous"), h("span", { class: "way-title" }));
  const next = h("button", { type: "button", class: "way next", onclick: () => goStep(1) }, h("span", { class: "way-title" }), icon("next"));

  const clock = h("div", { class: "clock" },
    h("div", { class: "buttons" }, start, back, playButton, forward),
    h("div", { class: "track" }, scrubber, beats),
    time, loss, speed, branchLabel);
  const element = h("footer", { class: "transport", sayLabel: "transport.name" }, previous, clock, next);

  let length = 0;
  /** @type {any} */
  let frame = null;

  function toggle() {
    if (!isPlaying() && frame?.ended) seek(0).then(() => play(true));
    else play(!isPlaying());
  }

  /** @param {number} n */
  function stepBy(n) {
    play(false);
    advance(n);
  }

  function scrub() {
    play(false);
    fillTrack(scrubber.valueAsNumber);
    seek(scrubber.valueAsNumber);
  }

  /** @param {number} t */
  function fillTrack(t) {
    scrubber.style.setProperty("--filled", String(length ? t / length : 0));
  }

  /** A dot for each beat; of many, a count. @param {number} n */
  function divide(n) {
    beats.classList.toggle("many", n > MOST_DOTS);
    beats.replaceChildren(...(n > 1 && n <= MOST_DOTS ? Array.from({ length: n }, () => h("i")) : []));
  }

  /** @param {number} beat @param {number} n */
  function showBeat(beat, n) {
    if (n > MOST_DOTS) {
      if (!beats.classList.contains("many")) divide(n);
      beats.style.setProperty("--digits", String(String(n - 1).length));
      beats.textContent = `${beat} / ${n - 1}`;
      return;
    }
    if (beats.classList.contains("many") || beats.children.length !== (n > 1 ? n : 0)) divide(n);
    [...beats.children].forEach((dot, i) => dot.classList.toggle("now", i === beat));
  }

  playingChanged.on((on) => {
    playButton.replaceChildren(icon(on ? "pause" : "play"));
    speak(playButton, on ? "transport.pause" : "transport.play", "aria-label");
    speak(playButton, on ? "transport.pause" : "transport.play", "title");
    // Who steps hears where the run is; nobody listens to sixty numbers a second.
    for (const output of [time, loss]) output.setAttribute("aria-live", on ? "off" : "polite");
  });

  return {
    element,
    toggle,
    stepBy,
    branching: () => branch.checked && (frame?.t ?? 0) > 0,
    /** What the step is, before its first frame. @param {any} step @param {string | null} before @param {string | null} after */
    prepare(step, before, after) {
      length = step.length;
      clock.classList.toggle("timeless", length === 0);
      scrubber.max = String(length);
      time.style.minWidth = `${String(length).length * 2 + 3}ch`;
      setWay(previous, "transport.previous", before);
      setWay(next, "transport.next", after);
      divide(step.beats);
      if (!frame || frame.step !== step.id) {
        fillTrack(0);
        branch.checked = false;
      }
      stand(speed, getSpeed().id);
    },
    /** @param {any} shown */
    show(shown) {
      frame = shown;
      if (document.activeElement !== scrubber || isPlaying() || scrubber.valueAsNumber !== frame.t) {
        scrubber.valueAsNumber = frame.t;
      }
      fillTrack(frame.t);
      time.textContent = `t ${frame.t} / ${frame.length}`;
      const { loss: value } = frame.readouts;
      speak(loss, value === undefined ? "" : { key: "transport.loss", values: { name: { key: "readout.loss" }, loss: readout(value) } });
      showBeat(frame.beat, frame.beats);
      speak(beats, frame.beats > 1 ? { key: "transport.beat", values: { beat: frame.beat + 1, beats: frame.beats } } : "", "aria-label");
      forward.disabled = frame.ended;
      back.disabled = start.disabled = frame.t === 0 && frame.beat === 0;
      stand(speed, getSpeed().id);
    },
  };
}

/** @param {HTMLButtonElement} button @param {string} name @param {string | null} title */
function setWay(button, name, title) {
  button.hidden = title === null;
  button.querySelector(".way-title")?.replaceChildren(title ?? "");
  speak(button, { key: name, values: { title: title ?? "" } }, "aria-label");
  speak(button, { key: name, values: { title: title ?? "" } }, "title");
}
