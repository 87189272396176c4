/**
 * Where the figures of a step stand: a few ways to lay them out are tried, and the one that shows most wins.
 *
 * Pure geometry, without the page: the structures and the room go in; columns, places and greatest heights come out.
 */

/** @typedef {{column: string, row: string, height: number}} Place column and row as CSS grid lines, height in pixels */
/** @typedef {{columns: string, rows: string, places: Place[], way: number}} Layout as CSS grid tracks; `way`: which of those tried; −1 below each other */
/** @typedef {{caption: (width: number) => number, needs: (width: number) => number, least: number}} Measure
 *  heights at a width: of title and legend, and of what cannot shrink (a matrix; 0 for a drawing); and the width that this needs */
/** @typedef {[column: number, columns: number, row: number, rows: number]} Cell of a grid of twelve columns */
/** @typedef {{cells: Cell[], rows: number[]}} Pattern `rows` says how the height is shared out */

const GAP = 24;
const NARROW = 520;
const LEAST_WIDTH = 290;
const LEAST_MATRIX = 240; // it has no axes, but its numbers would become too small to read
const LEAST_HEIGHT = 120;
/** What has one unit for width and height, or three dimensions, is small in both when it is small in one. */
const LEAST_SQUARE = 170;
/** Things below each other want a line each, as long as they are few, and the axis under them its room, as the numbers
 *  beside them. */
const [LINE, FEW, AXIS, NUMBERS] = [14, 15, 64, 46];
/** How high a drawing should be between its axes, with one unit for both axes or three dimensions and without; and what a
 *  pixel costs that it lacks. */
const [GOOD_SQUARE, GOOD_HEIGHT, FLAT] = [150, 90, 3];
/** A layout must be better by this part before it takes the place of the one on screen. */
const WORTH_MOVING = 0.08;
/** What a pixel that does not fit into the window costs, and that any does not: it pushes away the controls, too. */
const [OVERFLOW, MISFIT] = [12, 40];
/** How much wider a matrix is in type of full size than in the smallest. */
const FULL_SIZE = 1.3;
/** What a pixel costs by which a matrix has less than its width. */
const CUT = 30;

/** How much a figure matters. @type {Record<string, number>} */
const WEIGHT = { large: 5, medium: 2, small: 1 };

/** Width over height at which a figure of its kind looks best. @param {any} figure */
const aspect = (figure) => (figure.kind === "space" ? 1.2 : figure.bare ? ownAspect(figure) : 1.6);

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

/** One figure at the right, the others below each other at its left. @param {number} n @param {number} at @param {number} left */
const facing = (n, at, left) =>
  /** @type {Cell[]} */ (Array.from({ length: n }, (_, i) => (i === at ? [1 + left, 12 - left, 1, n - 1] : [1, left, i < at ? 1 + i : i, 1])));

/** The first figure at the left, the others below each other at its right. @param {number} n @param {number} left */
const leading = (n, left) =>
  /** @type {Cell[]} */ ([
    [1, left, 1, n - 1],
    ...Array.from({ length: n - 1 }, (_, i) => [1 + left, 12 - left, 1 + i, 1]),
  ]);

/** The first figure at the left; at its right the second, and the other two abreast under it. @param {number} left @param {number} third */
const leadingPair = (left, third) =>
  /** @type {Cell[]} */ ([
    [1, left, 1, 2],
    [1 + left, 12 - left, 1, 1],
    [1 + left, third, 2, 1],
    [1 + left + third, 12 - left - third, 2, 1],
  ]);

/** One figure in all of the width, below the others. @param {number} n @param {number} at @returns {Cell[]} */
const under = (n, at) => [...abreast(n - 1, 1).slice(0, at), [1, 12, 2, 1], ...abreast(n - 1, 1).slice(at)];

/** The first two figures beside each other in all of the height, the other two below each other at their right. @type {Cell[]} */
const PAIR_AND_TWO = [[1, 4, 1, 2], [5, 4, 1, 2], [9, 4, 1, 1], [9, 4, 2, 1]];

/** Two columns whose rows need not meet: the first figure stands higher than the one below it, the second lower.
 *  @param {"first" | "second"} above which of them the third figure stands under */
const interlocked = (above) => {
  const [left, right] = /** @type {Cell[]} */ ([[1, 6, 3, 1], [7, 6, 2, 2]]);
  return /** @type {Cell[]} */ ([[1, 6, 1, 2], [7, 6, 1, 1], ...(above === "first" ? [left, right] : [right, left])]);
};

