/**
 * The view of a lesson: words at the left, read-outs, linked figures, controls and code at the right, transport below.
 *
 * It shows what it is given (the words of a step, a frame) and passes on what the reader does; it decides nothing.
 */

import { once } from "../basics/early.js";
import { noteOnce } from "../engine/stats.js";
import { article, fillArticle, lead, prose, title } from "./article.js";
import { bannerChanged } from "./banner.js";
import { createControls } from "./controls.js";
import { h, speak } from "../words/dom.js";
import { fitFormulas } from "../words/fit.js";
import { formulasDrawn } from "../words/formulas.js";
import { icon } from "./icons.js";
import { languageChanged } from "../words/i18n.js";
import { linkTerms } from "../words/links.js";
import { createLive } from "../words/live.js";
import { presenterChanged, presenting } from "./presenter.js";
import { createRail } from "./rail.js";
import { createReadouts } from "./readouts.js";
import { createTransport } from "./transport.js";

/** @typedef {import("../engine/store.js").Shown & {recorded?: boolean}} Shown */
/** @typedef {import("../words/words.js").Words} Words */

/** Figures of this height, in pixels, are seen from the last row; up to three of them in a little less. */
const [PROJECTED, FEW_PROJECTED] = [580, 480];

/** The height of a bar at the window's edge, in pixels. @param {string} name */
const edge = (name) => parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));

/**
 * @param {HTMLElement} host
 * @param {{roles: any, highlight: any, rail: HTMLElement, set: (name: string, value: any, more?: Record<string, any>) => Promise<any>,
 *   send: (gesture: any) => Promise<any>, goStep: (offset: number) => void, go: (step: string) => void,
 *   reset: () => void, carry: () => void, share: () => void}} options
 */
