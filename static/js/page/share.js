/** The dialog for what leaves the page and comes back: links, files of states and numbers, programs, films, embedding. */

import { h, speak } from "../words/dom.js";
import { stepDescription } from "../engine/session.js";
import { fromDisk } from "./copy.js";
import { openDialog } from "./dialog.js";
import { makeFileDoor, takeDrops } from "./file-door.js";
import { section } from "./section.js";
import { makeEmbedding } from "./embedding.js";
import { makeFilmSection } from "./film-section.js";
import { makeLinkSection } from "./link-section.js";
import { play } from "./playing.js";
import { makeTaskSection } from "./task-section.js";
import { ask, csvBlob, download, fileName, reason } from "./saving.js";

/** A file larger than this is not one of ours (Python says the same). */
const LARGEST_FILE = 6_000_000;

/** @param {{open: (place: any) => Promise<any>}} page */
export function openShare({ open }) {
  play(false);
  const status = h("p", { class: "share-status", role: "status" });
  const passes = stepDescription().length > 0;
  const tell = (/** @type {any} */ text) => (text ? speak(status, text) : void (status.textContent = ""));
  const body = h("div", { class: "share" },
    makeLinkSection(),
    section("share.files", ...files(tell, passes), makeDoor(tell, open)),
    stepDescription().runs && section("share.program", h("p", { class: "quiet", say: "share.program_why" }), ...programs(tell)),
    passes && makeFilmSection(tell),
    makeTaskSection(),
    !fromDisk && makeEmbedding(),
    status,
  );
  takeDrops(body, ([file]) => takeIn(file, tell, open));
  openDialog("share.title", body);
}

/** A button that saves something and tells what came of it. @param {string} id @param {string} text
 *  @param {(tell: any) => Promise<any>} act @param {(text: any) => void} tell */
function saver(id, text, act, tell) {
  const button = h("button", { type: "button", class: "button", "data-save": id, say: text, onclick: run });
  async function run() {
    button.disabled = true;
    tell("save.working");
    try {
      tell({ key: "save.saved", values: { name: await act(tell) } });
    } catch (error) {
      tell(reason(error));
    }
    button.disabled = false;
  }
  return button;
}

/** @param {(text: any) => void} tell @param {boolean} passes whether time passes in this step */
function files(tell, passes) {
  return [h("div", { class: "share-row" }, saver("state", "share.state", saveState, tell), saver("run", passes ? "share.run" : "share.readouts", saveRun, tell))];
}

/** @param {(text: any) => void} tell */
function programs(tell) {
  return [h("div", { class: "share-row" },
    saver("py", "share.script", () => saveProgram("py", "text/x-python"), tell),
    saver("ipynb", "share.notebook", () => saveProgram("ipynb", "application/x-ipynb+json"), tell))];
}

async function saveState() {
  const { header } = await ask({ do: "state" });
  const name = fileName("json");
  download(name, new Blob([JSON.stringify(header.document, null, 1)], { type: "application/json" }));
  return name;
}

/** The run comes in parts, so that the page can say how far it is. @param {(text: any) => void} tell */
async function saveRun(tell) {
  const parts = [];
  for (let first = 0; first !== null; ) {
    const { header } = await ask({ do: "run-sheet", first });
    parts.push(header.text);
    first = header.next;
    if (first !== null) tell({ key: "save.rows", values: { t: first, length: header.length } });
  }
  const name = fileName("csv", "readouts");
  download(name, csvBlob(parts.join("")));
  return name;
}

/** @param {string} format @param {string} type */
async function saveProgram(format, type) {
  const { header } = await ask({ do: "program", format });
  const name = fileName(format);
  download(name, new Blob([header.text], { type }));
  return name;
}

/** The way in for a file: a button and the whole dialog as a place to drop it. @param {(text: any) => void} tell
 *  @param {(place: any) => Promise<any>} open */
function makeDoor(tell, open) {
  const door = makeFileDoor({ id: "share-file", accept: ".json,application/json", say: "share.load", marks: { "data-save": "load" }, take: ([file]) => takeIn(file, tell, open) });
  return h("p", { class: "share-door" }, ...door, h("span", { class: "quiet", say: "share.drop" }));
}

/** @param {File} file @param {(text: any) => void} tell @param {(place: any) => Promise<any>} open */
async function takeIn(file, tell, open) {
  if (file.size > LARGEST_FILE) return tell("refusal.state_too_large");
  const text = await file.text();
  if (!text.trimStart().startsWith("{") && !file.name.endsWith(".json")) return tell({ key: "share.no_state", values: { name: file.name } });
  try {
    const { header } = await ask({ do: "place", text });
    await open({ ...header, given: header.packed });
  } catch (error) {
    tell(reason(error));
  }
}
