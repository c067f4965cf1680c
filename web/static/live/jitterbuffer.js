/**
 * How long a viewer waits for what is late.
 *
 * Browsers learn jitter by themselves, but hardly how long repairs take: with 200 ms of jitter Chromium
 * aimed at 171 ms for the picture, and with 10 % loss on top at 108, so that repairs came too late
 * and it stumbled. So whoever stumbles over losses is made to wait longer, and less again when the
 * way has become good.
 *
 * Rule 1: people who talk notice half a second: it never waits longer than `MOST_MS` on our account.
 * Rule 2: a picture that stumbles without losses (a slow machine) would gain nothing by waiting.
 */

export const FIRST_MS = 200;
export const STEP_MS = 100;
export const MOST_MS = 400;
/** So many readings without stumbling make it wait less. */
export const CALM = 8;
const LOOK_MS = 2_000;
/** Share of sound made up that people hear. */
const AUDIBLE = 0.02;

/**
 * @typedef {object} Counts Totals of one connection.
 * @property {number} missed Packets lost, and packets asked for again.
 * @property {number} freezes
 * @property {number} concealed Samples made up, silence not counted.
 * @property {number} samples
 */

/** @type {Counts} */
const NOTHING = { missed: 0, freezes: 0, concealed: 0, samples: 0 };

/** Decides about one connection. */
export class Patience {
  /** Milliseconds to wait; 0 leaves it to the browser. */
  ms = 0;

  #before = NOTHING;
  #calm = 0;

  /**
   * Takes the totals, in even intervals.
   * @param {Counts} counts
   * @returns {number} `ms`.
   */
  take(counts) {
    const before = this.#before;
    this.#before = counts;
    if (stumbled(before, counts) && counts.missed > before.missed) {
      this.ms = Math.min(MOST_MS, this.ms ? this.ms + STEP_MS : FIRST_MS);
      this.#calm = 0;
    } else if ((this.#calm += 1) >= CALM && this.ms) {
      this.ms = this.ms > FIRST_MS ? this.ms - STEP_MS : 0;
      this.#calm = 0;
    }
    return this.ms;
  }
}

/**
 * @param {Counts} before
 * @param {Counts} after
 */
function stumbled(before, after) {
  const samples = Math.max(1, after.samples - before.samples);
  return after.freezes > before.freezes || (after.concealed - before.concealed) / samples > AUDIBLE;
}

/**
 * The totals in a connection's statistics.
 * @param {RTCStatsReport} stats
 * @returns {Counts}
 */
export function countsOf(stats) {
  const counts = { ...NOTHING };
  for (const report of stats.values()) {
    if (report.type !== "inbound-rtp") continue;
    counts.missed += Math.max(0, report.packetsLost ?? 0) + (report.nackCount ?? 0);
    counts.freezes += report.freezeCount ?? 0;
    counts.concealed += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0);
    counts.samples += report.totalSamplesReceived ?? 0;
  }
  return counts;
}

/** Looks after one viewing, whichever connections it has one after another. */
export class JitterBuffer {
  #peer;
  /** @type {RTCPeerConnection|null} */
  #known = null;
  #patience = new Patience();
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #timer;

  /** @param {() => RTCPeerConnection|null} peer The connection of now. */
  constructor(peer) {
    this.#peer = peer;
  }

  start() {
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS);
  }

  /** May be called twice. */
  close() {
    clearInterval(this.#timer);
  }

  async #look() {
    const peer = this.#peer();
    if (peer !== this.#known) {
      this.#known = peer;
      this.#patience = new Patience();
    }
    if (peer === null) return;
    const before = this.#patience.ms;
    const ms = this.#patience.take(countsOf(await peer.getStats()));
    if (ms === before) return;
    // Sound and picture alike, or one would have to wait for the other anyway.
    for (const receiver of peer.getReceivers()) {
      if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = ms || null;
    }
  }
}
