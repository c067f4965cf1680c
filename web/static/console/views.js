/**
 * On a narrow screen the console is shown in parts: which one is seen, and where something is new.
 *
 * Rule: on a wide screen all parts are seen and the choice does nothing.
 */

import { show } from "../live/dom.js";

export class Views {
  /**
   * @param {HTMLElement} root  the buttons
   * @param {HTMLElement} main  what shows the part named in its `data-view`
   */
  constructor(root, main) {
    this.main = main;
    this.buttons = [...root.querySelectorAll("button")];
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.open(button.dataset["view"] ?? ""));
    }
  }

  /** @param {string} view */
  open(view) {
    this.main.dataset["view"] = view;
    // The parts are scrolled as one page: each begins at its top.
    scrollTo({ top: 0 });
    for (const button of this.buttons) {
      const here = button.dataset["view"] === view;
      if (here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (here) this.#dot(button, false);
    }
  }

  /** Whether a part can be chosen. @param {string} view @param {boolean} there */
  offer(view, there) {
    const button = this.buttons.find((each) => each.dataset["view"] === view);
    if (button) show(button, there);
  }

  /** Something is new in a part: marked unless that part is seen. @param {string} view */
  mark(view) {
    const button = this.buttons.find((each) => each.dataset["view"] === view);
    if (button && this.main.dataset["view"] !== view) this.#dot(button, true);
  }

  /** @param {HTMLElement} button @param {boolean} shown */
  #dot(button, shown) {
    const dot = button.querySelector("i");
    if (dot) show(dot, shown);
  }
}
