/**
 * Names where there is not room for all of them: cut so that each can still be told from the others beside it.
 */

/** With less of it than this, a name says little. */
const TELLING = 0.7;
/** What follows a name: its own number, which may go, or what stays: after a colon what is said of it, or its range. */
const SAID = /(?: = |: | [>≤] )[^=:>≤]+$| −?[\d.]+–−?[\d.]+$/;

/**
 * As much of the words as there is room for. Of "name = value" the name gives way, as long as it can still be told from
 * others: else the value goes.
 * @param {CanvasRenderingContext2D} ctx @param {string} words @param {number} room @param {string[]} others words beside it
 */
export function shorten(ctx, words, room, others) {
  if (ctx.measureText(words).width <= room) return words;
  const said = SAID.exec(words)?.[0] ?? "";
  const name = nameIn(words);
  const until = sharedBy(name, others.map(nameIn));
  const from = name.slice(0, until).replace(/[A-Za-z0-9]+$/, "").length; // of the word with which it differs
  const short = cut(ctx, name, from, until, said, room);
  const isTold = from ? short.endsWith(name.slice(from) + said) : short.length - said.length >= TELLING * name.length;
  return isTold || !said.startsWith(" = ") ? short : cut(ctx, name, from, until, "", room);
}

/** @param {string} words */
const nameIn = (words) => words.replace(SAID, "");

/** How many letters a name begins with as another one does, too. @param {string} name @param {string[]} others */
function sharedBy(name, others) {
  const shared = (/** @type {string} */ other) => {
    let n = 0;
    while (n < name.length && name[n] === other[n]) n++;
    return n;
  };
  return Math.max(0, ...others.filter((other) => other !== name).map(shared));
}

/** The beginning of a name; where it ends before the name tells, also the part from there; and then what is said of it.
 *  @param {CanvasRenderingContext2D} ctx @param {string} name @param {number} from
 *  @param {number} until where it tells @param {string} said @param {number} room */
function cut(ctx, name, from, until, said, room) {
  const fits = (/** @type {string} */ words) => ctx.measureText(words).width <= room;
  if (fits(name + said)) return name + said;
  const start = begin(name, (head) => fits(`${head}…${said}`));
  if (!from || start.length > Math.max(from + 2, until)) return `${start}…${said}`;
  const rest = name.slice(from);
  const head = begin(name.slice(0, from), (one) => fits(`${one}…${rest}${said}`));
  if (fits(`${head}…${rest}${said}`)) return `${head}…${rest}${said}`;
  return !said && fits(`…${rest}`) ? `…${rest}` : `${head}…${begin(rest, (one) => fits(`${head}…${one}…${said}`))}…${said}`;
}

/** As many letters from the start as will do, one at least. @param {string} words @param {(start: string) => boolean} will */
function begin(words, will) {
  const letters = [...words];
  const start = () => letters.join("").trimEnd();
  while (letters.length > 1 && !will(start())) letters.pop();
  return start();
}
