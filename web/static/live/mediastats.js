/**
 * How well media flows, out of getStats.
 *
 * Rule 1: pure but for `sample`; a rate needs two readings, so the first one has none.
 */

/**
 * @typedef {object} Reading
 * @property {number} at
 * @property {number} bytes Sent and received.
 * @property {number} lost Packets.
 * @property {number} packets Received, or sent and reported on.
 * @property {number|null} rtt_ms
 * @property {number} frames Decoded.
 * @property {boolean} [relayed]
 */

/**
 * @typedef {object} Quality
 * @property {number|null} rtt_ms
 * @property {number} loss 0 to 1, since the reading before.
 * @property {number} kbps Since the reading before.
 * @property {boolean} [relayed] Whether it comes through a relay.
 */

/**
 * Reads one peer connection.
 * @param {RTCPeerConnection} peer
 * @returns {Promise<Reading>}
 */
export async function sample(peer) {
  /** @type {Reading} */
  const reading = { at: performance.now(), bytes: 0, lost: 0, packets: 0, rtt_ms: null, frames: 0 };
  const stats = await peer.getStats();
  stats.forEach((report) => read(reading, report));
  reading.relayed = pathOf(stats) === "relay";
  return reading;
}

/**
 * @param {Reading} reading
 * @param {any} report
 */
function read(reading, report) {
  if (report.type === "candidate-pair" && report.nominated) {
    reading.bytes += (report.bytesSent ?? 0) + (report.bytesReceived ?? 0);
    if (report.currentRoundTripTime !== undefined) {
      reading.rtt_ms = Math.round(report.currentRoundTripTime * 1_000);
    }
  } else if (report.type === "inbound-rtp") {
    reading.lost += Math.max(0, report.packetsLost ?? 0);
    reading.packets += report.packetsReceived ?? 0;
    reading.frames += report.framesDecoded ?? 0;
  } else if (report.type === "outbound-rtp") {
    reading.packets += report.packetsSent ?? 0;
  } else if (report.type === "remote-inbound-rtp") {
    reading.lost += Math.max(0, report.packetsLost ?? 0);
  }
}

/**
 * What happened between two readings.
 * @param {Reading} before
 * @param {Reading} after
 * @returns {Quality}
 */
export function between(before, after) {
  const seconds = Math.max(0.001, (after.at - before.at) / 1_000);
  const lost = Math.max(0, after.lost - before.lost);
  const packets = Math.max(0, after.packets - before.packets);
  return {
    rtt_ms: after.rtt_ms,
    loss: lost + packets === 0 ? 0 : Math.round((lost / (lost + packets)) * 1_000) / 1_000,
    kbps: Math.max(0, Math.round(((after.bytes - before.bytes) * 8) / 1_000 / seconds)),
    relayed: after.relayed === true,
  };
}

/**
 * The bars that people know from their phones: 4 good, 0 nothing.
 * @param {Quality|null} quality Null when there is no connection.
 * @returns {0|1|2|3|4}
 */
export function bars(quality) {
  if (quality === null) return 0;
  const rtt = quality.rtt_ms ?? 0;
  if (quality.loss > 0.1 || rtt > 800) return 1;
  if (quality.loss > 0.04 || rtt > 400) return 2;
  if (quality.loss > 0.015 || rtt > 200) return 3;
  return 4;
}

/**
 * The worst of several connections; bytes add up.
 * @param {Quality[]} qualities
 * @returns {Quality|null}
 */
export function worst(qualities) {
  if (qualities.length === 0) return null;
  const rtts = qualities.map((each) => each.rtt_ms).filter((rtt) => rtt !== null);
  return {
    rtt_ms: rtts.length ? Math.max(...rtts) : null,
    loss: Math.max(...qualities.map((each) => each.loss)),
    kbps: qualities.reduce((sum, each) => sum + each.kbps, 0),
    relayed: qualities.some(({ relayed }) => relayed === true),
  };
}

/**
 * The way that media takes now.
 * @param {RTCStatsReport} stats
 * @returns {"direct"|"tcp"|"relay"} A relay is one by UDP, TCP or TLS alike.
 */
export function pathOf(stats) {
  const reports = [...stats.values()];
  const pair = selectedPair(reports);
  const local = reports.find(({ id }) => id === pair?.localCandidateId);
  if (local?.candidateType === "relay") return "relay";
  return local?.protocol === "tcp" ? "tcp" : "direct";
}

/**
 * With an ICE-lite server Chromium nominates every pair that it ever preferred, so only the transport
 * knows which one counts; Firefox marks the pair itself.
 * @param {any[]} reports
 */
function selectedPair(reports) {
  const transport = reports.find(({ type, selectedCandidatePairId: id }) => type === "transport" && id);
  const pairs = reports.filter(({ type }) => type === "candidate-pair");
  return (
    pairs.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    pairs.find(({ selected }) => selected) ??
    pairs.find(({ nominated }) => nominated)
  );
}

/** Keeps the reading before, so that a caller just asks again and again. */
export class Meter {
  /** @type {Reading|null} */
  #before = null;
  /** @type {RTCPeerConnection|null} */
  #peer = null;

  /**
   * @param {RTCPeerConnection|null} peer
   * @returns {Promise<Quality|null>} Null for the first reading of a connection, or without one.
   */
  async read(peer) {
    if (peer === null) return null;
    const after = await sample(peer);
    const before = this.#peer === peer ? this.#before : null;
    this.#peer = peer;
    this.#before = after;
    return before && between(before, after);
  }
}
