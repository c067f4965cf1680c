/**
 * My other tabs of the same room: of two the newer one has camera and microphone.
 *
 * @typedef {object} Heard
 * @property {null} taken Another tab has taken camera and microphone.
 * @property {null} gone The tab that had them is gone.
 */

import { Emitter } from "../live/emitter.js";

/** @extends {Emitter<Heard>} */
export class OtherTabs extends Emitter {
  #wire;
  #ears = new AbortController();

  /**
   * @param {string} room
   * @param {string} me
   * @param {() => boolean} publishes Whether this tab is sending: its end is then worth telling.
   */
  constructor(room, me, publishes) {
    super();
    this.#wire = new BroadcastChannel(`lectern.room.${room}.${me}`);
    this.#wire.addEventListener("message", ({ data }) => {
      if (data === "mine") this.tell("taken", null);
      if (data === "gone") this.tell("gone", null);
    });
    const goes = () => publishes() && this.#wire.postMessage("gone");
    addEventListener("pagehide", goes, { signal: this.#ears.signal });
  }

  /** Says that camera and microphone are this tab's now. */
  take() {
    this.#wire.postMessage("mine");
  }

  close() {
    this.#ears.abort();
    this.#wire.close();
  }
}
