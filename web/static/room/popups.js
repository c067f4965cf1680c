/**
 * Small boxes over the bar: reactions and more. One is open at a time; Escape, a click elsewhere or
 * a choice closes it, and the focus goes back to its button.
 */

import { part, show } from "../live/dom.js";

export class Popup {
  #button;
  #box;

  /**
   * @param {HTMLElement} root Holds the button and the part "box".
   * @param {HTMLButtonElement} button
   */
  constructor(root, button) {
    this.#button = button;
    this.#box = part(root, "box", HTMLElement);
    button.addEventListener("click", () => this.#set(this.#box.hidden !== false));
    root.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.#box.hidden && !root.contains(/** @type {Node} */ (event.target))) this.#set(false);
    });
    this.#box.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("button")) this.close();
    });
  }

  /** Closes; the focus goes back when it was inside. */
  close() {
    if (this.#box.hidden) return;
    const inside = this.#box.contains(document.activeElement);
    this.#set(false);
    if (inside) this.#button.focus();
  }

  /** @param {boolean} open */
  #set(open) {
    show(this.#box, open);
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) this.#box.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#box.hidden) return;
    if (event.key === "Escape") this.close();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...this.#box.querySelectorAll("button")];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    buttons.at((at + step) % buttons.length)?.focus();
  }
}
