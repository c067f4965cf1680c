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

/**
 * Makes a list's children follow its items. A child stays the same element while its key stays, and
 * moves only when the order changes: moving a video would stop it.
 * @template T
 * @param {Element} list
 * @param {readonly T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} make
 * @param {(element: HTMLElement, item: T) => void} update
 */
export function follow(list, items, key, make, update) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of list.children) {
    if (child instanceof HTMLElement) old.set(child.dataset["key"] ?? "", child);
  }
  items.forEach((item, place) => {
    const element = old.get(key(item)) ?? make(item);
    old.delete(key(item));
    element.dataset["key"] = key(item);
    update(element, item);
    if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
  });
  for (const gone of old.values()) gone.remove();
}
