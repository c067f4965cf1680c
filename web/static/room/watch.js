/**
 * Watching what I do, as far as I have agreed: the browser's side of live/capture.js.
 *
 * Rule 1: without consent to slides there is no outbox, no timer and no listener here.
 * Rule 2: without consent to attention the room is told nothing about this tab (`visible` is null).
 *
 * @import {CaptureConsent, Device} from "../live/engagementtypes.js"
 * @import {Lack, RoomPage} from "../live/types.js"
 * @import {Connection} from "../live/connection.js"
 * @import {Quality} from "../live/mediastats.js"
 * @import {SlideView} from "../live/slides.js"
 */

import { Capture } from "../live/capture.js";
import { bars } from "../live/mediastats.js";
import { Outbox } from "../live/outbox.js";

const TICK_MS = 1_000;
const QUALITY_MS = 10_000;
const ACTIVITY = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/**
 * @typedef {object} WatchPlan
 * @property {RoomPage} page
 * @property {string} tab
 * @property {Device} device
 * @property {Connection} connection
 * @property {SlideView} view
 * @property {() => boolean} covered Whether something else stands in the slide's place.
 * @property {() => Promise<Quality|null>} quality
 * @property {() => Lack|null} lack Why I can send nothing, when the stage wants something of me.
 */

export class Watch {
  #plan;
  #consent;
  /** @type {Outbox|null} */
  #outbox = null;
  /** @type {Capture|null} */
  #capture = null;
  #ears = new AbortController();
  /** @type {ReturnType<typeof setInterval>[]} */
  #timers = [];
  #bars = /** @type {number|null} */ (null);
  #relay = /** @type {boolean|null} */ (null);
  #inRoom = false;
  #mine = true;
  #saidDevice = false;
  /** What was told of it last; undefined: that was not heard. @type {Lack|null|undefined} */
  #lack = null;

  /** @param {WatchPlan} plan */
  constructor(plan) {
    this.#plan = plan;
    this.#consent = { ...plan.page.capture };
  }

