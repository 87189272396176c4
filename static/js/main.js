/**
 * Where the page begins. The engine was started by first.js and works in the background, while words and a recorded
 * picture come on screen; keys, buttons and the public interface are wired up here.
 */

import { exposeApi } from "./api.js";
import * as app from "./page/app.js";
import { hideBanner, mountBanner, showBanner } from "./page/banner.js";
import { tellUnbrought } from "./page/failures.js";
import { find, retell, speak } from "./words/dom.js";
import { computingLong, engineProblem, restartEngine, stateChanged } from "./engine/engine.js";
import { languageChanged } from "./words/i18n.js";
import { icon } from "./page/icons.js";
import { listenToKeys, showKeys } from "./page/keys.js";
import { presenterChanged, presenting, setPresenting } from "./page/presenter.js";
import { mountProgress } from "./page/progress.js";
import { currentFrame, forgetQuestions, frameShown, seek, unanswered } from "./engine/session.js";
import { isPlaying } from "./page/playing.js";
import { noteOnce } from "./engine/stats.js";
import { toggleTheme } from "./page/theme.js";

const switchLanguage = () => app.switchLanguage(app.otherLanguage());

/** @type {import("./page/keys.js").Binding[]} */
const bindings = [
  { keys: [" "], shown: "Space", text: "keys.play", part: "transport", act: () => app.transport().toggle() },
  {
    keys: ["ArrowLeft", "ArrowRight"],
    shown: "← →",
    text: "keys.step",
    part: "transport",
    act: (key) => app.transport().stepBy(key === "ArrowLeft" ? -1 : 1),
  },
  {
    keys: ["Home", "End"],
    shown: "Home End",
    text: "keys.ends",
    part: "transport",
    act: (key) => seek(key === "Home" ? 0 : (currentFrame()?.length ?? 0)),
  },
  {
    keys: ["PageUp", "PageDown"],
    shown: "PageUp PageDown",
    text: "keys.steps",
    part: "ways",
    act: (key) => app.goStep(key === "PageUp" ? -1 : 1),
  },
  { keys: ["f", "F", "p", "P"], shown: "F", text: "keys.presenter", act: () => setPresenting() },
  { keys: ["r", "R"], shown: "R", text: "keys.laser", act: () => lectern().then(({ point }) => point()) },
  { keys: ["b", "B", "."], shown: "B", text: "keys.dark_screen", act: () => lectern().then(({ darken }) => darken()) },
  { keys: ["n", "N"], shown: "N", text: "keys.notes", act: () => lectern().then(({ openNotes }) => openNotes()) },
  { keys: ["l", "L"], shown: "L", text: "keys.language", act: switchLanguage },
  { keys: ["d", "D"], shown: "D", text: "keys.theme", act: toggleTheme },
  { keys: ["s", "S"], shown: "S", text: "share.title", part: "saving", act: app.share },
  { keys: ["t", "T"], shown: "T", text: "data.title", act: app.yourData },
  { keys: ["Escape"], shown: "Esc", text: "keys.escape", act: letGo },
  { keys: ["?"], shown: "?", text: "keys.keys", act: () => showKeys(bindings) },
];

/** What a teacher has at hand comes when somebody presents. */
const lectern = () => import("./page/lectern.js");

/** Use without a network is nobody's first wish, so its modules come when the picture lives. */
const offline = () => import("./page/offline.js");
const REST_MS = 4000;
let lastFrame = 0;
frameShown.on(() => (lastFrame = performance.now()));

/** Keeping the page for use without a network is work for both cores, so it waits until reader and Python rest. */
function keepWhenResting() {
  const left = lastFrame + REST_MS - performance.now();
  if (isPlaying() || unanswered() || left > 0) setTimeout(keepWhenResting, Math.max(left, 500));
  else offline().then(({ begin }) => begin());
}

/** Escape lets go of what is lit, and leaves presenter mode. */
function letGo() {
  app.highlight.pin(null);
  if (presenting()) setPresenting(false);
}

/** The buttons of the bar. */
function wireBar() {
  /** @type {[string, string, () => void][]} */
  const tools = [
    ["#tool-theme", "sun", toggleTheme],
    ["#tool-presenter", "screen", () => setPresenting()],
    ["#tool-offline", "keep", () => offline().then(({ showOffline }) => showOffline())],
  ];
  for (const [selector, name, act] of tools) {
    const button = find(selector);
    button.append(icon(name));
    button.addEventListener("click", act);
  }
  find("#tool-language").addEventListener("click", switchLanguage);
  find("#tool-keys").addEventListener("click", () => showKeys(bindings));
  find("#skip").addEventListener("click", skipToWords);
}

/** The address names the state, so this link must not change it. @param {Event} event */
function skipToWords(event) {
  event.preventDefault();
  document.querySelector("h1")?.focus();
}

/** The bar's own words; they are in the page's markup, so they are named here once. */
function nameBar() {
  /** @type {Record<string, string>} */
  const names = { theme: "keys.theme", offline: "offline.title", presenter: "keys.presenter", language: "bar.language_name", keys: "keys.keys" };
  for (const [name, text] of Object.entries(names)) {
    for (const where of ["aria-label", "title"]) speak(find(`#tool-${name}`), text, where);
  }
  speak(find("#tool-language"), "bar.language");
  speak(find("#skip"), "bar.skip");
  speak(find("#rail"), "bar.steps", "aria-label");
}

/** What becomes of the engine is said when it is not simply ready. @param {any} condition */
function tellEngine({ state, problem, detail }) {
  if (state === "ready") {
    noteOnce("engine_ready_ms");
    hideBanner("engine");
    keepWhenResting();
  }
  if (state !== "failed" && state !== "hung") return;
  const again = { label: state === "hung" ? "engine.restart" : "engine.retry", act: restart };
  showBanner([problem, `engine.${state}_hint`], { detail, topic: "engine", remedies: [again] });
}

/** A new worker; the state comes back from where the reader was. */
function restart() {
  hideBanner("engine");
  forgetQuestions();
  restartEngine();
}

let waiting = false;

/** What takes long is said, and can be stopped. @param {boolean} long */
function tellWaiting(long) {
  if (!long && !waiting) return;
  waiting = long;
  import("./page/waiting.js").then(({ showWaiting }) => showWaiting(waiting, restart));
}

const asked = new URLSearchParams(location.search);
if (asked.get("embed") === "1") import("./page/embed.js").then(({ embed }) => embed());
app.mounted.on(() => {
  if (asked.has("task")) import("./page/task.js").then(({ beginTask }) => beginTask());
  if (asked.has("class")) import("./page/classroom.js").then(({ enterClassroom }) => enterClassroom());
});
mountBanner(find("#view"));
addEventListener("unhandledrejection", tellUnbrought);
mountProgress(find("#progress"));
wireBar();
stateChanged.on(tellEngine);
computingLong.on(tellWaiting);
tellEngine(engineProblem());
languageChanged.on(nameBar);
presenterChanged.on(() => app.relayout());
presenterChanged.on(() => lectern());
listenToKeys(bindings);
exposeApi();
app.startApp().catch((/** @type {any} */ error) => {
  showBanner([error?.text ?? "error.page"], { detail: String(error?.stack ?? error) });
  retell();
});
