/**
 * Symbols of equal visual weight for points. Each writes a path around (x, y); classes that differ
 * in colour also differ in shape, so that nobody depends on colour alone.
 */

/** @typedef {CanvasRenderingContext2D | import("d3").Path} PathLike */

/** @type {Record<string, (path: PathLike, x: number, y: number, r: number) => void>} */
export const SYMBOLS = {
  circle(path, x, y, r) {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  },
  square(path, x, y, r) {
    const s = 0.89 * r;
    path.rect(x - s, y - s, 2 * s, 2 * s);
  },
  diamond(path, x, y, r) {
    polygon(path, x, y, 1.25 * r, 4, -Math.PI / 2);
  },
  triangle(path, x, y, r) {
    polygon(path, x, y + 0.12 * r, 1.3 * r, 3, -Math.PI / 2);
  },
  cross(path, x, y, r) {
    const s = 0.8 * r;
    path.moveTo(x - s, y - s);
    path.lineTo(x + s, y + s);
    path.moveTo(x - s, y + s);
    path.lineTo(x + s, y - s);
  },
};

/**
 * @param {PathLike} path
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {number} corners
 * @param {number} angle of the first corner
 */
function polygon(path, x, y, r, corners, angle) {
  for (let i = 0; i < corners; i++) {
    const a = angle + (2 * Math.PI * i) / corners;
    if (i === 0) path.moveTo(x + r * Math.cos(a), y + r * Math.sin(a));
    else path.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
  }
  path.closePath();
}
