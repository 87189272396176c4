/**
 * Formulas that are wider than their column are drawn smaller, as a typesetter would do, rather than cut off or given a
 * scroll bar.
 */

const SMALLEST = 0.6;

/** @param {HTMLElement} root */
export function fitFormulas(root) {
  const formulas = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".formula")]);
  for (const formula of formulas) formula.style.fontSize = "";
  const ratios = formulas.map((formula) => formula.clientWidth / formula.scrollWidth);
  formulas.forEach((formula, i) => {
    if (ratios[i] < 1) formula.style.fontSize = `${Math.max(SMALLEST, ratios[i] * 0.99)}em`;
  });
}
