/**
 * How loud somebody is, out of what a receiver knows of its last packets. Pure: time comes in.
 *
 * Rule 1: a browser goes on saying the last loudness for 10 s after the last packet; whose packets
 *         have stopped is silent, and is not shown as speaking.
 */

/** Longer than the pause of 400 ms between two packets of Opus in silence. */
const FRESH_MS = 1_000;

export class Voice {
  #heard = -1;
  #at = -Infinity;

  /**
   * @param {{rtpTimestamp: number, audioLevel?: number}|undefined} source
   * @param {number} now ms
   * @returns {number} 0 to 1.
   */
  level(source, now) {
    if (!source) return 0;
    if (source.rtpTimestamp !== this.#heard) {
      this.#heard = source.rtpTimestamp;
      this.#at = now;
    }
    return now - this.#at < FRESH_MS ? (source.audioLevel ?? 0) : 0;
  }
}
