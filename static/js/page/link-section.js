/** The link to what is on screen: as text, with the weights inside if wished, and as a QR code when it fits. */

import { stateAddress } from "./app.js";
import { copyRow, fromDisk, here } from "./copy.js";
import { h, speak } from "../words/dom.js";
import { ask, reason } from "./saving.js";
import { section } from "./section.js";

/** Longer links are cut by mail programs and messengers. */
const LONGEST_LINK = 8000;
/** More than this no camera reads from a screen. */
const MOST_QR_LETTERS = 1200;

export function makeLinkSection() {
  const withState = h("input", { type: "checkbox", role: "switch", id: "share-with-state", onchange: () => update() });
  const choice = h("label", { class: "share-choice" }, withState, h("span", { say: "share.with_state" }));
  const row = copyRow("share.link");
  const note = h("p", { class: "quiet", role: "status" });
  const code = h("div", { class: "share-code" });
  let turn = 0;

  async function update() {
    const mine = ++turn;
    const packed = withState.checked ? await packedState() : null;
    if (mine !== turn) return;
    if (packed?.text) return refuse(packed.text);
    const link = new URL(stateAddress({ given: packed?.packed ?? null }), here()).href;
    const key = packed ? "share.too_long" : "share.too_much_changed";
    if (link.length > LONGEST_LINK) return refuse({ key, values: { length: link.length, most: LONGEST_LINK } });
    row.show(link);
    if (fromDisk) return speak(note, "share.only_here");
    await showCode(link);
  }

  /** @param {any} text */
  function refuse(text) {
    row.show("");
    code.replaceChildren();
    speak(note, text);
  }

  /** @param {string} link */
  async function showCode(link) {
    if (link.length > MOST_QR_LETTERS) {
      code.replaceChildren();
      return speak(note, { key: "share.no_code", values: { length: link.length, most: MOST_QR_LETTERS } });
    }
    const { drawCode } = await import("./code-image.js");
    code.replaceChildren(drawCode(link));
    speak(note, { key: withState.checked ? "share.state_inside" : "share.plain", values: { length: link.length } });
  }

  update();
  return section("share.link", h("div", { class: "share-link" }, h("div", {}, row.element, choice, note), code));
}

/** The packed state, or the sentence that says why there is none. */
const packedState = () =>
  ask({ do: "state" }).then(({ header }) => ({ packed: header.packed, text: null }), (error) => ({ packed: null, text: reason(error) }));
