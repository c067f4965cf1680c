/**
 * A curve as a path of SVG: how many were here, minute by minute.
 *
 * Rule 1: pure. The box is 300 by 64; the page stretches it.
 * Rule 2: the scale begins at zero, so that a small loss does not look like a flight.
 */

export const WIDTH = 300;
export const HEIGHT = 64;
/** Room above the highest point, for the stroke. */
const TOP = 4;

/**
 * @param {number[]} values One for each minute.
 * @returns {{stroke: string, area: string}} Empty without values.
 */
export function pathOf(values) {
  if (values.length === 0) return { stroke: "", area: "" };
  const most = Math.max(1, ...values);
  // One minute is a level line, not a point that nobody sees.
  const shown = values.length === 1 ? [...values, ...values] : values;
  const points = shown.map((value, minute) => {
    const x = round((minute / (shown.length - 1)) * WIDTH);
    return `${x} ${round(TOP + (1 - value / most) * (HEIGHT - TOP))}`;
  });
  const stroke = `M${points.join("L")}`;
  return { stroke, area: `${stroke}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z` };
}

/**
 * Small pillars at the foot of the curve: how many reacted in each minute.
 * @param {number[]} minutes
 * @param {number} all How many minutes the curve has.
 * @returns {{x: number, width: number, height: number}[]}
 */
export function pillarsOf(minutes, all) {
  const most = Math.max(1, ...minutes);
  const width = WIDTH / Math.max(1, all);
  return minutes.flatMap((count, minute) =>
    count === 0 ? [] : [{ x: round(minute * width), width: round(width * 0.8), height: round(4 + (count / most) * 12) }],
  );
}

/**
 * The curve until now: what was last told goes on while nothing new is told.
 * @param {number[]} curve
 * @param {number|null} began
 * @param {number} here
 * @param {number} now
 */
export function until(curve, began, here, now) {
  if (began === null || curve.length === 0) return curve;
  const missing = Math.min(1_440, Math.floor((now - began) / 60_000) + 1) - curve.length;
  return missing > 0 ? [...curve, ...Array.from({ length: missing }, () => here)] : curve;
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;
