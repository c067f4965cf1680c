/**
 * Keeps an eye on the camera and the microphone in use: pulled out, silenced by the system, back.
 *
 * Rule 1: each change is told once in words; what is so now stands in `troubles` until it is over.
 * Rule 2: what is lost is looked for whenever the system's devices change; see lostdevice.js.
 *
 * @import {Sort} from "./devices.js"
 */

import { devices } from "./devices.js";
import { Emitter } from "./emitter.js";
import { LostDevice } from "./lostdevice.js";
import { t } from "./words.js";

/** A device that is plugged in again is listed a moment before it can be opened. */
const SETTLE_MS = 400;

/**
 * lost: taken away; muted: silenced by the system; stalled: open, and nothing gets out.
 * @typedef {object} Trouble
 * @property {Sort} sort
 * @property {"lost"|"muted"|"stalled"} why
 * @property {string} [device] Name of the device that can be used instead.
 * @property {() => void} [use] Uses it.
 */

/**
 * @typedef {object} Heard
 * @property {null} change
 * @property {string} news A sentence.
 */

/** @extends {Emitter<Heard>} */
export class OwnDevices extends Emitter {
  #use;
  /** @type {Map<Sort, LostDevice>} */
  #lost = new Map();
  #ears = new AbortController();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /** @param {(sort: Sort, id: string, on: boolean) => Promise<void>} use Opens a device. */
  constructor(use) {
    super();
    this.#use = use;
    const { signal } = this.#ears;
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#soon(), { signal });
  }

  close() {
    clearTimeout(this.#timer);
    this.#ears.abort();
    this.#lost.clear();
  }

  /**
   * Keeps an eye on a track.
   * @param {MediaStreamTrack} track
   * @param {() => boolean} inUse
   */
  watch(track, inUse) {
    const sort = track.kind === "video" ? "camera" : "microphone";
    const { signal } = this.#ears;
    /** @param {() => void} act */
    const ifUsed = (act) => () => inUse() && act();
    track.addEventListener("ended", ifUsed(() => this.#gone(sort, track)), { signal });
    track.addEventListener("mute", ifUsed(() => this.#silenced(sort, track)), { signal });
    track.addEventListener("unmute", ifUsed(() => this.tell("change", null)), { signal });
  }

  /** It is not missed any more: switched off, or replaced. @param {Sort} sort */
  forget(sort) {
    this.#lost.delete(sort);
  }

  /**
   * What is wrong now; the microphone first, because who is not heard is worse off.
   * @param {MediaStream|null} stream
   * @param {ReadonlySet<"audio"|"video">} stalled
   * @returns {Trouble[]}
   */
  troubles(stream, stalled) {
    return /** @type {const} */ (["microphone", "camera"]).flatMap((sort) => {
      const kind = sort === "camera" ? "video" : "audio";
      const lost = this.#lost.get(sort);
      if (lost) return [this.#lostTrouble(lost)];
      const track = stream?.getTracks().find((each) => each.kind === kind);
      const open = track?.readyState === "live" && track.enabled;
      if (open && track.muted) return [{ sort, why: /** @type {const} */ ("muted") }];
      return open && stalled.has(kind) ? [{ sort, why: /** @type {const} */ ("stalled") }] : [];
    });
  }

  /** @param {LostDevice} lost @returns {Trouble} */
  #lostTrouble(lost) {
    const { sort, on, offer } = lost;
    if (!offer) return { sort, why: "lost" };
    return {
      sort,
      why: "lost",
      device: offer.label,
      use: () => void this.#use(sort, offer.deviceId, on),
    };
  }

  /** @param {Sort} sort @param {MediaStreamTrack} track */
  #gone(sort, track) {
    const { deviceId = "" } = track.getSettings();
    this.#lost.set(sort, new LostDevice(sort, { deviceId, label: track.label }, track.enabled));
    this.tell(
      "news",
      sort === "camera"
        ? t("The camera was disconnected.")
        : t("The microphone was disconnected."),
    );
    this.tell("change", null);
    this.#soon();
  }

  /** @param {Sort} sort @param {MediaStreamTrack} track */
  #silenced(sort, track) {
    if (track.enabled) {
      this.tell(
        "news",
        sort === "camera"
          ? t("Your system has switched the camera off.")
          : t("Your system has switched the microphone off."),
      );
    }
    this.tell("change", null);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), SETTLE_MS);
  }

  /** Looks for what is lost among what is there (rule 2). */
  async #look() {
    if (this.#lost.size === 0) return;
    const { cameras, microphones } = await devices();
    for (const [sort, lost] of [...this.#lost]) {
      const { how, device } = lost.look(sort === "camera" ? cameras : microphones);
      if (how === "again" && device) await this.#again(lost, device.deviceId);
    }
    this.tell("change", null);
  }

  /** @param {LostDevice} lost @param {string} id */
  async #again(lost, id) {
    await this.#use(lost.sort, id, lost.on);
    if (this.#lost.has(lost.sort)) {
      // It is listed and does not open: from now on it is offered.
      this.#soon();
      return;
    }
    this.tell(
      "news",
      lost.sort === "camera"
        ? t("The camera is back.")
        : lost.on
          ? t("The microphone is back; the others hear you again.")
          : t("The microphone is back, and off."),
    );
  }
}
