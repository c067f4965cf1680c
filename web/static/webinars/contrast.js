/** Contrast by WCAG 2.2, as scheduling/webinars/contrast.py has it. @module */

export const LEAST = 4.5;

/**
 * The ratio of #rrggbb to white, 1 to 21; null for what is no colour.
 * @param {string} colour
 * @returns {number | null}
 */
export function onWhite(colour) {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  if (!found) return null;
  const [red = 0, green = 0, blue = 0] = found.slice(1).map((part) => linear(Number.parseInt(part, 16) / 255));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** @param {number} share */
function linear(share) {
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
