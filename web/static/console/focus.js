/** Focus that is not lost when a button gives way to another one. */

/**
 * Draws a group of buttons. When the one that was reached by keyboard is not shown any more, the first that
 * is gets the focus: on the page itself a key that is pressed again would be a shortcut. Whoever uses a
 * mouse wants just that: the arrow keys go on through the slides.
 * @param {HTMLElement} root
 * @param {() => void} draw
 */
export function keepFocus(root, draw) {
  const held = document.activeElement;
  const within = held instanceof HTMLElement && root.contains(held) && held.matches(":focus-visible");
  draw();
  if (!within || held.checkVisibility()) return;
  const shown = [...root.querySelectorAll("button")].find((each) => each.checkVisibility());
  shown?.focus({ preventScroll: true });
}
