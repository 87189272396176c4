/** The few pictures of the interface, drawn as lines on a 20 × 20 ground in the colour of the text around them. */

/** @type {Record<string, string>} */
const PATHS = {
  play: "M6 3.5v13l10.5-6.5z",
  pause: "M6.5 4v12M13.5 4v12",
  back: "M13 4.5 6.5 10l6.5 5.5zM4.5 4.5v11",
  forward: "M7 4.5 13.5 10 7 15.5zM15.5 4.5v11",
  start: "M15.5 4.5 10 10l5.5 5.5zM9.5 4.5 4 10l5.5 5.5z",
  previous: "M12 4.5 6.5 10l5.5 5.5",
  next: "M8 4.5 13.5 10 8 15.5",
  sun: "M10 6.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8zM10 1.8v1.9M10 16.3v1.9M1.8 10h1.9M16.3 10h1.9M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M4.2 15.8l1.3-1.3M14.5 5.5l1.3-1.3",
  screen: "M2.5 4h15v9.5h-15zM10 13.5v3M6.5 16.5h7",
  keep: "M10 3v9.5M6.300 9 10 12.700 13.700 9M3.500 13v3.500h13V13",
  share: "M10 12.500V3M6.500 6.300 10 2.800l3.500 3.500M6.500 9H4.500v8h11V9h-2",
  save: "M10 3.500v9M6.500 9.200 10 12.700l3.500-3.500M4 16.500h12",
  dice: "M5.5 3.5h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM7 7h.2M12.8 7h.2M9.9 10h.2M7 13h.2M12.8 13h.2",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12",
  close: "M5 5l10 10M15 5 5 15",
  branch: "M6 3.5v13M6 11c0-3 8-1.500 8-5.500M14 5.500v-.01M11.800 7.200 14 4.800l2.200 2.400",
  laser: "M10 8.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600zM10 2.500v3M10 14.500v3M2.500 10h3M14.500 10h3",
  notes: "M4.500 3h11v14h-11zM7.500 7h5M7.500 10h5M7.500 13h3",
  moon: "M15.500 12.500A6.500 6.500 0 0 1 7.500 4.500a6.500 6.500 0 1 0 8 8z",
  reset: "M4.500 10a5.500 5.500 0 1 0 1.800-4.100M6.300 2.800v3.300h3.300",
};
const FILLED = ["play", "back", "forward", "start"];

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @returns {SVGSVGElement} */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 20 20", class: `icon${FILLED.includes(name) ? " filled" : ""}`, "aria-hidden": "true" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
