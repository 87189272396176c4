/**
 * The recorded picture of a step stands in where Python has made none: before it is there, while packages come, and
 * where it refuses. So the picture of another step never stays beside these words.
 */

import { progressed } from "../engine/engine.js";
import { loadRecording } from "../engine/recorded.js";
import * as session from "../engine/session.js";

const placeOf = (/** @type {string} */ lesson, /** @type {string} */ step) => `${lesson}/${step}`;
let shown = "";
session.frameShown.on(({ frame }) => void (shown = placeOf(frame.lesson, frame.step)));
session.failed.on(({ question }) => question.do === "open" && showStill());
progressed.on((event) => event.nnviz === "bringing" && showStill());

/** Show it, unless a picture of the step on screen is there already. */
export async function showStill() {
  const lesson = session.currentLesson();
  const step = session.currentStep();
  const place = placeOf(lesson?.id, step);
  if (!lesson || shown === place) return;
  const still = await loadRecording(lesson.id, step);
  const stillWanted = shown !== place && session.currentLesson() === lesson && session.currentStep() === step;
  if (still && stillWanted) session.showRecorded(still.frame, still.buffer);
}
