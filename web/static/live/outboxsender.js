/**
 * Sends what waits in the outbox, batch after batch.
 *
 * Rule 1: one batch at a time, at most every `SEND_EVERY_MS`; more seldom while the server cannot be
 *         reached, and at once when the wire is back.
 * Rule 2: a batch that the server refuses is halved until the one event at fault is alone, which is
 *         then given up.
 *
 * @import {Kept} from "./outboxdisk.js"
 */

import { BATCH_EVENTS } from "./outboxqueue.js";

export const SEND_EVERY_MS = 2_000;
const REFUSED = new Set(["bad-message", "too-large"]);
const SLOWEST_MS = 30_000;

/**
 * The box that is emptied.
 * @typedef {object} Box
 * @property {(most: number) => Kept[]|null} next The next batch; null: nothing waits.
 * @property {(entries: Kept[]) => Promise<unknown>} send Fails with {code} when not stored.
 * @property {(entries: Kept[]) => Promise<void>} sent They are stored.
 * @property {(entry: Kept) => Promise<void>} refused It never will be.
 */

export class Sender {
  #box;
  #most = BATCH_EVENTS;
  #failures = 0;
  #sending = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /** @param {Box} box */
  constructor(box) {
    this.#box = box;
  }

  /** Sends what waits; resolves when nothing waits or the server cannot be reached. */
  async flush() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (await this.#sendOne());
    } finally {
      this.#sending = false;
    }
  }

  /** Sends now, and then in its rhythm. */
  soon() {
    this.#in(0);
  }

  /** The wire is back: send now, not when the pause is over. */
  wake() {
    this.#failures = 0;
    this.#in(0);
  }

  /** Sends no more. May be called twice. */
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** @param {number} ms */
  #in(ms) {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.flush().then(() => this.#in(this.#pause())), ms);
  }

  #pause() {
    return Math.min(SLOWEST_MS, SEND_EVERY_MS * 2 ** Math.min(4, Math.max(0, this.#failures - 2)));
  }

  /** @returns {Promise<boolean>} Whether to go on. */
  async #sendOne() {
    const entries = this.#box.next(this.#most);
    if (!entries) return false;
    try {
      await this.#box.send(entries);
    } catch (error) {
      return this.#notSent(entries, /** @type {{code?: string}} */ (error).code ?? "");
    }
    this.#failures = 0;
    this.#most = BATCH_EVENTS;
    await this.#box.sent(entries);
    return true;
  }

  /**
   * @param {Kept[]} entries
   * @param {string} code
   * @returns {Promise<boolean>}
   */
  async #notSent(entries, code) {
    if (!REFUSED.has(code)) {
      this.#failures += 1;
      return false;
    }
    const [first, ...others] = entries;
    if (others.length) this.#most = Math.ceil(entries.length / 2);
    else if (first) await this.#box.refused(first);
    return true;
  }
}
