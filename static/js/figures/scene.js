/**
 * The scene is what a mark needs in order to draw itself: where data lies on the stage, the arrays,
 * the colours, the words and what is lit. Plane and space figures fill in `place` differently, so that a
 * mark (points, line, arrows, text) is written once and serves both.
 */

/** @typedef {import("./figure.js").Structure} Structure */
/** @typedef {import("./figure.js").Mark} Mark */
/** @typedef {import("./figure.js").Channel} Channel */

/**
 * @typedef {Float32Array|Float64Array} Numbers double where they are too large for single precision
 */
/**
 * @typedef {Object} Item a mark with its arrays
 * @property {Mark} mark
 * @property {number} index of the mark in the figure
 * @property {(channel: string) => Numbers} data empty if the channel is missing
 * @property {(channel: string) => number[]} shape
 * @property {any} memo what a mark derived from its arrays (contour lines, triangles); dropped when they change
 * @property {Numbers[]|null} kept copies of the grids that the static layer shows
 */

/**
 * @typedef {Object} Scene
 * @property {Structure} structure
 * @property {Item[]} items
 * @property {any} channels
 * @property {(structure: Structure) => void} restructure
 * @property {(text: any) => string} text
 * @property {import("./highlight.js").Highlight} highlight
 * @property {(gesture: import("./figure.js").Gesture) => Promise<any>|void} send
 * @property {import("./colours.js").Palette} palette
 * @property {(includingStatic?: boolean) => void} redraw ask for a drawing at the next frame
 * @property {(on: boolean) => void} hold let the axes stay as they are while something is dragged along them
 * @property {number} width of the stage, CSS pixels
 * @property {number} height
 * @property {number} fontSize CSS pixels
 * @property {string} font family
 * @property {{left: number, top: number, right: number, bottom: number}} plot the data's own rectangle
 * @property {boolean} busy a raster or mesh lies below, so that fine marks get a casing
 * @property {(x: number, y: number, z: number) => boolean} place project into px, py; false if it cannot be drawn
 * @property {number} px
 * @property {number} py
 * @property {() => boolean} hidden the point placed last lies behind the surface
 * @property {(x: number, y: number) => number} heightAt z of the surface (or the floor) at x, y
 * @property {boolean} spatial
 * @property {Written[]} written the words that this drawing has put down already
 */

/** @typedef {{left: number, right: number, y: number}} Written in pixels; y is the middle */

const NOTHING = new Float32Array(0);
/** @type {number[]} */
const NO_SHAPE = [];

/**
 * @param {any} from an object, an array or a Map
 * @param {number|string} key
 */
const pick = (from, key) => (from instanceof Map ? from.get(key) : from?.[key]);

/**
 * @param {import("./figure.js").Options} options
 * @returns {Scene}
 */
export function createScene({ structure, text, highlight, send }) {
  /** @param {Mark} mark @param {number} index @returns {Item} */
  const item = (mark, index) => ({
    mark,
    index,
    data: (channel) => pick(pick(scene.channels, index), channel)?.data ?? NOTHING,
    shape: (channel) => pick(pick(scene.channels, index), channel)?.shape ?? NO_SHAPE,
    memo: null,
    kept: null,
  });

  /** @type {Scene} */
  const scene = {
    structure,
    items: structure.marks.map(item),
    channels: [],
    restructure(next) {
      const before = new Map(scene.items.map((old) => [old.mark.id, old]));
      scene.structure = next;
      scene.items = next.marks.map(item);
      for (const made of scene.items) inherit(made, before.get(made.mark.id));
    },
    text,
    highlight,
    send,
    palette: /** @type {any} */ (null),
    redraw: () => {},
    hold: () => {},
    width: 0,
    height: 0,
    fontSize: 12,
    font: "sans-serif",
    plot: { left: 0, top: 0, right: 0, bottom: 0 },
    busy: false,
    place: () => false,
    px: 0,
    py: 0,
    hidden: () => false,
    heightAt: () => 0,
    spatial: false,
    written: [],
  };
  return scene;
}

/** The channels of marks in the static layer. */
const GRIDS = ["values", "strength"];

/** Remember the grids of an item as they are drawn now. @param {Item} item */
export function keep(item) {
  item.kept = GRIDS.map((channel) => item.data(channel).slice());
}

/**
 * Whether the grids of an item are still those that are drawn.
 * @param {Item} item
 */
export function isKept({ kept, data }) {
  return kept !== null && GRIDS.every((channel, k) => isSame(kept[k], data(channel)));
}

/** @param {Numbers} one @param {Numbers} other */
function isSame(one, other) {
  return one.length === other.length && one.every((v, i) => Object.is(v, other[i]));
}

/**
 * A mark that comes again unchanged in a new structure keeps what was derived from it.
 * @param {Item} made
 * @param {Item|undefined} old
 */
function inherit(made, old) {
  if (!old || JSON.stringify(old.mark) !== JSON.stringify(made.mark)) return;
  made.kept = old.kept;
  if (isKept(made)) made.memo = old.memo;
}

/**
 * The marks that are to be drawn.
 * @param {Item} item
 */
export const isOn = (item) => item.mark.on !== false;
