/**
 * What to do with a device that is open and yet sends nothing. Pure: time comes in.
 *
 * Rule 1: first the media session is made anew (the way was broken), then the device is opened
 *         anew (it was), and so on.
 * Rule 2: each try is given time, and more of it each time: what does not help is not done for ever
 *         every few seconds.
 */

const FIRST_MS = 8_000;
const LONGEST_MS = 60_000;

/** @typedef {"renegotiate"|"reopen"} Remedy */

export class Revival {
  #tries = 0;
  #next = -Infinity;

  /**
   * Nothing is sent at this moment.
   * @param {number} now ms
   * @returns {Remedy|null} Null: the last one is still given its time.
   */
  step(now) {
    if (now < this.#next) return null;
    this.#next = now + Math.min(FIRST_MS * 2 ** Math.floor(this.#tries / 2), LONGEST_MS);
    this.#tries += 1;
    return this.#tries % 2 ? "renegotiate" : "reopen";
  }

  /** It sends again, or somebody has chosen another device. */
  forget() {
    this.#tries = 0;
    this.#next = -Infinity;
  }
}
