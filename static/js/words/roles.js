/**
 * The colours of roles (data, loss, gradient, …) as a style sheet: each has one colour a theme, the same in figures,
 * formulas and prose. They live in lessons/kit/roles.json, which the paper renderer reads, too.
 */

/** @typedef {"light"|"dark"} Theme */
/** @typedef {Record<Theme, string>} RoleColour */
/** @typedef {{roles: Record<string, RoleColour>, scales: Record<string, Record<Theme, string[]>>}} Roles */

/**
 * The style sheet of the roles: `--role-NAME` and `--scale-NAME` (a gradient) for both themes and a
 * class `.role-NAME` for prose and formulas.
 * The theme is `data-theme` on the root element, or the system's where that is absent.
 * @param {Roles} roles
 */
export function roleCss(roles) {
  /** @param {Theme} theme */
  const properties = (theme) => [
    ...Object.entries(roles.roles).map(([name, colour]) => `--role-${name}:${colour[theme]}`),
    ...Object.entries(roles.scales).map(
      ([name, colours]) => `--scale-${name}:linear-gradient(to right,${colours[theme].join(",")})`,
    ),
  ].join(";");
  const classes = Object.keys(roles.roles).map((name) => `.role-${name}{color:var(--role-${name})}`);
  return [
    `:root{${properties("light")}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${properties("dark")}}}`,
    `:root[data-theme="dark"]{${properties("dark")}}`,
    ...classes,
  ].join("\n");
}

/**
 * Put the roles' style sheet on the document (once; a second call replaces the first).
 * @param {Roles} roles
 */
export function installRoles(roles) {
  installed.replaceSync(roleCss(roles));
  if (!document.adoptedStyleSheets.includes(installed)) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, installed];
  }
}
const installed = new CSSStyleSheet();
