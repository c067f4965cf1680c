/**
 * What waits to be sent, as plain lists. Pure: no disk, no wire, no clock.
 *
 * Rule 1: at most `MOST_EVENTS` events and `MOST_BYTES` bytes wait. Where there are more, the oldest
 *         attention event goes first, then the oldest of any kind; how many went is counted.
 * Rule 2: a batch is of one session, in order, and small enough for the server's frame.
 *
 * @import {Kept} from "./outboxdisk.js"
 */

export const MOST_EVENTS = 5_000;
export const MOST_BYTES = 5_000_000;
export const BATCH_EVENTS = 200;
/** The server takes frames of 64,000 bytes. */
export const BATCH_BYTES = 48_000;

/** The kind that says how many events had no room. */
export const MARKER = "capture.dropped";

export class Queue {
  /** @type {Map<string, Kept[]>} By session; insertion order is the order of sending. */
  #sessions = new Map();
  #count = 0;
  #bytes = 0;
  #limits;

  /** @param {{events: number, bytes: number}} [limits] */
  constructor(limits = { events: MOST_EVENTS, bytes: MOST_BYTES }) {
    this.#limits = limits;
  }

  get size() {
    return this.#count;
  }

  /** @param {Kept} entry */
  add(entry) {
    const list = this.#sessions.get(entry.session);
    if (list) list.push(entry);
    else this.#sessions.set(entry.session, [entry]);
    this.#count += 1;
    this.#bytes += entry.size;
  }

  /**
   * Makes room for what is too much.
   * @returns {Kept[]} What had to go; markers never do.
   */
  shed() {
    /** @type {Kept[]} */
    const gone = [];
    while (this.#count > this.#limits.events || this.#bytes > this.#limits.bytes) {
      const entry =
        this.#oldest((each) => each.event.kind.startsWith("attention.")) ??
        this.#oldest((each) => each.event.kind !== MARKER);
      if (!entry) break;
      this.remove(entry.session, new Set([entry.seq]));
      gone.push(entry);
    }
    return gone;
  }

  /**
   * The next batch, or null when nothing waits.
   * @param {number} [most]
   * @returns {Kept[]|null}
   */
  batch(most = BATCH_EVENTS) {
    const waiting = this.#sessions.values().next();
    return waiting.done ? null : fitting(waiting.value, most);
  }

  /**
   * The first events of one session that a beacon can carry.
   * @param {string} session
   */
  batchOf(session) {
    return fitting(this.#sessions.get(session) ?? [], BATCH_EVENTS);
  }

  /**
   * @param {string} session
   * @param {Set<number>} seqs
   */
  remove(session, seqs) {
    const list = this.#sessions.get(session) ?? [];
    const kept = list.filter((entry) => !seqs.has(entry.seq));
    for (const entry of list) {
      if (!seqs.has(entry.seq)) continue;
      this.#count -= 1;
      this.#bytes -= entry.size;
    }
    if (kept.length) this.#sessions.set(session, kept);
    else this.#sessions.delete(session);
  }

  /**
   * Takes everything out that `which` says.
   * @param {(entry: Kept) => boolean} which
   * @returns {Kept[]}
   */
  take(which) {
    const taken = [...this.#sessions.values()].flat().filter(which);
    for (const entry of taken) this.remove(entry.session, new Set([entry.seq]));
    return taken;
  }

  /** @param {(entry: Kept) => boolean} which */
  #oldest(which) {
    /** @type {Kept|undefined} */
    let oldest;
    for (const list of this.#sessions.values()) {
      const first = list.find(which);
      if (first && (!oldest || first.event.at < oldest.event.at)) oldest = first;
    }
    return oldest;
  }
}

/**
 * @param {Kept[]} entries
 * @param {number} most
 */
function fitting(entries, most) {
  let bytes = 0;
  const end = entries.slice(0, most).findIndex((entry, n) => {
    bytes += entry.size;
    return n > 0 && bytes > BATCH_BYTES;
  });
  return entries.slice(0, end < 0 ? most : end);
}