  /** Opens the outbox, which also sends what an earlier tab left behind. */
  async start() {
    const { page, view } = this.#plan;
    view.on("shown", () => this.#drawn());
    this.#timers.push(setInterval(() => void this.#measure(), QUALITY_MS));
    document.addEventListener("visibilitychange", () => this.#presence(), {
      signal: this.#ears.signal,
    });
    if (!this.#consent.slides) return;
    this.#outbox = await Outbox.open({
      session: this.#plan.tab,
      meeting: page.meeting,
      participant: page.me,
      consent: this.#consent,
      send: (batch) => this.#plan.connection.send("engage", batch),
      beacon: `/api/v1/meetings/${encodeURIComponent(page.meeting)}/engage`,
      token: () => this.#plan.connection.token,
    });
    this.#listen(this.#outbox);
  }

  /** @returns {Readonly<CaptureConsent>} */
  get consent() {
    return this.#consent;
  }

  /**
   * I am in the room and see the stage, or not (lobby, held, ended).
   * @param {boolean} inRoom
   */
  room(inRoom) {
    if (inRoom === this.#inRoom) return;
    this.#inRoom = inRoom;
    if (inRoom && !this.#saidDevice) this.#sayDevice();
    this.#watching();
    if (inRoom) {
      this.#presence();
      void this.#measure();
    }
  }

  /**
   * Of two tabs only one watches.
   * @param {boolean} mine
   */
  tab(mine) {
    this.#mine = mine;
    this.#watching();
  }

  /** The wire is back. */
  wake() {
    this.#outbox?.wake();
    this.#presence();
  }

  /** What I can send may have changed. */
  equip() {
    if (this.#plan.lack() !== this.#lack) this.#presence();
  }

  /** The slide was covered by something else, or is seen again. */
  cover() {
    this.#drawn();
  }

  /**
   * What may be captured has changed; what waits and may not is thrown away.
   * @param {CaptureConsent} consent
   */
  async allow(consent) {
    this.#consent = { ...consent };
    this.#presence();
    if (!consent.slides) this.#stopCapture();
    await this.#outbox?.allow(consent);
  }

  /**
   * The meeting is over: the last events are sent.
   * @returns {Promise<boolean>} Whether nothing waits any more.
   */
  async finish() {
    this.room(false);
    await this.#outbox?.flush();
    return !this.#outbox?.waiting;
  }

  /**
   * Something that I did beside the slide.
   * @param {string} kind
   * @param {Record<string, string>} values
   */
  note(kind, values) {
    if (this.#consent.slides) void this.#outbox?.add(kind, { values });
  }

  close() {
    this.#ears.abort();
    for (const timer of this.#timers) clearInterval(timer);
    this.#outbox?.close();
  }

  /** @param {Outbox} outbox */
  #listen(outbox) {
    const visible = document.visibilityState === "visible";
    const capture = new Capture(outbox, {
      now: performance.now(),
      visible,
      focused: document.hasFocus(),
    });
    this.#capture = capture;
    capture.watch(false, performance.now());
    const { signal } = this.#ears;
    const now = () => performance.now();
    document.addEventListener(
      "visibilitychange",
      () => {
        capture.visibility(document.visibilityState === "visible", now());
        if (document.visibilityState === "hidden") outbox.beacon();
      },
      { signal },
    );
    addEventListener("focus", () => capture.focus(true, now()), { signal });
    addEventListener("blur", () => capture.focus(document.hasFocus(), now()), { signal });
    for (const kind of ACTIVITY) {
      addEventListener(kind, () => capture.activity(now()), {
        signal,
        passive: true,
        capture: true,
      });
    }
    addEventListener("pagehide", () => this.#pageGoes(capture, outbox), { signal });
    addEventListener("pageshow", () => this.#watching(), { signal });
    this.#plan.view.on("clicked", (place) => capture.clicked(place, now()));
    this.#plan.view.on("zoomed", (view) => capture.zoomed(view, now()));
    this.#timers.push(setInterval(() => capture.tick(now()), TICK_MS));
    if (this.#inRoom) this.#sayDevice();
    this.#watching();
    this.#drawn();
  }

  /** @param {Capture} capture @param {Outbox} outbox */
  #pageGoes(capture, outbox) {
    capture.watch(false, performance.now());
    outbox.beacon();
  }

  #stopCapture() {
    this.#capture?.watch(false, performance.now());
    this.#capture = null;
  }

  #watching() {
    this.#capture?.watch(this.#inRoom && this.#mine, performance.now());
  }

  #drawn() {
    const seen = this.#plan.covered() ? null : this.#plan.view.seen;
    this.#capture?.drawn(seen, performance.now());
    this.#presence();
  }

  #sayDevice() {
    if (!this.#outbox) return;
    const { class: kind, browser, os } = this.#plan.device;
    this.#saidDevice =
      this.#outbox.add("device.reported", { values: { class: kind, browser, os } }) !== null;
  }

  async #measure() {
    if (!this.#inRoom) return;
    const quality = await this.#plan.quality();
    this.#bars = quality && bars(quality);
    this.#relay = quality?.relayed ?? null;
    this.#presence();
    if (!quality) return;
    const { rtt_ms: rtt, loss, kbps } = quality;
    this.#outbox?.add("quality.sampled", { values: { rtt_ms: rtt ?? 0, loss, kbps } });
  }

  #presence() {
    const seen = this.#plan.view.seen;
    if (!this.#inRoom) return;
    const lack = this.#plan.lack();
    const news = lack !== this.#lack;
    // Before the first slide only what the stage lacks is worth a word.
    if (!seen && !news) return;
    const visible = this.#consent.attention ? document.visibilityState === "visible" : null;
    const { version, slide, step } = seen ?? { version: null, slide: null, step: null };
    const line = { quality: this.#bars, relay: this.#relay, devices: lack };
    const told = { version, slide, step, visible, ...line };
    if (news) void this.#tell(told);
    else this.#plan.connection.hint("presence", told);
  }

  /** What a host waits for must arrive; where it does not, it is said with the next look. @param {{devices: Lack|null}} told */
  async #tell(told) {
    this.#lack = told.devices;
    try {
      await this.#plan.connection.send("presence", told);
    } catch {
      this.#lack = undefined;
    }
  }
}
