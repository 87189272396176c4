/**
 * The one door to d3. The vendored build is a plain script that leaves `d3` on globalThis;
 * everything else imports it from here, so the pinned path is written once.
 */
import "../../vendor/d3-7.9.0/d3.min.js";

/** @type {typeof import("d3")} */
const d3 = /** @type {any} */ (globalThis).d3;

export default d3;
