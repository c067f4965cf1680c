/**
 * Reaching and filling the parts of the server's page.
 *
 * Rule 1: markup comes from the page, templates included; scripts fill text, flip attributes, clone.
 * Rule 2: what people wrote goes in as text, never as markup.
 * Rule 3: nothing is written that is there already: a screen reader would read it out again.
 */

/**
 * The element marked `data-part="name"` below a root. Throws when page and script disagree.
 * @template {Element} E
 * @param {ParentNode} root
 * @param {string} name
 * @param {{new (): E}} kind
 * @returns {E}
 */
export function part(root, name, kind) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} "${name}"`);
  return found;
}

/**
 * A copy of what stands in `<template id="…">`.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function stamp(id) {
  const template = document.getElementById(id);
  const inside = template instanceof HTMLTemplateElement && template.content.firstElementChild;
  if (!(inside instanceof HTMLElement)) throw new Error(`the page has no template "${id}"`);
  return /** @type {HTMLElement} */ (inside.cloneNode(true));
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Shows or hides.
 * @param {HTMLElement} element
 * @param {boolean} shown
 */
export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * The icon of a button or a line.
 * @param {Element} root Holds an `svg use`.
 * @param {string} name
 */
export function iconOf(root, name) {
  const use = root.querySelector("svg use");
  const address = `${document.documentElement.dataset["icons"]}#${name}`;
  if (use && use.getAttribute("href") !== address) use.setAttribute("href", address);
}
