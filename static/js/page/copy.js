/** A line of text to take along: shown, and copied by a button. */

import { h, speak } from "../words/dom.js";

let reach = location.href;

/** The address under which others find this page, without what stands behind it; a file has one, too. */
export const here = () => reach.split(/[?#]/)[0];

/** A server may know of a better one than that in the address bar, which a class cannot open if it is `127.0.0.1`.
 *  @param {string} address */
export const noteReach = (address) => void (reach = address);

/** A page that was opened from a disk has an address that holds on this machine only. */
export const fromDisk = location.protocol === "file:";

/** @param {string} name what the line is */
export function copyRow(name) {
  const field = h("input", { type: "text", readOnly: true, sayLabel: name, onfocus: () => field.select() });
  const button = h("button", { type: "button", class: "button", say: "share.copy", onclick: copy });
  let waiting = 0;

  async function copy() {
    field.select();
    const done = await writeClipboard(field.value);
    speak(button, done ? "share.copied" : "share.copy_by_hand");
    clearTimeout(waiting);
    waiting = window.setTimeout(() => speak(button, "share.copy"), 2000);
  }

  return {
    element: h("div", { class: "share-copy" }, field, button),
    /** @param {string} text */
    show(text) {
      field.value = text;
      button.disabled = !text;
    },
  };
}

/** The clipboard needs a secure page; a classroom's http address is none, so the older way is tried, too. @param {string} text */
async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