/** Every way that is tried. @param {any[]} figures @returns {Pattern[]} */
function patterns(figures) {
  const [n, most] = [figures.length, leader(figures)];
  const even = (/** @type {number} */ rows) => Array(rows).fill(1);
  if (n === 1) return [{ cells: abreast(1, 1), rows: [1] }];
  if (n === 2) {
    const splits = [6, 7, 8, 5].map((left) => ({ cells: twoColumns(2, left), rows: [1] }));
    return [...splits, { cells: [...abreast(1, 1), ...abreast(1, 2)], rows: [1, 1] }, { cells: [...abreast(1, 1), ...abreast(1, 2)], rows: [3, 1] }];
  }
  const rows = Math.ceil(n / 2);
  const tried = [
    ...[6, 7, 5].flatMap((left) => [even(rows), [3, ...Array(rows - 1).fill(2)]].map((heights) => ({ cells: twoColumns(n, left), rows: heights }))),
    ...[6, 7, 8].map((left) => ({ cells: leading(n, left), rows: even(n - 1) })),
    ...[4, 5, 6].filter(() => most > 0).flatMap((left) =>
      [even(n - 1), [3, ...Array(n - 2).fill(2)]].map((heights) => ({ cells: facing(n, most, left), rows: heights }))),
    ...(n === 4 ? [[4, 4], [5, 3], [5, 4], [6, 3]] : []).map(([left, third]) => ({ cells: leadingPair(left, third), rows: [1, 1] })),
    // A matrix of many rows goes under the drawing that needs less height; a drawing of a shape of its own grows with none.
    ...(n === 4 && figures.slice(2).every(({ kind }) => kind === "arrays") ? [{ cells: interlocked("second"), rows: [2, 1, 1] }] : []),
    ...(n === 4 && !figures[0].bare ? [{ cells: interlocked("first"), rows: [2, 1, 2] }] : []),
    ...(n === 4 && most < 2 ? [{ cells: PAIR_AND_TWO, rows: [1, 1] }] : []),
    { cells: [...abreast(1, 1), ...abreast(n - 1, 2)], rows: [3, 2] },
    ...[n - 1, n - 2].map((at) => ({ cells: under(n, at), rows: [3, 2] })),
    { cells: abreast(n, 1), rows: [1] },
  ];
  return tried.filter(({ cells }) => cells.every(([column, columns]) => column % 1 === 0 && columns % 1 === 0));
}

/** The figure that matters most: a large one, rather with axes; matrices never, they cannot shrink. −1 for none.
 *  @param {any[]} figures */
export function leader(figures) {
  const rank = figures.map(({ kind, size, bare }) => (kind === "arrays" ? 0 : 2 * (WEIGHT[size] ?? 2) - (bare ? 1 : 0)));
  const best = Math.max(0, ...rank);
  return best > 0 ? rank.indexOf(best) : -1;
}

/** How high the room should at least be for so many figures. @param {number} n */
export const leastRoom = (n) => 220 + 60 * Math.min(n, 4);

/**
 * @param {any[]} figures structures @param {number} width of the room @param {number} height of the room
 * @param {Measure[]} measures @param {number} [before] the way that was chosen last for these figures
 * @returns {Layout}
 */
export function arrange(figures, width, height, measures, before = -1) {
  if (!figures.length) return { columns: "none", rows: "none", places: [], way: -1 };
  if (width < NARROW) return stacked(figures, height);
  const tried = patterns(figures).map((pattern) => fit(pattern, figures, width, height, measures));
  const best = tried.reduce((one, other) => (other.score > one.score ? other : one));
  const kept = tried[before]; // a little better is no reason to move what the reader looks at
  const isGood = kept && kept.over <= best.over && kept.score > best.score - WORTH_MOVING * Math.abs(best.score);
  const { rows, places } = isGood ? kept : best;
  return { columns: "repeat(12, minmax(0, 1fr))", rows, places, way: tried.findIndex((one) => one.places === places) };
}

/** @param {any[]} figures @param {number} height @returns {Layout} */
function stacked(figures, height) {
  const places = figures.map((_, i) => ({ column: "1", row: String(i + 1), height: Math.max(260, Math.min(440, height * 0.8)) }));
  return { columns: "minmax(0, 1fr)", rows: "none", places, way: -1 };
}

