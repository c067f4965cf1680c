/**
 * Arrow keys turn the page, as in a call; typing in a field is left alone.
 * @module
 */

const KEYS = new Map([
  ["ArrowLeft", "previous"],
  ["PageUp", "previous"],
  ["ArrowRight", "next"],
  ["PageDown", "next"],
]);

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (target.closest("input, textarea, select, dialog")) return;
  const link = document.getElementById(KEYS.get(event.key) ?? "");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  link.click();
});
