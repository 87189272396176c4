/**
 * Where the figures of a step stand: a few ways to lay them out are tried, and the one that shows most wins.
 *
 * Pure geometry, without the page: the structures and the room go in; columns, places and greatest heights come out.
 */

/** @typedef {{column: string, row: string, height: number}} Place column and row as CSS grid lines, height in pixels */
/** @typedef {{columns: string, places: Place[]}} Layout */

const GAP = 24;
const CAPTION = 52;
const NARROW = 620;
const LEAST_WIDTH = 250;
const LEAST_HEIGHT = 200;

/** How much a figure matters. @type {Record<string, number>} */
const WEIGHT = { large: 3, medium: 2, small: 1 };

/** Width over height at which a figure of its kind looks best. @param {any} figure */
const aspect = (figure) => (figure.kind === "arrays" ? 2.6 : figure.kind === "space" ? 1.15 : figure.equal ? 1.15 : 1.45);

/** Every way to lay out `n` figures: for each figure [column, column span, row, row span] of a 12-column grid. */
/** @param {number} n @returns {number[][][]} */
function patterns(n) {
  const row = Array.from({ length: n }, (_, i) => [1 + (i * 12) / n, 12 / n, 1, 1]);
  const stack = Array.from({ length: n }, (_, i) => [1, 12, 1 + i, 1]);
  if (n === 1) return [stack];
  if (n === 2) return [row, stack, ...[7, 8, 5].map((w) => [[1, w, 1, 1], [1 + w, 12 - w, 1, 1]])];
  const rest = n - 1;
  const top = [[1, 12, 1, 1], ...Array.from({ length: rest }, (_, i) => [1 + (i * 12) / rest, 12 / rest, 2, 1])];
  const left = (/** @type {number} */ w) => [[1, w, 1, rest], ...Array.from({ length: rest }, (_, i) => [1 + w, 12 - w, 1 + i, 1])];
  const pairs = Array.from({ length: n }, (_, i) => [1 + (i % 2) * 6, i === n - 1 && n % 2 ? 12 : 6, 1 + (i >> 1), 1]);
  const bottom = [...Array.from({ length: rest }, (_, i) => [1 + (i * 12) / rest, 12 / rest, 1, 1]), [1, 12, 2, 1]];
  return [row, top, left(7), left(8), pairs, bottom].filter((pattern) => pattern.every(([start, span]) => start % 1 === 0 && span % 1 === 0));
}

/** @param {number} room @param {number} parts @param {number} span */
const share = (room, parts, span) => ((room - GAP * (parts - 1)) * span) / parts + GAP * (span - 1);

/**
 * @param {any[]} figures structures @param {number} width of the room @param {number} height of the room @returns {Layout}
 */
export function arrange(figures, width, height) {
  if (width < NARROW) return stacked(figures, height);
  const tried = patterns(figures.length).map((pattern) => fit(pattern, figures, width, height));
  const best = tried.reduce((one, other) => (other.score > one.score ? other : one));
  return { columns: "repeat(12, minmax(0, 1fr))", places: best.places };
}

/** @param {any[]} figures @param {number} height @returns {Layout} */
function stacked(figures, height) {
  const places = figures.map((_, i) => ({ column: "1", row: String(i + 1), height: Math.max(260, Math.min(440, height * 0.8)) }));
  return { columns: "minmax(0, 1fr)", places };
}

/** @param {number[][]} pattern @param {any[]} figures @param {number} width @param {number} height */
function fit(pattern, figures, width, height) {
  const rows = Math.max(...pattern.map(([, , row, span]) => row + span - 1));
  let score = 0;
  const places = pattern.map(([column, columns, row, span], i) => {
    const w = share(width, 12, columns);
    const h = share(height, rows, span) - CAPTION;
    score += worth(figures[i], w, h);
    return { column: `${column} / span ${columns}`, row: `${row} / span ${span}`, height: Math.max(LEAST_HEIGHT, Math.floor(h)) };
  });
  return { score, places };
}

/** What a figure of this size is worth to a reader. @param {any} figure @param {number} w @param {number} h */
function worth(figure, w, h) {
  const seen = Math.min(w, h * aspect(figure));
  const cramped = (w < LEAST_WIDTH ? 300 : 0) + (h < LEAST_HEIGHT ? 300 : 0);
  return (WEIGHT[figure.size] ?? 2) * (seen - cramped);
}
