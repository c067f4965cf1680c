/**
 * The outbox: engagement events on their way to the store.
 *
 * Rule 1: without consent nothing is put in, not even in memory. Withdrawal takes out what waits.
 * Rule 2: an event is on disk before anybody waits for it, and leaves the disk only when the server
 *         has said that it is committed. Sending twice does no harm: the id decides.
 * Rule 3: batches of one session, in order, at most every 2 s; what earlier tabs left behind is
 *         sent too, under their own session, once those tabs are gone.
 * Rule 4: when the page is hidden or goes, a beacon carries what waits; it is still sent again at
 *         the next start, because a beacon has no answer.
 * Rule 5: a draft is what becomes an event if the page dies without a word. It has the id that the
 *         event itself will have, so whichever of the two is sent, the fact is stored once.
 * Rule 6: a batch that the server refuses is halved until the one event at fault is alone; that one
 *         is dropped and counted, so that it never blocks the others.
 *
 * @import {Batch, BatchReceipt, CaptureConsent, EngagementEvent} from "./engagementtypes.js"
 * @import {Draft, Kept} from "./outboxdisk.js"
 */

import { uuid7 } from "./ids.js";
import { Disk } from "./outboxdisk.js";
import { BATCH_EVENTS, MARKER, Queue } from "./outboxqueue.js";
import { Counter, isGone, noteSettled, wasSettled } from "./tab.js";

export const SEND_EVERY_MS = 2_000;
const REFUSED = new Set(["bad-message", "too-large"]);
const SLOWEST_MS = 30_000;

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
  #most = BATCH_EVENTS;
  #failures = 0;
  #sending = false;
  /** @type {Kept|null} The marker that still counts up. */
  #marker = null;
  /** @type {string|null} Id of the event that the present draft will be. */
  #draftId = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
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
    this.#queue = new Queue(plan.limits);
  }

  /**
   * Opens the outbox with what this tab and earlier ones left behind, and begins to send.
   * @param {OutboxPlan} plan
   */
  static async open(plan) {
    const disk = await Disk.open();
    const left = await disk.read(plan.meeting, plan.participant);
    const highest = left.events
      .filter((entry) => entry.session === plan.session)
      .reduce((most, entry) => Math.max(most, entry.seq), 0);
    const outbox = new Outbox(plan, disk, new Counter(plan.session, highest));
    await outbox.#adopt(left.events, left.drafts);
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
    if (this.#queue.size >= BATCH_EVENTS) this.#soon(0);
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
    const event = this.#event(kind, fields, this.#counter.last + 1);
    this.#draftId ??= event.id;
    const { session, meeting, participant } = this.#plan;
    void this.#disk.draft({
      session,
      meeting,
      participant,
      event: { ...event, id: this.#draftId },
    });
  }

  /**
   * Records the event that the draft stood for.
   * @param {string} kind
   * @param {Fields} fields
   */
  settle(kind, fields) {
    if (!this.#allowed(kind)) return;
    const event = this.#event(kind, fields, this.#counter.next());
    event.id = this.#draftId ?? event.id;
    if (this.#draftId) noteSettled(this.#plan.session, this.#draftId);
    this.#draftId = null;
    this.#keep(this.#entry(this.#plan.session, event), this.#plan.session);
    this.#shed();
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
    await this.#forget(taken);
    if (consent.slides) return;
    this.#draftId = null;
    await this.#disk.dropDraft(this.#plan.session);
  }

  /** Stops sending; what waits stays on disk. May be called twice. */
  close() {
    clearTimeout(this.#timer);
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
    this.#soon(0);
  }

  /** @param {number} ms */
  #soon(ms) {
    clearTimeout(this.#timer);
    if (this.#ears.signal.aborted) return;
    this.#timer = setTimeout(() => void this.flush().then(() => this.#soon(this.#pause())), ms);
  }

  #pause() {
    return Math.min(SLOWEST_MS, SEND_EVERY_MS * 2 ** Math.min(4, Math.max(0, this.#failures - 2)));
  }

  /** The wire is back: send now, not when the pause is over. */
  wake() {
    this.#failures = 0;
    this.#soon(0);
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
    const { meeting, participant } = this.#plan;
    const size = new TextEncoder().encode(JSON.stringify(event)).length + 1;
    return { session, seq: event.seq, meeting, participant, size, event };
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
    void this.#forget(gone);
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

  /** @param {Kept[]} entries */
  async #forget(entries) {
    /** @type {Map<string, number[]>} */
    const bySession = new Map();
    for (const { session, seq } of entries) {
      bySession.set(session, [...(bySession.get(session) ?? []), seq]);
    }
    for (const [session, seqs] of bySession) await this.#disk.remove(session, seqs);
  }

  /** @param {Kept[]} entries @returns {Batch} */
  #batch(entries) {
    const session = entries[0]?.session ?? this.#plan.session;
    const last = entries.at(-1)?.seq ?? 0;
    const through = session === this.#plan.session ? this.#counter.last : last;
    return { session, sent_at: Date.now(), through, events: entries.map((entry) => entry.event) };
  }

  /** @returns {Promise<boolean>} Whether to go on. */
  async #sendOne() {
    const entries = this.#queue.batch(this.#most);
    if (!entries) return false;
    // A marker on its way counts no further: the server keeps what it saw first.
    if (this.#marker && entries.includes(this.#marker)) this.#marker = null;
    try {
      await this.#plan.send(this.#batch(entries));
    } catch (error) {
      return this.#notSent(entries, /** @type {{code?: string}} */ (error).code ?? "");
    }
    this.#failures = 0;
    this.#most = BATCH_EVENTS;
    await this.#done(entries);
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
    if (entries.length > 1) {
      this.#most = Math.ceil(entries.length / 2);
      return true;
    }
    await this.#done(entries);
    if (entries[0]?.event.kind !== MARKER) this.#count(1);
    return true;
  }

  /** @param {Kept[]} entries */
  async #done(entries) {
    const session = entries[0]?.session ?? "";
    const seqs = entries.map((entry) => entry.seq);
    this.#queue.remove(session, new Set(seqs));
    await this.#disk.remove(session, seqs);
  }

  /**
   * Takes over what this tab (before a reload) and tabs that are gone have left behind.
   * @param {Kept[]} events
   * @param {Draft[]} drafts
   */
  async #adopt(events, drafts) {
    const sessions = new Set([...events, ...drafts].map((each) => each.session));
    for (const session of sessions) {
      if (session !== this.#plan.session && !(await isGone(session))) continue;
      const mine = events.filter((each) => each.session === session);
      const draft = drafts.find((each) => each.session === session);
      const kept = mine.filter((entry) => this.#allowed(entry.event.kind));
      for (const entry of kept) this.#queue.add(entry);
      await this.#forget(mine.filter((entry) => !kept.includes(entry)));
      const highest = mine.reduce((most, entry) => Math.max(most, entry.seq), 0);
      if (draft) await this.#redeem(draft, highest);
    }
  }

  /**
   * The draft of a tab that is gone becomes an event of that tab.
   * @param {Draft} draft
   * @param {number} highest The highest counter of that tab on disk.
   */
  async #redeem(draft, highest) {
    const { session, event } = draft;
    if (!this.#allowed(event.kind) || wasSettled(session, event.id)) {
      await this.#disk.dropDraft(session);
      return;
    }
    const own = session === this.#plan.session;
    const seq = own ? this.#counter.next() : Math.max(event.seq, highest + 1);
    this.#keep(this.#entry(session, { ...event, seq }), session);
  }
}
