/**
 * Who speaks. Pure: levels and time come in.
 *
 * Rule 1: a cough does not change the speaker: another voice must be there for `TAKE_MS`.
 * Rule 2: a pause does not either: whoever spoke last stays for `KEEP_MS`.
 */

const AUDIBLE = 0.02;
const TAKE_MS = 400;
const KEEP_MS = 1_500;

/** @typedef {{id: string, level: number}} Voice */

export class Speaker {
  /** @type {string|null} */
  id = null;

  #heard = 0;
  /** @type {{id: string, since: number}|null} */
  #candidate = null;

  /**
   * @param {Voice[]} voices
   * @param {number} now
   * @returns {boolean} Whether the speaker has changed.
   */
  hear(voices, now) {
    const before = this.id;
    const loudest = voices.reduce((best, voice) => (voice.level > best.level ? voice : best), {
      id: "",
      level: AUDIBLE,
    }).id;
    if (loudest === this.id && loudest) this.#heard = now;
    else if (loudest) this.#consider(loudest, now);
    else this.#candidate = null;
    if (this.id && now - this.#heard > KEEP_MS) this.id = null;
    return this.id !== before;
  }

  /**
   * @param {string} id
   * @param {number} now
   */
  #consider(id, now) {
    if (this.#candidate?.id !== id) this.#candidate = { id, since: now };
    if (now - this.#candidate.since < TAKE_MS) return;
    this.id = id;
    this.#heard = now;
    this.#candidate = null;
  }
}
