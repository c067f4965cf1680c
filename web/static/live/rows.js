/**
 * A list of the page that follows a list of things.
 *
 * Rule 1: a row stays the same element while its key stays, and as few rows as possible are moved:
 *         moving a video stops it, moving a field takes the cursor out of it.
 * Rule 2: the focus is never lost to the page, where a letter is a shortcut: it stays in its row, and
 *         goes to the list when its row has gone.
 */

/**
 * Makes a list's children follow its items.
 * @template T
 * @param {HTMLElement} list
 * @param {readonly T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} make
 * @param {(element: HTMLElement, item: T) => void} update
 */
export function follow(list, items, key, make, update) {
  const keepFocus = focusWithin(list);
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of list.children) {
    if (child instanceof HTMLElement) old.set(child.dataset["key"] ?? "", child);
  }
  const rows = items.map((item) => {
    const row = old.get(key(item)) ?? make(item);
    old.delete(key(item));
    row.dataset["key"] = key(item);
    update(row, item);
    return row;
  });
  for (const gone of old.values()) gone.remove();
  arrange(list, rows);
  keepFocus();
}

/** @param {Element} list @param {HTMLElement[]} rows */
function arrange(list, rows) {
  if (rows.every((row, place) => list.children[place] === row)) return;
  const places = new Map([...list.children].map((child, place) => [child, place]));
  const known = rows.filter((row) => places.has(row));
  const staying = longestRise(known.map((row) => places.get(row) ?? 0));
  const still = new Set(known.filter((_, number) => staying.has(number)));
  /** @type {HTMLElement | null} */
  let next = null;
  for (const row of rows.toReversed()) {
    if (!still.has(row)) put(list, row, next);
    next = row;
  }
}

/**
 * Which of some numbers form the longest row that rises; by index.
 * @param {number[]} numbers
 * @returns {Set<number>}
 */
export function longestRise(numbers) {
  /** Where the best row of each length ends. @type {number[]} */
  const ends = [];
  const before = numbers.map((number, index) => {
    const found = ends.findIndex((end) => (numbers[end] ?? 0) > number);
    const length = found < 0 ? ends.length : found;
    ends[length] = index;
    return ends[length - 1] ?? -1;
  });
  const rise = new Set(/** @type {number[]} */ ([]));
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) rise.add(index);
  return rise;
}

/**
 * Where the browser can, a row is moved with its playing video and its cursor.
 * @param {Element} list
 * @param {HTMLElement} row
 * @param {HTMLElement | null} next
 */
function put(list, row, next) {
  if (row.parentElement === list && "moveBefore" in list) {
    /** @type {{moveBefore: (row: Node, next: Node | null) => void}} */ (/** @type {unknown} */ (list)).moveBefore(row, next);
  } else list.insertBefore(row, next);
}

/** Rule 2. @param {HTMLElement} list @returns {() => void} To be called when the list is as it shall be. */
function focusWithin(list) {
  const held = document.activeElement;
  if (!(held instanceof HTMLElement) || held === list || !list.contains(held)) return () => {};
  return () => {
    if (document.activeElement === held) return;
    if (list.contains(held)) return held.focus({ preventScroll: true });
    if (!list.hasAttribute("tabindex")) list.tabIndex = -1;
    list.focus({ preventScroll: true });
  };
}
