/**
 * Questions to the engine: one on its way at a time (of a playing run two, so that Python never waits for the page),
 * and of those that wait only the newest of a kind.
 *
 * A slider that moves sixty times a second must not leave a tail of old settings behind it. Waiting changes are
 * merged, a waiting place in time is replaced by a newer one; whoever asked is answered by the frame that took in
 * what they wanted.
 */

/** @typedef {{question: any, promise: Promise<any>, resolve: (value: any) => void, reject: (error: any) => void}} Entry */

const MOST_ADVANCES = 2;

/** Settings merge; a drag keeps its last place; the others are replaced. */
/** @type {Record<string, (waiting: any, next: any) => any>} */
const MERGE = {
  open: (_, next) => next,
  seek: (_, next) => next,
  table: (_, next) => next,
  carry: (_, next) => next,
  set: (waiting, next) => ({ ...next, changes: { ...waiting.changes, ...next.changes } }),
  advance: (waiting, next) => ({ ...next, n: waiting.n + next.n }),
  gesture: (_, next) => next,
};

/** @param {any} waiting @param {any} next */
function alike(waiting, next) {
  if (waiting.do !== next.do || !(next.do in MERGE)) return false;
  if (next.do === "set") return waiting.branch === next.branch;
  if (next.do === "table") return waiting.figure === next.figure;
  if (next.do === "gesture") {
    return waiting.phase === "move" && waiting.name === next.name && waiting.index === next.index;
  }
  return true;
}

/**
 * @param {(question: any) => Promise<any>} ask
 */
export function createQueue(ask) {
  /** @type {Entry[]} */
  let waiting = [];
  /** @type {Entry[]} in the order in which they were asked, which is that of the answers */
  let underWay = [];

  /** Whether the first that waits may go now. */
  function mayGo() {
    const both = [...underWay, ...waiting.slice(0, 1)];
    return both.length <= (both.every(({ question }) => question.do === "advance") ? MOST_ADVANCES : 1);
  }

  async function run() {
    if (!waiting.length || !mayGo()) return;
    const entry = /** @type {Entry} */ (waiting.shift());
    underWay.push(entry);
    try {
      entry.resolve(await ask(entry.question));
    } catch (error) {
      entry.reject(error);
    }
    if (!underWay.includes(entry)) return; // forgotten
    underWay = underWay.filter((one) => one !== entry);
    run();
  }

  /** @param {any} question @returns {Promise<any>} */
  function push(question) {
    if (question.do === "open") drop();
    const last = waiting.at(-1);
    if (last && alike(last.question, question)) {
      last.question = MERGE[question.do](last.question, question);
      return last.promise;
    }
    const entry = makeEntry(question);
    waiting.push(entry);
    run();
    return entry.promise;
  }

  /** What waits is overtaken by a new beginning: it is answered as if it had been left out. */
  function drop() {
    for (const entry of waiting) entry.resolve(null);
    waiting = [];
  }

  return {
    push,
    /** How many questions have no answer yet. */
    unanswered: () => underWay.length + waiting.length,
    /** The questions without an answer that belong to what was opened last. @returns {any[]} */
    sinceOpened() {
      const questions = [...underWay, ...waiting].map(({ question }) => question);
      return questions.slice(questions.map((question) => question.do).lastIndexOf("open") + 1);
    },
    /** Forget everything, also what is on its way (the worker is gone). */
    reset() {
      drop();
      for (const entry of underWay) entry.resolve(null);
      underWay = [];
    },
  };
}

/** @param {any} question @returns {Entry} */
function makeEntry(question) {
  /** @type {any} */
  const entry = { question };
  entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
  return entry;
}
