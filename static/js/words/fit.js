/**
 * Formulas that are a little wider than their column are drawn smaller, as a typesetter would do, rather than cut off,
 * given a scroll bar or broken between terms; only what would become too small to read is broken.
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
