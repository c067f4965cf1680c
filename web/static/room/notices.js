/**
 * What the page says by itself: a line about the network and one about my devices, short messages,
 * and the voice for screen readers.
 */

import { part, say, show } from "../live/dom.js";

import { LineView } from "./lineview.js";

const MESSAGE_MS = 7_000;

/** @import {Line} from "./lineview.js" */

export class Notices {
  #network;
  #device;
  #message;
  #voice;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /** @param {ParentNode} root */
  constructor(root) {
    this.#network = new LineView(part(root, "network", HTMLElement));
    this.#device = new LineView(part(root, "device", HTMLElement));
    this.#message = part(root, "message", HTMLElement);
    this.#voice = part(root, "voice", HTMLElement);
    part(this.#message, "close", HTMLButtonElement).addEventListener("click", () => this.#hush());
  }

  /** Says how the network is; null: all is well. @param {Line|null} line */
  network(line) {
    this.#network.draw(line);
  }

  /** Says what is wrong with my devices; null: all is well. @param {Line|null} line */
  device(line) {
    this.#device.draw(line);
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
