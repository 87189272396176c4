/**
 * Linked views. One object is shared by every figure, formula and array on the page: it holds the
 * thing that is lit ("sample:0") or null. Pointing lights a thing for as long as the pointer stays;
 * tapping or clicking pins it, until the same thing is tapped again, or nothing is, or Escape is pressed.
 */

/**
 * @typedef {Object} Highlight
 * @property {() => string|null} current the thing that is lit
 * @property {(thing: string|null) => void} set light a thing; null falls back to the pinned one
 * @property {(thing: string|null) => void} pin keep a thing lit; the pinned thing again, or null, lets go
 * @property {(thing: string) => void} hold keep a thing lit without letting go of it when it is asked for twice
 * @property {(fn: (thing: string|null) => void) => () => void} subscribe returns the way to stop
 */

/** @returns {Highlight} */
export function createHighlight() {
  /** @type {Set<(thing: string|null) => void>} */
  const listeners = new Set();
  /** @type {string|null} */
  let lit = null;
  /** @type {string|null} */
  let pinned = null;

  /** @param {string|null} thing */
  function show(thing) {
    if (thing === lit) return;
    lit = thing;
    for (const listener of listeners) listener(lit);
  }

  return {
    current: () => lit,
    set: (thing) => show(thing ?? pinned),
    pin(thing) {
      pinned = thing === pinned ? null : thing;
      show(pinned);
    },
    hold(thing) {
      pinned = thing;
      show(pinned);
    },
    subscribe(fn) {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
  };
}

/**
 * The name of item `index` of a kind of thing.
 * @param {string} link
 * @param {number} index
 */
export function thingName(link, index) {
  return `${link}:${index}`;
}

/**
 * The index of the lit item in a mark with this link; -1 if another item of the same kind is
 * lit nowhere here, null if the lit thing has nothing to do with the mark.
 * @param {string|null} thing
 * @param {string|undefined|null} link
 * @returns {number|null}
 */
export function litIndex(thing, link) {
  if (!thing || !link) return null;
  const colon = thing.lastIndexOf(":");
  return thing.slice(0, colon) === link ? Number(thing.slice(colon + 1)) : null;
}
