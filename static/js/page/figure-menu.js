/** The menu of a figure: a picture of it for print, or its numbers. */

import { getLanguage } from "../words/i18n.js";
import { h } from "../words/dom.js";
import { openMenu } from "./menu.js";
import { ask, csvBlob, download, fileName } from "./saving.js";

/** What the first picture brings: matplotlib, and for Chinese a font (bytes in lessons/kit/packages.py and the lock). */
const MATPLOTLIB_MB = 9.9;
const FONT_MB = 1.6;

/** @param {HTMLElement} button @param {string} figure @param {any} camera how the reader has turned a space, or null */
export function openFigureMenu(button, figure, camera) {
  const pictures = ["png", "svg", "pdf"].map((format) => ({ id: format, say: `save.${format}`, act: () => savePicture(figure, format, camera) }));
  const size = MATPLOTLIB_MB + (getLanguage() === "zh" ? FONT_MB : 0);
  const foot = h("p", { class: "menu-foot", say: { key: "save.first_picture", values: { size } } });
  openMenu(button, "save.figure", [...pictures, { id: "csv", say: "save.csv", act: () => saveTable(figure) }], foot);
}

/** @param {string} figure @param {string} format @param {any} camera */
async function savePicture(figure, format, camera) {
  const { header, buffer } = await ask({ do: "picture", figure, format, camera });
  download(fileName(format, figure), new Blob([buffer], { type: header.type }));
}

/** @param {string} figure */
async function saveTable(figure) {
  const { header } = await ask({ do: "sheet", figure });
  download(fileName("csv", figure), csvBlob(header.text));
}
