/**
 * The camera of a space figure: an orthographic view from azimuth and elevation (degrees, as matplotlib counts
 * them: the eye stands at (cos e cos a, cos e sin a, sin e), z is up). Parallel lines stay parallel, so heights
 * can be compared anywhere on the surface and every interpolation on the screen is affine.
 */

/** Half of the box's height, where its longer floor side is 1. */
export const HALF_HEIGHT = 0.68;
const RADIANS = Math.PI / 180;

export class View {
  constructor() {
    this.azimuth = -60;
    this.elevation = 30;
    this.zoom = 1;
    /** Half sides of the box. */
    this.half = [1, 1, HALF_HEIGHT];
    /** Unit vectors of the screen in space: right, up, and towards the eye. */
    this.right = [1, 0, 0];
    this.up = [0, 0, 1];
    this.eye = [0, -1, 0];
    this.centreX = 0;
    this.centreY = 0;
    /** Pixels a unit of space. */
    this.unit = 1;
  }

  /**
   * Turn by a drag on the screen.
   * @param {number} dx pixels
   * @param {number} dy
   */
  turn(dx, dy) {
    this.azimuth = ((this.azimuth - dx * 0.4 + 540) % 360) - 180;
    this.elevation = Math.min(90, Math.max(0, this.elevation + dy * 0.4));
  }

  /** @param {number} factor */
  magnify(factor) {
    this.zoom = Math.min(4, Math.max(0.6, this.zoom * factor));
  }

  /**
   * Fit the box into a stage. The size does not depend on the azimuth, so that turning does not pump.
   * @param {number} width CSS pixels
   * @param {number} height
   * @param {{side: number, top: number, bottom: number}} margins room for labels
   */
  fit(width, height, { side, top, bottom }) {
    const [cosA, sinA] = [Math.cos(this.azimuth * RADIANS), Math.sin(this.azimuth * RADIANS)];
    const [cosE, sinE] = [Math.cos(this.elevation * RADIANS), Math.sin(this.elevation * RADIANS)];
    this.right = [-sinA, cosA, 0];
    this.up = [-sinE * cosA, -sinE * sinA, cosE];
    this.eye = [cosE * cosA, cosE * sinA, sinE];
    const radius = Math.hypot(this.half[0], this.half[1]);
    const rise = radius * sinE + this.half[2] * cosE;
    const fitting = Math.min((width / 2 - side) / radius, (height - top - bottom) / 2 / rise);
    this.unit = this.zoom * Math.max(10, fitting);
    this.centreX = width / 2;
    this.centreY = top + (height - top - bottom) / 2;
  }

  /** @param {number} x @param {number} y */
  screenX(x, y) {
    return this.centreX + this.unit * (this.right[0] * x + this.right[1] * y);
  }

  /** @param {number} x @param {number} y @param {number} z */
  screenY(x, y, z) {
    return this.centreY - this.unit * (this.up[0] * x + this.up[1] * y + this.up[2] * z);
  }

  /** Larger is nearer to the eye. @param {number} x @param {number} y @param {number} z */
  depth(x, y, z) {
    return this.eye[0] * x + this.eye[1] * y + this.eye[2] * z;
  }
}
