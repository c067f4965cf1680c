/**
 * The outbox: engagement events on their way to the store.
 *
 * Rule 1: without consent nothing is put in, not even in memory. Withdrawal takes out what waits.
 * Rule 2: an event is on disk before anybody waits for it, and leaves the disk only when the server
 *         has said that it is committed. Sending twice does no harm: the id decides.
 * Rule 3: what tabs that are gone have left behind is sent, too, under their own session.
 * Rule 4: when the page is hidden or goes, a beacon carries what waits; it is still sent again at
 *         the next start, because a beacon has no answer.
 * Rule 5: a draft is what becomes an event if the page dies without a word (outboxdraft.js).
 * Rule 6: an event that the server refuses is dropped and counted, so that it never blocks others.
 *
 * @import {Batch, BatchReceipt, CaptureConsent, EngagementEvent} from "./engagementtypes.js"
 * @import {Draft, Kept} from "./outboxdisk.js"
 * @import {Estate} from "./outboxleft.js"
 */

import { uuid7 } from "./ids.js";
import { Disk, keptOf } from "./outboxdisk.js";
import { DraftSlot, isSettled } from "./outboxdraft.js";
import { estates, highestOf } from "./outboxleft.js";
import { BATCH_EVENTS, MARKER, Queue } from "./outboxqueue.js";
import { Sender } from "./outboxsender.js";
import { Counter } from "./tab.js";

/** @typedef {Pick<EngagementEvent, "version"|"slide"|"step"|"values">} Fields */

/**
 * @typedef {object} OutboxPlan
 * @property {string} session This tab (see tab.js).
 * @property {string} meeting
 * @property {string} participant
 * @property {CaptureConsent} consent
 * @property {(batch: Batch) => Promise<BatchReceipt>} send Fails with {code} when not stored.
 * @property {string} beacon Address of the second path.
 * @property {() => string} token For the beacon's body.
 * @property {{events: number, bytes: number}} [limits]
 */

export class Outbox {
  #plan;
  #disk;
  #counter;
  #queue;
  #sender;
  /** @type {Kept|null} The marker that still counts up. */
  #marker = null;
  #draft;
  #ears = new AbortController();

