/**
 * Whether sound and picture really flow. Pure: counts and time come in.
 *
 * Rule 1: what is switched off need not flow; a count of null says so.
 * Rule 2: only what has stood still for `PATIENCE_MS` is called stalled. Opus sends something every
 *         400 ms even in silence, and a camera several pictures a second, so that is long.
 * Rule 3: a new connection is no proof: what was stalled stays so until something moves.
 */

const PATIENCE_MS = 4_000;

/** @typedef {"audio"|"video"} Sort */
/** @typedef {Record<Sort, number|null>} Counts Packets so far; null: need not flow. */

export class Flow {
  /** @type {Map<Sort, {count: number, at: number}>} */
  #moved = new Map();
  /** @type {Set<Sort>} */
  #stalled = new Set();

  /**
   * @param {Counts} counts
   * @param {number} now ms
   * @returns {Set<Sort>} What should flow and does not.
   */
  read(counts, now) {
    for (const sort of /** @type {const} */ (["audio", "video"])) this.#note(sort, counts[sort], now);
    return new Set(this.#stalled);
  }

  /**
   * @param {Sort} sort
   * @param {number|null} count
   * @param {number} now
   */
  #note(sort, count, now) {
    const before = this.#moved.get(sort);
    if (count === null) {
      this.#moved.delete(sort);
      this.#stalled.delete(sort);
    } else if (!before || count !== before.count) {
      if (before) this.#stalled.delete(sort);
      this.#moved.set(sort, { count, at: now });
    } else if (now - before.at >= PATIENCE_MS) this.#stalled.add(sort);
  }

  /** Another connection: its counts begin anew; what was stalled is so until it moves (rule 3). */
  reset() {
    this.#moved.clear();
  }
}

/**
 * Packets of a connection so far, by sort.
 * @param {RTCPeerConnection} peer
 * @param {"inbound-rtp"|"outbound-rtp"} way
 * @returns {Promise<Record<Sort, number>>}
 */
export async function packets(peer, way) {
  const sums = { audio: 0, video: 0 };
  (await peer.getStats()).forEach((report) => {
    if (report.type !== way || !(report.kind in sums)) return;
    sums[/** @type {Sort} */ (report.kind)] += report.packetsSent ?? report.packetsReceived ?? 0;
  });
  return sums;
}
