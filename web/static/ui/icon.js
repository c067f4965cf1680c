/** Icons of the sprite for pages that build their own elements. @module */

const SPACE = "http://www.w3.org/2000/svg";

/**
 * An icon of the sprite; without a label it is decoration and hidden from screen readers.
 * @param {string} name  a symbol of icons/lucide.svg
 * @param {{label?: string, size?: "small" | "large"}} [options]
 * @returns {SVGSVGElement}
 */
export function icon(name, { label, size } = {}) {
  const picture = document.createElementNS(SPACE, "svg");
  picture.setAttribute("class", size ? `icon ${size}` : "icon");
  if (label) {
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", label);
  } else {
    picture.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SPACE, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  picture.append(use);
  return picture;
}
