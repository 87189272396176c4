/**
 * Linked terms: a term of a formula that stands for one thing (`sample:0`) lights it in every view when it is pointed
 * at, focused or tapped, and is lit when another view points at the same thing.
 *
 * Of the two halves of a formula KaTeX hides the drawn one from who cannot see, and the terms with it. A term takes the
 * focus, so it must be there for everybody: it is a button named by what is written in it, and all beside it stays hidden.
 */

/**
 * @param {HTMLElement} root @param {import("../figures/highlight.js").Highlight} highlight
 */
export function linkTerms(root, highlight) {
  /** @param {Event} event @returns {HTMLElement | null} */
  const termOf = (event) => /** @type {Element} */ (event.target).closest?.("[data-link]");

  root.addEventListener("pointerover", (event) => {
    const term = termOf(event);
    if (term && event.pointerType === "mouse") highlight.set(term.dataset.link ?? null);
  });
  root.addEventListener("pointerout", (event) => {
    if (termOf(event) && event.pointerType === "mouse") highlight.set(null);
  });
  root.addEventListener("click", (event) => {
    const term = termOf(event);
    if (term) highlight.pin(term.dataset.link ?? null);
  });
  root.addEventListener("keydown", (event) => {
    const term = event.key === "Enter" && termOf(event);
    if (term) highlight.pin(term.dataset.link ?? null);
  });
  root.addEventListener("focusin", (event) => {
    const term = termOf(event);
    if (term) highlight.set(term.dataset.link ?? null);
  });
  root.addEventListener("focusout", (event) => {
    if (termOf(event)) highlight.set(null);
  });

  highlight.subscribe((thing) => paint(root, thing));
  new MutationObserver(() => reach(root)).observe(root, { childList: true, subtree: true });
}

/** @param {HTMLElement} root @param {string | null} thing */
function paint(root, thing) {
  for (const term of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-link]"))) {
    term.classList.toggle("lit", term.dataset.link === thing);
    term.classList.toggle("dimmed", thing !== null && term.dataset.link !== thing && kind(term.dataset.link) === kind(thing));
  }
}

/** @param {string | undefined} thing */
const kind = (thing) => thing?.split(":")[0];

/** Terms can be reached with the keyboard, and are told to who cannot see them. @param {HTMLElement} root */
function reach(root) {
  for (const term of root.querySelectorAll("[data-link]:not([tabindex])")) {
    term.setAttribute("tabindex", "0");
    term.setAttribute("role", "button");
    const drawn = term.closest(".katex-html[aria-hidden]");
    if (drawn) hideBesideTerms(drawn);
  }
}

/** Hide what is no term, rather than the whole. @param {Element} part */
function hideBesideTerms(part) {
  part.removeAttribute("aria-hidden");
  for (const child of part.children) {
    if (child.querySelector("[data-link]")) hideBesideTerms(child);
    else if (!child.matches("[data-link]")) child.setAttribute("aria-hidden", "true");
  }
}
