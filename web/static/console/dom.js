/**
 * Reaching the parts of the server's page.
 *
 * Rule 1: markup comes from the page (templates included); scripts fill text, flip attributes and clone.
 * Rule 2: whatever people wrote goes in by textContent.
 */

/**
 * The element marked `data-part="name"` below a root. Throws when the page and the script disagree.
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

/** A copy of the first element in `<template id>`. @param {string} id @returns {HTMLElement} */
export function stamp(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no template "${id}"`);
  const copy = template.content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`template "${id}" is empty`);
  return copy;
}

/**
 * Text that is written only when it changes, so that screen readers and selections are left in peace.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Make a list's children follow its items. An element keeps its identity while its key stays,
 * and is moved only when the order changes (moving a video would pause it).
 * @template T
 * @param {Element} list
 * @param {readonly T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} make
 * @param {(element: HTMLElement, item: T) => void} update
 */
export function follow(list, items, key, make, update) {
  const old = new Map(
    [...list.children].flatMap((child) =>
      child instanceof HTMLElement && child.dataset.key ? [[child.dataset.key, child]] : [],
    ),
  );
  const kept = items.map((item) => {
    const element = old.get(key(item)) ?? make(item);
    element.dataset.key = key(item);
    old.delete(key(item));
    update(element, item);
    return element;
  });
  for (const gone of old.values()) gone.remove();
  kept.forEach((element, place) => {
    if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
  });
}