export function createLessonView(host, { roles, highlight, rail: railHost, set, send, goStep, go, reset, carry, share }) {
  const ways = h("nav", { class: "ways", sayLabel: "lesson.ways" });
  const message = h("p", { class: "message", role: "status" });
  article.append(ways, message);

  const readoutHost = h("dl", { class: "readouts" });
  const note = h("p", { class: "recording", say: "recording.note", hidden: true });
  const resetButton = h("button", { type: "button", class: "tool reset", sayLabel: "lesson.reset", sayTitle: "lesson.reset", onclick: reset }, icon("reset"));
  const carryButton = h("button", { type: "button", class: "button carry", say: "carry.open", onclick: carry, hidden: true });
  const shareButton = h("button", { type: "button", class: "tool share-button", sayLabel: "share.title", sayTitle: "share.title", onclick: share }, icon("share"));
  const head = h("div", { class: "stage-head" }, readoutHost, note, h("div", { class: "stage-tools" }, carryButton, shareButton, resetButton));
  const figureHost = h("div", { class: "figures" });
  const controlHost = h("div", { class: "controls" });
  const codeHost = h("div", { class: "code-host" });
  const stage = h("section", { class: "stage", sayLabel: "lesson.figures" }, head, figureHost, controlHost, codeHost);

  const live = createLive(article);
  const readouts = createReadouts(readoutHost);
  /** @type {ReturnType<typeof import("./panels.js").createPanels> | null} */
  let panels = null;
  const controls = createControls(controlHost, { set, act: (name) => send({ name, index: litItem(), x: 0, y: 0, phase: "end" }) });
  /** @type {ReturnType<typeof import("../words/code.js").createCode> | null} */
  let code = null;
  const transport = createTransport({ goStep });
  const rail = createRail(railHost, go);
  linkTerms(article, highlight);
  const lesson = h("div", { class: "lesson" }, stage);

  /** What a button acts on: the item that is lit; −1 is none. */
  const litItem = () => Number(highlight.current()?.split(":").at(-1) ?? -1);

  let step = "";
  /** @type {Shown | null} */
  let last = null;

  /** The room that is left for figures beside everything that stands above and with them; groups of controls count as folded, so
   *  that no figure shrinks because one was opened. A class looks at figures: where they would be small, they have the
   *  window for themselves, and controls and code come below. */
  function room() {
    const others = stage.offsetHeight - figureHost.offsetHeight - unfoldedHeight(stage);
    const above = host.getBoundingClientRect().top + scrollY;
    const height = innerHeight - above - edge("--transport") - others;
    const enough = figureHost.childElementCount > 3 ? PROJECTED : FEW_PROJECTED;
    if (!presenting() || height >= enough) return { width: figureHost.clientWidth, height };
    const below = stage.offsetHeight - unfoldedHeight(stage) - (figureHost.offsetTop + figureHost.offsetHeight);
    return { width: figureHost.clientWidth, height: Math.max(height, Math.min(height + below, PROJECTED)) };
  }

  /** @type {Shown | null} a frame whose figures nobody can draw yet */
  let undrawn = null;

  /** What draws figures and colours code is half of all modules, and runs once the words are there. */
  const bringFigures = once(async () => {
    const [{ createPanels }, { createCode }] = await Promise.all([import("./panels.js"), import("../words/code.js")]);
    panels = createPanels(figureHost, { lead, roles, highlight, send, room });
    code = createCode(codeHost, () => relayout());
    if (undrawn) showFigures(undrawn);
    if (last) code.show(last.frame.code);
    undrawn = null;
  });

  /** @param {Shown} shown */
  function showFigures(shown) {
    if (panels) panels.show(shown);
    if (panels && !shown.recorded) noteOnce("first_live_frame_ms");
    if (!panels) undrawn = { ...shown, figures: shown.figures ?? undrawn?.figures ?? null };
    if (shown.figures) relayout();
  }

  let waiting = 0;
  function relayout() {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      panels?.layout();
      placeStage();
      fitFormulas(prose);
    });
  }

  /** A stage that is higher than the window scrolls to its end and then stays. */
  function placeStage() {
    const top = Math.min(edge("--bar"), innerHeight - edge("--transport") - stage.offsetHeight);
    stage.style.setProperty("--stage-top", `${top}px`);
  }

  addEventListener("resize", relayout);
  stage.addEventListener("toggle", placeStage, true); // a group that opens is brought into sight just after this
  document.fonts.addEventListener("loadingdone", relayout); // letters of another width
  presenterChanged.on(relayout);
  bannerChanged.on(relayout);
  languageChanged.on(relayout); // words of another length

  /** Formulas that came after the words have numbers in them, too. */
  formulasDrawn.on(() => {
    live.collect();
    if (last && last.frame.step === step) showNumbers(last.frame);
    relayout();
  });

  /** @param {Words} text @param {string} id @param {string} lessonId */
  function showWords(text, id, lessonId) {
    const steps = Object.entries(text.steps).map(([name, { title: heading }]) => /** @type {[string, string]} */ ([name, heading]));
    const at = Math.max(0, steps.findIndex(([name]) => name === id));
    const moved = step !== id;
    step = id;
    fillArticle(text, id);
    live.collect();
    ways.replaceChildren(...[-1, 1].map((offset) => makeWay(steps[at + offset], offset)).filter((way) => way !== null));
    rail.show(lessonId, steps, id);
    if (last && last.frame.step === id) showNumbers(last.frame);
    fitFormulas(prose);
    if (moved) scrollTo(0, 0);
    return { before: steps[at - 1]?.[1] ?? null, after: steps[at + 1]?.[1] ?? null };
  }

  /** @param {[string, string] | undefined} neighbour @param {number} offset */
  function makeWay(neighbour, offset) {
    if (!neighbour) return null;
    return h("button", { type: "button", class: offset < 0 ? "way-back" : "way-on", onclick: () => goStep(offset) },
      h("span", { class: "quiet", say: offset < 0 ? "lesson.previous" : "lesson.next" }), h("span", {}, neighbour[1]));
  }

  /** @param {any} frame */
  function showNumbers(frame) {
    live.update(frame);
    showGoal(frame.goal);
  }

  /** How the goal of the step stands, in its aside. @param {any} goal */
  function showGoal(goal) {
    const aside = prose.querySelector(".aside.goal");
    if (!aside || !goal) return;
    let line = /** @type {HTMLElement | null} */ (aside.querySelector(".goal-state"));
    if (!line) aside.append((line = h("p", { class: "goal-state", role: "status" })));
    aside.classList.toggle("reached", goal.reached);
    speak(line, goal.text);
  }

  /** @param {any} shown */
  function showMessage(shown) {
    message.className = `message ${shown?.tone ?? "empty"}`;
    if (shown) speak(message, shown.text);
    else message.textContent = "";
  }

  return {
    transport,
    bringFigures,
    mount() {
      if (lesson.isConnected) return;
      lesson.prepend(article);
      host.replaceChildren(lesson);
      document.body.append(transport.element);
      document.body.classList.add("in-lesson");
    },
    unmount() {
      lesson.remove();
      transport.element.remove();
      railHost.replaceChildren();
      document.body.classList.remove("in-lesson");
      step = "";
    },
    showWords,
    /** Turn every space back to how it was first seen. */
    faceFigures: () => panels?.face(),
    /** Controls and clock of a step. @param {any} description @param {any} stepDescription @param {any} ways */
    prepare(description, stepDescription, { before, after }) {
      carryButton.hidden = !stepDescription.carries;
      controls.build(description, stepDescription);
      transport.prepare(stepDescription, before, after);
    },
    /** @param {Shown} shown */
    showFrame(shown) {
      const { frame } = shown;
      last = shown;
      lead.classList.remove("awaiting");
      note.hidden = !shown.recorded;
      stage.classList.toggle("recorded", Boolean(shown.recorded));
      showFigures(shown); // a canvas asks for fonts, so styles are computed before anything else changes them
      readouts.show(frame);
      showMessage(frame.message);
      controls.show({ ...frame.settings, ...frame.standing }, frame.disabled ?? [], frame.absent ?? [], frame.limits);
      code?.show(frame.code);
      transport.show(frame);
      showNumbers(frame);
    },
    relayout,
    focusTitle: () => title.focus({ preventScroll: true }),
  };
}

/** How much higher the groups of controls are than if all were folded into one row. @param {HTMLElement} stage */
function unfoldedHeight(stage) {
  const groups = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (stage.querySelectorAll(".group"))];
  if (!groups.some(({ open }) => open)) return 0;
  const [top, bottom] = [groups[0].getBoundingClientRect().top, groups[groups.length - 1].getBoundingClientRect().bottom];
  return bottom - top - Math.max(...groups.map((group) => /** @type {HTMLElement} */ (group.firstElementChild).offsetHeight));
}
