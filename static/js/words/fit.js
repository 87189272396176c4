/**
 * Formulas that are a little wider than their column are drawn smaller, as a typesetter would do, rather than cut off,
 * given a scroll bar or broken between terms; only what would become too small to read is broken. Those that stand
 * directly below each other are of one size.
 */

const SMALLEST = 0.7;

/** @param {HTMLElement} root */
export function fitFormulas(root) {
  const formulas = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".formula")]);
  for (const formula of formulas) {
    formula.style.fontSize = "";
    formula.classList.add("whole");
  }
  const shares = roomFor(formulas);
  const broken = formulas.filter((_, i) => shares[i] < SMALLEST);
  for (const formula of broken) formula.classList.remove("whole");
  shrink(formulas.filter((formula) => !broken.includes(formula)));
  shrink(broken);
  for (const stack of stacksOf(formulas)) alike(stack);
}

/** Those that stand directly below each other, together. @param {HTMLElement[]} formulas */
function stacksOf(formulas) {
  /** @type {HTMLElement[][]} */
  const stacks = [];
  for (const formula of formulas) {
    const last = stacks.at(-1);
    if (last && formula.previousElementSibling === last.at(-1)) last.push(formula);
    else stacks.push([formula]);
  }
  return stacks;
}

/** Let them all be as small as the smallest: they are read together. @param {HTMLElement[]} stack */
function alike(stack) {
  const least = Math.min(...stack.map(({ style }) => parseFloat(style.fontSize) || 1));
  if (least < 1) for (const { style } of stack) style.fontSize = `${least}em`;
}

/** The share of each formula that its column has room for. @param {HTMLElement[]} formulas */
const roomFor = (formulas) => formulas.map(({ clientWidth, scrollWidth }) => clientWidth / scrollWidth);

/** @param {HTMLElement[]} formulas */
function shrink(formulas) {
  const shares = roomFor(formulas);
  formulas.forEach(({ style }, i) => {
    if (shares[i] < 1) style.fontSize = `${Math.max(0.6, shares[i] * 0.99)}em`;
  });
}
