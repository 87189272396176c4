/**
 * Where the figures of a step stand: a few ways to lay them out are tried, and the one that shows most wins.
 *
 * Pure geometry, without the page: the structures and the room go in; columns, places and greatest heights come out.
 */

/** @typedef {{column: string, row: string, height: number}} Place column and row as CSS grid lines, height in pixels */
/** @typedef {{columns: string, places: Place[]}} Layout */
/** @typedef {[column: number, columns: number, row: number, rows: number]} Cell of a grid of twelve columns */
/** @typedef {{cells: Cell[], rows: number[]}} Pattern `rows` says how the height is shared out */

const GAP = 24;
const NARROW = 520;
const LEAST_WIDTH = 240;
const LEAST_HEIGHT = 130;

/** How much a figure matters. @type {Record<string, number>} */
const WEIGHT = { large: 3, medium: 2, small: 1 };

/** Width over height at which a figure of its kind looks best. @param {any} figure */
const aspect = (figure) => (figure.kind === "arrays" ? 2.6 : figure.kind === "space" ? 1.2 : figure.bare ? ownAspect(figure) : figure.equal ? 1.15 : 1.6);

/** A drawing without axes has the shape of its domains. @param {any} figure */
function ownAspect({ x, y }) {
  const [width, height] = [x, y].map(({ domain: [low, high] }) => high - low);
  return Math.min(Math.max(width / height, 0.6), 3);
}

/** @param {number} n @param {number} row @returns {Cell[]} */
const abreast = (n, row) => Array.from({ length: n }, (_, i) => [1 + (i * 12) / n, 12 / n, row, 1]);

/** Figures in two columns of unequal width, filled row by row. @param {number} n @param {number} left @returns {Cell[]} */
const twoColumns = (n, left) =>
  Array.from({ length: n }, (_, i) => {
    const alone = i === n - 1 && n % 2 === 1;
    return [i % 2 ? 1 + left : 1, alone ? 12 : i % 2 ? 12 - left : left, 1 + (i >> 1), 1];
  });

/** The first figure at the left, the others below each other at its right. @param {number} n @param {number} left */
const leader = (n, left) =>
  /** @type {Cell[]} */ ([
    [1, left, 1, n - 1],
    ...Array.from({ length: n - 1 }, (_, i) => [1 + left, 12 - left, 1 + i, 1]),
  ]);

/** Every way that is tried for `n` figures. @param {number} n @returns {Pattern[]} */
function patterns(n) {
  const even = (/** @type {number} */ rows) => Array(rows).fill(1);
  if (n === 1) return [{ cells: abreast(1, 1), rows: [1] }];
  if (n === 2) {
    const splits = [6, 7, 8, 5].map((left) => ({ cells: twoColumns(2, left), rows: [1] }));
    return [...splits, { cells: [...abreast(1, 1), ...abreast(1, 2)], rows: [1, 1] }, { cells: [...abreast(1, 1), ...abreast(1, 2)], rows: [3, 1] }];
  }
  const rows = Math.ceil(n / 2);
  const tried = [
    ...[6, 7].flatMap((left) => [even(rows), [3, ...Array(rows - 1).fill(2)]].map((heights) => ({ cells: twoColumns(n, left), rows: heights }))),
    ...[6, 7, 8].map((left) => ({ cells: leader(n, left), rows: even(n - 1) })),
    { cells: [...abreast(1, 1), ...abreast(n - 1, 2)], rows: [3, 2] },
    { cells: [...abreast(n - 1, 1), .../** @type {Cell[]} */ ([[1, 12, 2, 1]])], rows: [3, 2] },
    { cells: abreast(n, 1), rows: [1] },
  ];
  return tried.filter(({ cells }) => cells.every(([column, columns]) => column % 1 === 0 && columns % 1 === 0));
}

/** How high the room should at least be for so many figures. @param {number} n */
export const leastRoom = (n) => 300 + 75 * Math.min(n, 4);

/**
 * @param {any[]} figures structures @param {number} width of the room @param {number} height of the room
 * @param {number[]} captions heights of titles and legends @returns {Layout}
 */
export function arrange(figures, width, height, captions) {
  if (width < NARROW) return stacked(figures, height);
  const tried = patterns(figures.length).map((pattern) => fit(pattern, figures, width, height, captions));
  const best = tried.reduce((one, other) => (other.score > one.score ? other : one));
  return { columns: "repeat(12, minmax(0, 1fr))", places: best.places };
}

/** @param {any[]} figures @param {number} height @returns {Layout} */
function stacked(figures, height) {
  const places = figures.map((_, i) => ({ column: "1", row: String(i + 1), height: Math.max(260, Math.min(440, height * 0.8)) }));
  return { columns: "minmax(0, 1fr)", places };
}

/** @param {Pattern} pattern @param {any[]} figures @param {number} width @param {number} height @param {number[]} captions */
function fit({ cells, rows }, figures, width, height, captions) {
  const parts = rows.reduce((sum, part) => sum + part, 0);
  const unit = (height - GAP * (rows.length - 1)) / parts;
  const column = (width - GAP * 11) / 12;
  let score = 0;
  const places = cells.map(([x, columns, y, span], i) => {
    const covered = rows.slice(y - 1, y - 1 + span);
    const w = column * columns + GAP * (columns - 1);
    const h = unit * covered.reduce((sum, part) => sum + part, 0) + GAP * (span - 1) - captions[i];
    const seen = seenWidth(figures[i], w, h);
    score += worth(figures[i], w, h, seen);
    return { column: `${x} / span ${columns}`, row: `${y} / span ${span}`, height: Math.max(LEAST_HEIGHT, Math.floor(h)), seen };
  });
  // Large figures are there to be compared: it counts against a layout if they differ.
  const large = places.filter((_, i) => figures[i].size === "large").map(({ seen }) => seen);
  if (large.length > 1) score -= 2 * (Math.max(...large) - Math.min(...large));
  return { score, places: places.map(({ seen, ...place }) => place) };
}

/** The width at which a figure in this room is seen. @param {any} figure @param {number} w @param {number} h */
const seenWidth = (figure, w, h) => Math.min(w, Math.max(0, h) * aspect(figure));

/** What a figure of this size is worth to a reader. @param {any} figure @param {number} w @param {number} h
 *  @param {number} seen */
function worth(figure, w, h, seen) {
  const cramped = Math.max(0, LEAST_WIDTH - w) * 4 + Math.max(0, LEAST_HEIGHT - h) * 4;
  return (WEIGHT[figure.size] ?? 2) * seen - cramped;
}
