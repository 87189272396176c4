/** The lines that put what is on screen into another page. */

import { stateAddress } from "./app.js";
import { copyRow, here } from "./copy.js";
import { h } from "../words/dom.js";
import { section } from "./section.js";

export function makeEmbedding() {
  const row = copyRow("share.embed");
  const address = new URL(`?embed=1${stateAddress()}`, here()).href;
  row.show(`<iframe src="${address.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="100%" height="720" title="nnviz"></iframe>`);
  return section("share.embed", h("p", { class: "quiet", say: "share.embed_why" }), row.element);
}
