/**
 * What the page says by itself: one line about the network, short messages, and the voice for
 * screen readers.
 */

import { iconOf, part, say, show } from "../live/dom.js";

const MESSAGE_MS = 7_000;

/**
 * A line about the network. `tone` is wait (it will mend itself) or danger (do something).
 * @typedef {{text: string, tone: "wait"|"danger", icon: string, button?: string, act?: () => void}} Line
 */

export class Notices {
  #line;
  #message;
  #voice;
  /** @type {(() => void)|undefined} */
  #act;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /** @param {ParentNode} root */
  constructor(root) {
    this.#line = part(root, "network", HTMLElement);
    this.#message = part(root, "message", HTMLElement);
    this.#voice = part(root, "voice", HTMLElement);
    this.#button.addEventListener("click", () => this.#act?.());
    part(this.#message, "close", HTMLButtonElement).addEventListener("click", () => this.#hush());
  }

  get #button() {
    return part(this.#line, "act", HTMLButtonElement);
  }

  /**
   * Says how the network is; null: all is well.
   * @param {Line|null} line
   */
  network(line) {
    show(this.#line, line !== null);
    if (!line) return;
    this.#line.dataset["tone"] = line.tone;
    say(part(this.#line, "text", HTMLElement), line.text);
    iconOf(this.#line, line.icon);
    this.#act = line.act;
    say(this.#button, line.button ?? "");
    show(this.#button, line.button !== undefined);
  }

  /**
   * Shows a short message, and reads it out.
   * @param {string} text
   */
  message(text) {
    clearTimeout(this.#timer);
    say(part(this.#message, "text", HTMLElement), text);
    show(this.#message, true);
    this.#timer = setTimeout(() => this.#hush(), MESSAGE_MS);
  }

  /**
   * Reads out what others see anyway.
   * @param {string} text
   */
  speak(text) {
    const line = document.createElement("p");
    line.textContent = text;
    this.#voice.append(line);
    while (this.#voice.childElementCount > 5) this.#voice.firstElementChild?.remove();
  }

  #hush() {
    show(this.#message, false);
  }
}
