/**
 * The figures of a step on the page: made, laid out, fed with frames, and described for those who cannot see them.
 *
 * A figure that stays in the next frame keeps its view, so a recording gives way to the live picture without a jump
 * and a camera keeps its turn. Where the figures stand below the words, the one that matters most leads: it has its
 * place under the title and stays in sight.
 */

import { arrange, leader, leastRoom } from "./arrange.js";
import { captionAt, shareLegends } from "./captions.js";
import { enlargedOf } from "./enlarge.js";
import { h } from "../words/dom.js";
import { createFigure } from "../figures/figure.js";
import { matricesAt, nothing, together } from "./matrices.js";
import { getEdition, getLanguage, languageChanged, say } from "../words/i18n.js";
import { createTwin } from "./table.js";
import { themeChanged } from "./theme.js";

/** @typedef {import("../engine/store.js").Shown} Shown */
/** @typedef {{id: string, kind: string, element: HTMLElement, view: any, twin: ReturnType<typeof createTwin>}} Panel */

/** Whether the figures stand below the words (see lesson.css). */
const below = matchMedia("(max-width: 900px)");

/**
 * @param {HTMLElement} host
 * @param {{lead: HTMLElement, roles: any, highlight: any, send: (gesture: any) => void, room: () => {width: number, height: number}}} options
 */
export function createPanels(host, { lead, roles, highlight, send, room }) {
  /** @type {Panel[]} */
  let panels = [];
  /** @type {any[]} */
  let structures = [];
  let legends = structures; // the structures with the entries left out that another figure has
  let known = ""; // for which figures in which room and language the next two hold
  let way = -1;
  let edition = 0; // of the words in the figures
  /** @type {import("./matrices.js").Needs[]} */
  let needs = [];
  /** @type {Shown["channels"]} */
  let arrays = [];
  let enlarged = -1; // the figure that shows a tile of another one

  /** @param {any} structure @returns {Panel} */
  function makePanel(structure) {
    const element = h("div", { class: "panel", "data-figure": structure.id });
    const view = createFigure(element, { structure, text: say, roles, highlight, send });
    const twin = createTwin(structure, () => view.camera());
    element.append(twin.element);
    view.element.setAttribute("aria-describedby", twin.summaryId);
    return { id: structure.id, kind: structure.kind, element, view, twin };
  }

  /** Keep what stays, make what is new, take off what is gone. @param {any[]} next */
  function restructure(next) {
    const old = panels;
    panels = next.map((structure) => {
      const kept = old.find((panel) => panel.id === structure.id && panel.kind === structure.kind);
      return kept ?? makePanel(structure);
    });
    for (const panel of old) if (!panels.includes(panel)) remove(panel);
    if (!panels.some((panel) => old.includes(panel))) edition = getEdition();
    structures = next;
    legends = shareLegends(next);
    place(room().width, Math.max(room().height, leastRoom(panels.length)));
    if (panels.some((panel) => !old.includes(panel))) known = ""; // chosen before anything was measured
  }

  /** @param {Panel} panel */
  function remove(panel) {
    panel.view.destroy();
    panel.twin.destroy();
    panel.element.remove();
  }

  /** Places for the figures in the room there is. */
  function layout() {
    if (!panels.length) return;
    const { width, height } = room();
    const wanted = Math.max(height, leastRoom(panels.length));
    host.classList.toggle("roomy", height === wanted);
    place(width, wanted);
    panels.forEach(({ view }) => view.resize());
    let most = wanted;
    for (let round = 0; round < 3; round++) {
      const over = host.offsetHeight - wanted; // axes and matrices took more than was thought
      if (over <= 4) return;
      most -= over;
      place(width, most);
      panels.forEach(({ view }) => view.resize());
    }
  }

  /** @param {number} width @param {number} height */
  function place(width, height) {
    remember(`${panels.map(({ id }) => id)} ${width} ${innerHeight} ${getLanguage()}`);
    const first = below.matches ? leader(structures) : -1;
    const others = panels.map((_, i) => i).filter((i) => i !== first);
    const measures = others.map((i) => ({ caption: captionAt(panels[i].element), needs: needs[i].height, least: needs[i].width }));
    const { columns, rows, places, way: chosen } = arrange(others.map((i) => structures[i]), width, height, measures, way);
    way = chosen;
    host.classList.toggle("stacked", way < 0);
    host.style.gridTemplateColumns = columns;
    host.style.gridTemplateRows = rows;
    put(lead, first < 0 ? [] : [panels[first].element]);
    put(host, others.map((i) => panels[i].element));
    if (first >= 0) panels[first].element.style.setProperty("--figure-max-height", "var(--lead-height)");
    others.forEach((i, at) => {
      const { style } = panels[i].element;
      style.gridColumn = places[at].column;
      style.gridRow = places[at].row;
      style.setProperty("--figure-max-height", `${places[at].height}px`);
    });
  }

  /** Let these elements stand in a place, in this order; those that stand there already are not touched.
   *  @param {HTMLElement} home @param {HTMLElement[]} elements */
  function put(home, elements) {
    elements.forEach((element, i) => {
      if (home.children[i] !== element) home.insertBefore(element, home.children[i] ?? null);
    });
  }

  /** Matrices keep the greatest height they had, and figures their places, as long as figures and room stay.
   *  @param {string} now */
  function remember(now) {
    if (now !== known) {
      known = now;
      way = -1;
      needs = [];
    }
    needs = panels.map(({ element }, i) => together(needs[i] ?? nothing, matricesAt(element)));
  }

  /** Draw a frame. @param {Shown} shown */
  function show({ frame, figures, channels, changed }) {
    if (figures) restructure(figures);
    arrays = channels;
    const over = enlarge();
    panels.forEach(({ view, twin }, i) => {
      if (i !== over && (figures || changed[i].length)) view.update(figures ? legends[i] : null, channels[i], changed[i]);
      twin.tell(frame.summaries[i]);
    });
    if (edition !== getEdition()) retext(); // a figure that was kept may speak another language now
  }

  /** Show the tile that is pointed at in its place, or what belongs there; tells in which figure. */
  function enlarge() {
    const now = enlargedOf(legends, arrays, highlight.current());
    if (now) panels[now.at].view.update(now.structure, now.channels);
    const before = enlarged;
    enlarged = now?.at ?? -1;
    if (before !== enlarged && panels[before]) panels[before].view.update(legends[before], arrays[before]);
    return enlarged;
  }

  function retext() {
    edition = getEdition();
    panels.forEach(({ view }) => view.retext());
  }

  const stops = [
    highlight.subscribe(enlarge),
    languageChanged.on(retext),
    themeChanged.on(() => panels.forEach(({ view }) => view.recolour())),
  ];

  return {
    show,
    layout,
    structures: () => structures,
    /** What was turned or zoomed is seen as at first. */
    face: () => panels.forEach(({ view }, i) => structures[i].camera && view.turn({ zoom: 1, ...structures[i].camera })),
    destroy() {
      stops.forEach((stop) => stop());
      panels.forEach(remove);
      panels = [];
    },
  };
}
