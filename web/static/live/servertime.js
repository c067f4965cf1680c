/**
 * The server's clock, as far as this page knows it.
 *
 * Rule: what comes late says less than what came at once, and nothing comes before it has happened. So the
 *       furthest moment that was heard of is the nearest to the truth, however old a snapshot's last event is:
 *       until the server says its hour again, since a computer's clock may have been put right meanwhile.
 */

export class ServerTime {
  /** Server time minus ours, in ms. */
  #ahead;

  /** @param {number} now The server's clock when the page was made. */
  constructor(now) {
    this.#ahead = now - Date.now();
  }

  /** Something has happened. @param {number} at Server ms. */
  hear(at) {
    this.#ahead = Math.max(this.#ahead, at - Date.now());
  }

  /** The server has said its hour, as it does to whoever joins. @param {number} now */
  set(now) {
    this.#ahead = now - Date.now();
  }

  /** Server ms. */
  now() {
    return Date.now() + this.#ahead;
  }
}
