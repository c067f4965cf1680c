/**
 * Who speaks, for those who hear the page: said once somebody goes on speaking, and seldom, since
 * it is said over the very voice that it names.
 * @module
 */

const HOLD_MS = 3_000;
const EVERY_MS = 15_000;

export class SpokenName {
  #speak;
  #hold;
  #every;
  #name = "";
  #last = "";
  #at = -Infinity;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {(name: string) => void} speak
   * @param {number} hold How long somebody speaks before it is said, ms.
   * @param {number} every How long it is quiet after that at least, ms.
   */
  constructor(speak, hold = HOLD_MS, every = EVERY_MS) {
    this.#speak = speak;
    this.#hold = hold;
    this.#every = every;
  }

  /** Now this one speaks; "" when nobody does. @param {string} name */
  hear(name) {
    if (name === this.#name) return;
    this.#name = name;
    clearTimeout(this.#timer);
    if (!name || name === this.#last) return;
    const quiet = this.#at + this.#every - performance.now();
    this.#timer = setTimeout(() => this.#say(), Math.max(this.#hold, quiet));
  }

  #say() {
    this.#last = this.#name;
    this.#at = performance.now();
    this.#speak(this.#name);
  }
}
