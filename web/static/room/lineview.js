/**
 * A line at the top that says what is wrong, with at most one button to do something about it.
 */

import { iconOf, part, say, show } from "../live/dom.js";

/**
 * `tone` is wait (it will mend itself) or danger (do something).
 * @typedef {{text: string, tone: "wait"|"danger", icon: string, button?: string, act?: () => void}} Line
 */

export class LineView {
  #root;
  #button;
  /** @type {(() => void)|undefined} */
  #act;

  /** @param {HTMLElement} root Holds an icon, and the parts "text" and "act". */
  constructor(root) {
    this.#root = root;
    this.#button = part(root, "act", HTMLButtonElement);
    this.#button.addEventListener("click", () => this.#act?.());
  }

  /** @param {Line|null} line Null: all is well. */
  draw(line) {
    show(this.#root, line !== null);
    if (!line) return;
    this.#root.dataset["tone"] = line.tone;
    say(part(this.#root, "text", HTMLElement), line.text);
    iconOf(this.#root, line.icon);
    this.#act = line.act;
    say(this.#button, line.button ?? "");
    show(this.#button, line.button !== undefined);
  }
}
