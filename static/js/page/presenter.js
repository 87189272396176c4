/** Presenter mode: full screen, large type, nothing but words, figures and transport. */

import { loadedAnew, recallInTab } from "../basics/memory.js";
import { createSignal } from "../basics/signal.js";

/** Told when the mode begins or ends. */
export const presenterChanged = createSignal();

export const presenting = () => document.documentElement.classList.contains("presenting");

/** @param {boolean} [on] */
export async function setPresenting(on = !presenting()) {
  document.documentElement.classList.toggle("presenting", on);
  presenterChanged.emit(on);
  try {
    if (on) await document.documentElement.requestFullscreen?.();
    else if (document.fullscreenElement) await document.exitFullscreen();
  } catch {
    // A browser may refuse full screen; large type without chrome is still worth having.
  }
}

document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && presenting()) setPresenting(false);
});

/** Notes that stood in their window go on when this page is loaded anew. */
if (loadedAnew() && recallInTab("notes")) import("./notes.js").then(({ resumeNotes }) => resumeNotes());