/** @param {Pattern} pattern @param {any[]} figures @param {number} width @param {number} height @param {Measure[]} measures */
function fit({ cells, rows }, figures, width, height, measures) {
  const column = (width - GAP * 11) / 12;
  const widths = cells.map(([, columns]) => column * columns + GAP * (columns - 1));
  const captions = measures.map(({ caption }, i) => caption(widths[i]));
  const needs = measures.map(({ needs: at }, i) => at(widths[i]));
  const free = height - GAP * (rows.length - 1);
  const least = figures.map((figure, i) => (needs[i] || leastHeight(figure, widths[i])) + captions[i]);
  const heights = share(free, rows, demands(cells, rows.length, needs, least));
  const heightOf = (/** @type {Cell} */ [, , row, span]) => sum(heights.slice(row - 1, row - 1 + span)) + GAP * (span - 1);
  const lacks = cells.map((cell, i) => (needs[i] ? least[i] - heightOf(cell) : 0)); // a matrix in several rows
  const over = Math.max(0, sum(heights) - free) + Math.max(0, ...lacks);
  let score = -OVERFLOW * over - (over > 1 ? MISFIT : 0);
  const places = cells.map((cell, i) => {
    const [x, columns, y, span] = cell;
    const h = heightOf(cell) - captions[i];
    const { least: matrix } = measures[i];
    const seen = matrix ? Math.min(widths[i], matrix * FULL_SIZE) : seenWidth(figures[i], widths[i], h); // a matrix does not grow with its room
    score += worth(figures[i], widths[i], seen) - CUT * Math.max(0, matrix - widths[i]) - (matrix ? 0 : FLAT * tooLow(figures[i], h));
    return { column: `${x} / span ${columns}`, row: `${y} / span ${span}`, height: Math.max(leastHeight(figures[i], widths[i]), Math.floor(h)), seen };
  });
  // Large figures of one kind are there to be compared: it counts against a layout if they differ.
  const first = figures.find(({ size }) => size === "large");
  const large = figures.map((_, i) => i).filter((i) => figures[i].size === "large" && alike(figures[i], first));
  if (large.length > 1) score -= 8 * range(large.map((i) => places[i].seen)) + range(large.map((i) => widths[i]));
  // What a high figure has left over goes to the last row: the others keep their places when a matrix changes its height.
  const tracks = [...rows.slice(1).map(() => "auto"), "1fr"].join(" ");
  return { score, over, rows: tracks, places: places.map(({ seen, ...place }) => place) };
}

/** @param {any} one @param {any} other */
const alike = (one, other) => one.kind === other.kind && one.bare === other.bare;

/** How many pixels what is drawn between the axes lacks to be read well in this height. @param {any} figure @param {number} h */
function tooLow(figure, h) {
  const wanted = figure.kind === "space" || figure.equal ? GOOD_SQUARE : GOOD_HEIGHT;
  return Math.max(0, wanted - (figure.bare ? h : h - AXIS));
}

/** @param {any} figure @param {number} w */
function leastHeight(figure, w) {
  const { kind, equal, bare, place, y } = figure;
  if (equal && bare) return Math.min(LEAST_SQUARE, Math.round(w / ownAspect(figure))); // higher it has air above and below
  if (kind === "space" || equal || place) return LEAST_SQUARE; // where one taps, too, both sides count
  const things = y?.ticks ? y.domain[1] - y.domain[0] : 0; // one unit apart
  return things <= FEW ? Math.max(LEAST_HEIGHT, Math.ceil(things * LINE + AXIS)) : LEAST_HEIGHT;
}

/** @param {number[]} numbers */
const range = (numbers) => Math.max(...numbers) - Math.min(...numbers);

/** @param {number[]} numbers */
export const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);

/** What the figures ask of each row; `only`: matrices alone stand in it, so that it needs no more.
 *  @param {Cell[]} cells @param {number} rows @param {number[]} needs @param {number[]} least */
function demands(cells, rows, needs, least) {
  return Array.from({ length: rows }, (_, row) => {
    const inside = cells.map((_, i) => i).filter((i) => cells[i][2] <= row + 1 && row + 1 < cells[i][2] + cells[i][3]);
    const alone = inside.filter((i) => cells[i][3] === 1);
    return { least: Math.max(0, ...alone.map((i) => least[i])), only: alone.every((i) => needs[i]) && alone.length === inside.length };
  });
}

/** The heights of rows: shared out by their parts, but for those that need more than that.
 *  @param {number} height @param {number[]} parts @param {{least: number, only: boolean}[]} asked */
function share(height, parts, asked) {
  /** @type {(number | null)[]} */
  const heights = parts.map((_, i) => (asked[i].only && parts.length > 1 ? asked[i].least : null));
  for (;;) {
    const open = parts.map((_, i) => i).filter((i) => heights[i] === null);
    const unit = (height - sum(heights.map((h) => h ?? 0))) / sum(open.map((i) => parts[i]));
    const short = open.filter((i) => parts[i] * unit < asked[i].least);
    if (!short.length) return heights.map((h, i) => h ?? parts[i] * unit);
    for (const i of short) heights[i] = asked[i].least;
  }
}

/** The width at which a figure in this room is seen; with one unit for both axes it is a square between them.
 *  @param {any} figure @param {number} w @param {number} h */
const seenWidth = (figure, w, h) =>
  Math.max(0, Math.min(w, figure.equal && !figure.bare ? h - AXIS + NUMBERS : h * aspect(figure)));

/** What a figure of this size is worth to a reader: the larger it is already, the less another pixel counts.
 *  @param {any} figure @param {number} w @param {number} seen */
function worth(figure, w, seen) {
  const narrow = figure.kind === "arrays" ? Math.max(0, LEAST_MATRIX - w) * 10 : Math.max(0, LEAST_WIDTH - w) * 3;
  const stretched = figure.kind === "plane" && !figure.bare ? Math.max(0, w - 1.6 * seen) : 0;
  return (WEIGHT[figure.size] ?? 2) * 20 * Math.sqrt(seen) - narrow - stretched;
}
