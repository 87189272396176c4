/** A small menu under a button: opened and walked through by pointer or keys, closed by Escape or by leaving it. */

import { h } from "../words/dom.js";

/** @typedef {{id: string, say: any, act: () => Promise<any> | void}} Entry */

/**
 * Open a menu beside the button that was pressed.
 * @param {HTMLElement} button @param {any} name @param {Entry[]} entries @param {HTMLElement} [foot]
 */
export function openMenu(button, name, entries, foot) {
  const status = h("p", { class: "menu-status", role: "status" });
  const items = entries.map(({ id, say, act }) =>
    h("button", { type: "button", role: "menuitem", class: "menu-item", tabIndex: -1, "data-entry": id, say, onclick: () => choose(act) }));
  const list = h("div", { role: "menu", sayLabel: name, onkeydown: walk }, ...items);
  const menu = h("div", { class: "menu", onfocusout: leave }, list, foot, status);
  let busy = false;

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const at = items.indexOf(/** @type {any} */ (document.activeElement));
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (event.key === "Escape") close();
    else if (event.key in moves) items[(moves[event.key] + items.length) % items.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {FocusEvent} event */
  function leave({ relatedTarget }) {
    if (!busy && !menu.contains(/** @type {Node | null} */ (relatedTarget))) close(false);
  }

  /** @param {boolean} [back] whether the focus returns to the button */
  function close(back = true) {
    if (!menu.isConnected) return;
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
    menu.remove();
  }

  /** @param {() => Promise<any> | void} act */
  async function choose(act) {
    if (busy) return;
    busy = true;
    menu.classList.add("busy");
    status.replaceChildren(h("span", { say: "save.working" }));
    try {
      await act();
      close();
    } catch (error) {
      status.replaceChildren(h("span", { class: "refusal", say: /** @type {any} */ (error)?.text ?? "error.unknown" }));
    } finally {
      busy = false;
      menu.classList.remove("busy");
    }
  }

  button.setAttribute("aria-expanded", "true");
  button.after(menu);
  items[0].focus();
  menu.scrollIntoView({ block: "nearest" });
}
