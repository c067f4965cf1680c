/**
 * The room as this page knows it: a snapshot, kept true by events.
 *
 * Rule 1: events are applied in the order of `seq`, each once; one that is already in the
 *         snapshot is dropped.
 * Rule 2: a gap is never guessed over: events wait until a fresh snapshot is there.
 * Rule 3: a snapshot is the truth even when its counter is lower than ours: a server that crashed
 *         comes back with what it had written down.
 *
 * @import {RoomEvent, Snapshot} from "./types.js"
 */

import { apply } from "./state.js";

const ASK_AGAIN_MS = 2_000;

/**
 * Told after every change; `event` is null when none told of it, `whole` is true when a whole snapshot came.
 * @typedef {(snapshot: Snapshot, event: RoomEvent|null, whole: boolean) => void} Subscriber
 */

export class Store {
  /** @type {Snapshot|null} */
  snapshot = null;

  /** @type {Map<number, RoomEvent>} */
  #waiting = new Map();
  /** @type {Set<Subscriber>} */
  #subscribers = new Set();
  #fetch;
  #asking = false;

  /**
   * @param {() => Promise<Snapshot>} fetch Brings a fresh snapshot; called when events are
   *   missing. May fail: it is called again.
   */
  constructor(fetch) {
    this.#fetch = fetch;
  }

  /**
   * Calls `subscriber` after each change, and at once when a snapshot is there.
   * @param {Subscriber} subscriber
   * @returns {() => void} Ends the subscription.
   */
  subscribe(subscriber) {
    this.#subscribers.add(subscriber);
    if (this.snapshot) subscriber(this.snapshot, null, true);
    return () => this.#subscribers.delete(subscriber);
  }

  /**
   * Takes a whole snapshot, then the events that waited for it.
   * @param {Snapshot} snapshot
   */
  reset(snapshot) {
    this.snapshot = snapshot;
    this.#tell(snapshot, null, true);
    this.#drain();
  }

  /**
   * Takes one event in whatever order the wire brought it.
   * @param {RoomEvent} event
   */
  receive(event) {
    if (this.snapshot && event.seq <= this.snapshot.seq) return;
    this.#waiting.set(event.seq, event);
    this.#drain();
  }

  /**
   * Takes counts that come without an event: what others in a webinar vote and answer.
   * @param {Pick<import("./volatiletypes.js").Tally, "votes"|"polls">} tally
   */
  count({ votes, polls: counts }) {
    if (!this.snapshot) return;
    const questions = this.snapshot.questions.map((each) => {
      const now = votes[each.id];
      return now === undefined || now === each.votes ? each : { ...each, votes: now };
    });
    const polls = this.snapshot.polls?.map((each) => ({ ...each, ...counts[each.id] }));
    this.snapshot = { ...this.snapshot, questions, ...(polls && { polls }) };
    this.#tell(this.snapshot, null);
  }

  /** The wire was cut: what waits for a missing event will never get it. */
  cut() {
    this.#waiting.clear();
  }

  #drain() {
    while (this.snapshot) {
      const event = this.#next(this.snapshot.seq + 1);
      if (!event) break;
      this.#waiting.delete(event.seq);
      this.snapshot = apply(this.snapshot, event);
      this.#tell(this.snapshot, event);
    }
    this.#forgetOld();
    if (this.snapshot && this.#waiting.size > 0) void this.#ask();
  }

  /**
   * The event with that number; several that this page may not see come as one.
   * @param {number} seq
   */
  #next(seq) {
    const exact = this.#waiting.get(seq);
    if (exact) return exact;
    for (const event of this.#waiting.values()) {
      if ((event.first ?? event.seq) <= seq && event.seq > seq) return event;
    }
    return undefined;
  }

  #forgetOld() {
    const seq = this.snapshot?.seq ?? -1;
    for (const known of this.#waiting.keys()) if (known <= seq) this.#waiting.delete(known);
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.reset(await this.#fetch());
    } catch {
      setTimeout(() => this.#drain(), ASK_AGAIN_MS);
    } finally {
      this.#asking = false;
    }
  }

  /**
   * @param {Snapshot} snapshot
   * @param {RoomEvent|null} event
   * @param {boolean} [whole]
   */
  #tell(snapshot, event, whole = false) {
    for (const subscriber of [...this.#subscribers]) subscriber(snapshot, event, whole);
  }
}
