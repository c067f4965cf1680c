/**
 * Zoom and pan of a slide, as numbers. Pure.
 *
 * A view is what is in the middle of the frame (x, y: 0 to 1 of the slide) and how large
 * (scale 1 = the whole slide fits). The window never leaves the slide.
 */

export const LARGEST = 5;

/**
 * @typedef {object} View
 * @property {number} scale
 * @property {number} x
 * @property {number} y
 */

/** @type {Readonly<View>} */
export const WHOLE = Object.freeze({ scale: 1, x: 0.5, y: 0.5 });

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * The nearest view that shows nothing but slide.
 * @param {View} view
 * @returns {View}
 */
export function held({ scale, x, y }) {
  const size = within(scale, 1, LARGEST);
  const half = 0.5 / size;
  return { scale: size, x: within(x, half, 1 - half), y: within(y, half, 1 - half) };
}

/**
 * Larger or smaller by `factor`; the point under the finger stays under the finger.
 * @param {View} view
 * @param {number} factor
 * @param {{x: number, y: number}} point On the slide, 0 to 1.
 * @returns {View}
 */
export function zoomed(view, factor, point) {
  const scale = within(view.scale * factor, 1, LARGEST);
  const kept = view.scale / scale;
  return held({
    scale,
    x: point.x + (view.x - point.x) * kept,
    y: point.y + (view.y - point.y) * kept,
  });
}

/**
 * Moved by a drag of `dx`, `dy` (parts of the unzoomed slide's width and height).
 * @param {View} view
 * @param {number} dx
 * @param {number} dy
 * @returns {View}
 */
export function panned(view, dx, dy) {
  return held({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale });
}

/**
 * The view as a CSS transform of the slide's box (origin: its middle).
 * @param {View} view
 */
export function transformOf({ scale, x, y }) {
  if (scale === 1) return "none";
  /** @param {number} part */
  const percent = (part) => `${(scale * (0.5 - part) * 100).toFixed(3)}%`;
  return `translate(${percent(x)}, ${percent(y)}) scale(${scale.toFixed(4)})`;
}
