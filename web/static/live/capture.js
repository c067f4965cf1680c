/**
 * What an HCP does with the slides, as events. Pure: time comes in, events go out.
 *
 * Rule 1: visible milliseconds are those in which the document was visible and the slide really on
 *         the screen, by a monotonic clock. A tick that comes much too late means that the machine
 *         slept, and nobody looked.
 * Rule 2: a slide is entered when it is first seen and left when another one is seen, when the
 *         meeting or the page ends, or when watching is paused (held, put out). Entered and left come in pairs.
 * Rule 3: attention is visibility, focus and idle seconds, nothing else. Whether it may be kept is
 *         the outbox's question; here it is only told.
 * Rule 4: idle time is told in pieces as it passes: the sum of `idle_ms` is the idle time.
 *
 * @import {Position} from "./types.js"
 */

/** Without a touch, a key, a scroll or a mouse move for so long, a person is idle. */
export const IDLE_MS = 30_000;
/** Ticks come every second; after such a gap the machine has slept. */
const SLEPT_MS = 10_000;
/** A crash loses no more of a look than this. */
const DRAFT_EVERY_MS = 2_000;

/** @typedef {import("./outbox.js").Fields} Fields */

/**
 * Where events go.
 * @typedef {object} Sink
 * @property {(kind: string, fields?: Fields) => unknown} add
 * @property {(kind: string, fields: Fields) => unknown} settle The end of what `draft` foresaw.
 * @property {(kind: string, fields: Fields) => unknown} draft What `settle` would say now.
 */

/**
 * A slide that is being looked at.
 * @typedef {object} Look
 * @property {Position} position
 * @property {number} entered
 * @property {number} visible Milliseconds so far.
 */

export class Capture {
  #sink;
  /** @type {Position|null} What is drawn. */
  #drawn = null;
  /** @type {Look|null} */
  #look = null;
  #visible;
  #focused;
  #watching = true;
  #last;
  #active;
  #idleTold = 0;
  #drafted = 0;

  /**
   * @param {Sink} sink
   * @param {{now: number, visible: boolean, focused: boolean}} start
   */
  constructor(sink, { now, visible, focused }) {
    this.#sink = sink;
    this.#visible = visible;
    this.#focused = focused;
    this.#last = now;
    this.#active = now;
  }

  /**
   * A picture of `position` is on the screen now; null: no slide is.
   * @param {Position|null} position
   * @param {number} now
   */
  drawn(position, now) {
    this.#advance(now);
    const before = this.#look;
    this.#drawn = position;
    if (before && !sameSlide(before.position, position)) this.#leave(now);
    if (this.#look && position) this.#stepTo(this.#look, position);
    this.#enter(now);
  }

  /**
   * The document was shown or hidden.
   * @param {boolean} visible
   * @param {number} now
   */
  visibility(visible, now) {
    if (visible === this.#visible) return;
    this.#advance(now);
    this.#endIdle(now);
    this.#visible = visible;
    this.#sink.add(visible ? "attention.shown" : "attention.hidden");
    this.#enter(now);
    this.#draft(now);
  }

  /**
   * The window got or lost the keyboard.
   * @param {boolean} focused
   * @param {number} now
   */
  focus(focused, now) {
    if (focused === this.#focused) return;
    this.#advance(now);
    this.#endIdle(now);
    this.#focused = focused;
    this.#sink.add(focused ? "attention.focused" : "attention.blurred");
  }

  /**
   * The person moved: mouse, finger, key, wheel.
   * @param {number} now
   */
  activity(now) {
    this.#endIdle(now);
  }

  /**
   * Once a second.
   * @param {number} now
   */
  tick(now) {
    this.#advance(now);
    if (this.#visible && now - this.#active - this.#idleTold >= IDLE_MS) this.#tellIdle(now);
    if (now - this.#drafted >= DRAFT_EVERY_MS) this.#draft(now);
  }

  /**
   * @param {{x: number, y: number}} place 0 to 1 of the slide.
   * @param {number} now
   */
  clicked({ x, y }, now) {
    this.#act("pointer.clicked", { x, y }, now);
  }

  /**
   * @param {{scale: number, x: number, y: number}} view
   * @param {number} now
   */
  zoomed({ scale, x, y }, now) {
    this.#act("slide.zoomed", { scale: round(scale), x: round(x), y: round(y) }, now);
  }

  /**
   * Stops watching (held, ended, the page goes) or begins again with the slide that is drawn.
   * @param {boolean} watching
   * @param {number} now
   */
  watch(watching, now) {
    if (watching === this.#watching) return;
    this.#advance(now);
    if (!watching) {
      this.#endIdle(now);
      this.#leave(now);
    }
    this.#watching = watching;
    this.#awake(now);
    this.#enter(now);
  }

  /** @param {number} now */
  #advance(now) {
    const passed = now - this.#last;
    this.#last = now;
    if (passed > SLEPT_MS) this.#awake(now);
    else if (this.#look && this.#visible) this.#look.visible += passed;
  }

  /** @param {number} now */
  #awake(now) {
    this.#active = now;
    this.#idleTold = 0;
  }

  /** @param {number} now */
  #enter(now) {
    if (this.#look || !this.#drawn || !this.#visible || !this.#watching) return;
    this.#look = { position: this.#drawn, entered: now, visible: 0 };
    this.#sink.add("slide.entered", placeOf(this.#drawn));
    this.#draft(now);
  }

  /** @param {number} now */
  #leave(now) {
    if (!this.#look) return;
    this.#sink.settle("slide.left", this.#left(this.#look, now));
    this.#look = null;
  }

  /** @param {number} now */
  #draft(now) {
    this.#drafted = now;
    if (this.#look) this.#sink.draft("slide.left", this.#left(this.#look, now));
  }

  /**
   * @param {Look} look
   * @param {number} now
   * @returns {Fields}
   */
  #left({ position, visible, entered }, now) {
    const values = { visible_ms: Math.round(visible), total_ms: Math.round(now - entered) };
    return { ...placeOf(position), values };
  }

  /**
   * @param {Look} look
   * @param {Position} position
   */
  #stepTo(look, position) {
    if (look.position.step !== position.step) this.#sink.add("step.shown", placeOf(position));
    look.position = position;
  }

  /**
   * @param {string} kind
   * @param {Record<string, number>} values
   * @param {number} now
   */
  #act(kind, values, now) {
    this.#endIdle(now);
    if (this.#look) this.#sink.add(kind, { ...placeOf(this.#look.position), values });
  }

  /** @param {number} now */
  #endIdle(now) {
    if (this.#visible && now - this.#active >= IDLE_MS) this.#tellIdle(now);
    this.#awake(now);
  }

  /** @param {number} now */
  #tellIdle(now) {
    const idle = Math.round(now - this.#active - this.#idleTold);
    if (idle <= 0) return;
    this.#idleTold += idle;
    this.#sink.add("attention.idle", { values: { idle_ms: idle } });
  }
}

/** @param {Position} position @returns {Fields} */
const placeOf = ({ version, slide, step }) => ({ version, slide, step });

/** @param {Position} a @param {Position|null} b */
const sameSlide = (a, b) => b !== null && a.version === b.version && a.slide === b.slide;

/** @param {number} value */
const round = (value) => Math.round(value * 1_000) / 1_000;