  /**
   * @param {OutboxPlan} plan
   * @param {Disk} disk
   * @param {Counter} counter
   */
  constructor(plan, disk, counter) {
    this.#plan = { ...plan, consent: { ...plan.consent } };
    this.#disk = disk;
    this.#counter = counter;
    const { session, meeting, participant } = plan;
    this.#draft = new DraftSlot(disk, { session, meeting, participant });
    this.#queue = new Queue(plan.limits);
    this.#sender = new Sender({
      next: (most) => this.#next(most),
      send: (entries) => this.#plan.send(this.#batch(entries)),
      sent: (entries) => this.#done(entries),
      refused: (entry) => this.#giveUp(entry),
    });
  }

  /**
   * Opens the outbox with what this tab and earlier ones left behind, and begins to send.
   * @param {OutboxPlan} plan
   */
  static async open(plan) {
    const disk = await Disk.open();
    const left = await disk.read(plan.meeting, plan.participant);
    const mine = left.events.filter(({ session }) => session === plan.session);
    const outbox = new Outbox(plan, disk, new Counter(plan.session, highestOf(mine)));
    for (const estate of await estates(left, plan.session)) await outbox.#adopt(estate);
    outbox.#start();
    return outbox;
  }

  /** How many events wait. */
  get waiting() {
    return this.#queue.size;
  }

  /** How many events this tab has recorded, sent or not. */
  get recorded() {
    return this.#counter.last;
  }

  /** Whether the browser keeps nothing on disk. */
  get inMemoryOnly() {
    return this.#disk.broken;
  }

  /**
   * Records an event, now. Returns null, and keeps nothing, without consent to its kind.
   * @param {string} kind
   * @param {Fields} [fields]
   * @returns {EngagementEvent|null}
   */
  add(kind, fields = {}) {
    if (!this.#allowed(kind)) return null;
    const event = this.#event(kind, fields, this.#counter.next());
    this.#keep(this.#entry(this.#plan.session, event));
    this.#shed();
    if (this.#queue.size >= BATCH_EVENTS) this.#sender.soon();
    return event;
  }

  /**
   * Keeps on disk what becomes an event if this tab is never heard of again (a crash, a phone that
   * kills the page). `settle` takes its place.
   * @param {string} kind
   * @param {Fields} fields
   */
  draft(kind, fields) {
    if (!this.#allowed(kind)) return;
    this.#draft.put(this.#event(kind, fields, this.#counter.last + 1));
  }

  /**
   * Records the event that the draft stood for.
   * @param {string} kind
   * @param {Fields} fields
   */
  settle(kind, fields) {
    if (!this.#allowed(kind)) return;
    const event = this.#draft.settle(this.#event(kind, fields, this.#counter.next()));
    this.#keep(this.#entry(this.#plan.session, event), this.#plan.session);
    this.#shed();
  }

  /** Sends what waits; resolves when nothing waits or the server cannot be reached. */
  flush() {
    return this.#sender.flush();
  }

  /** The wire is back: send now, not when the pause is over. */
  wake() {
    this.#sender.wake();
  }

  /**
   * Hands what waits of this tab to the browser, which sends it even when the page is gone.
   * @returns {boolean} Whether the browser took it, or nothing waited.
   */
  beacon() {
    const entries = this.#queue.batchOf(this.#plan.session);
    if (entries.length === 0) return true;
    const body = { token: this.#plan.token(), ...this.#batch(entries) };
    const blob = new Blob([JSON.stringify(body)], { type: "application/json" });
    return navigator.sendBeacon(this.#plan.beacon, blob);
  }

  /**
   * Changes what may be captured; what may be no more is taken out of the box, unsent.
   * @param {CaptureConsent} consent
   */
  async allow(consent) {
    this.#plan.consent = { ...consent };
    const taken = this.#queue.take((entry) => !this.#allowed(entry.event.kind));
    if (this.#marker && taken.includes(this.#marker)) this.#marker = null;
    if (consent.slides && taken.length) this.#count(taken.length);
    await this.#disk.forget(taken);
    if (!consent.slides) await this.#draft.drop();
  }

  /** Stops sending; what waits stays on disk. May be called twice. */
  close() {
    this.#sender.close();
    this.#ears.abort();
  }

  #start() {
    const { signal } = this.#ears;
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "hidden" && this.beacon(),
      { signal },
    );
    addEventListener("pagehide", () => this.beacon(), { signal });
    this.#sender.soon();
  }

  /** @param {string} kind */
  #allowed(kind) {
    const { slides, attention } = this.#plan.consent;
    return slides && (attention || !kind.startsWith("attention."));
  }

  /**
   * @param {string} kind
   * @param {Fields} fields
   * @param {number} seq
   * @returns {EngagementEvent}
   */
  #event(kind, fields, seq) {
    const at = Date.now();
    return { id: uuid7(at), seq, kind, at, ...fields };
  }

  /**
   * @param {string} session
   * @param {EngagementEvent} event
   * @returns {Kept}
   */
  #entry(session, event) {
    return keptOf({ ...this.#plan, session }, event);
  }

  /**
   * @param {Kept} entry
   * @param {string} [settled]
   */
  #keep(entry, settled) {
    this.#queue.add(entry);
    void this.#disk.put(entry, settled);
  }

  #shed() {
    const gone = this.#queue.shed();
    if (gone.length === 0) return;
    void this.#disk.forget(gone);
    this.#count(gone.length);
  }

  /**
   * Says in the ledger itself that events are missing.
   * @param {number} dropped
   */
  #count(dropped) {
    const counted = Number(this.#marker?.event.values?.["count"] ?? 0);
    const values = { count: counted + dropped };
    const old = this.#marker;
    const event = old
      ? { ...old.event, values }
      : this.#event(MARKER, { values }, this.#counter.next());
    if (old) this.#queue.remove(old.session, new Set([old.seq]));
    this.#marker = this.#entry(this.#plan.session, event);
    this.#keep(this.#marker);
  }

  /** @param {Kept[]} entries @returns {Batch} */
  #batch(entries) {
    const session = entries[0]?.session ?? this.#plan.session;
    const last = entries.at(-1)?.seq ?? 0;
    const through = session === this.#plan.session ? this.#counter.last : last;
    return { session, sent_at: Date.now(), through, events: entries.map((entry) => entry.event) };
  }

  /** @param {number} most */
  #next(most) {
    const entries = this.#queue.batch(most);
    // A marker on its way counts no further: the server keeps what it saw first.
    if (this.#marker && entries?.includes(this.#marker)) this.#marker = null;
    return entries;
  }

  /** @param {Kept} entry */
  async #giveUp(entry) {
    await this.#done([entry]);
    if (entry.event.kind !== MARKER) this.#count(1);
  }

  /** @param {Kept[]} entries */
  async #done(entries) {
    const [{ session } = { session: "" }] = entries;
    this.#queue.remove(session, new Set(entries.map(({ seq }) => seq)));
    await this.#disk.forget(entries);
  }

  /** @param {Estate} estate */
  async #adopt({ events, draft }) {
    const kept = events.filter((entry) => this.#allowed(entry.event.kind));
    for (const entry of kept) this.#queue.add(entry);
    await this.#disk.forget(events.filter((entry) => !kept.includes(entry)));
    if (draft) await this.#redeem(draft, highestOf(events));
  }

  /**
   * The draft of a tab that is gone becomes an event of that tab.
   * @param {Draft} draft
   * @param {number} highest The highest counter of that tab on disk.
   */
  async #redeem(draft, highest) {
    const { session, event } = draft;
    if (!this.#allowed(event.kind) || isSettled(draft)) {
      await this.#disk.dropDraft(session);
      return;
    }
    const own = session === this.#plan.session;
    const seq = own ? this.#counter.next() : Math.max(event.seq, highest + 1);
    this.#keep(this.#entry(session, { ...event, seq }), session);
  }
}
