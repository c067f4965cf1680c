/**
 * My screen, shared as a stream of its own, with the sound of what is shown.
 *
 * Rule 1: what is shared may be changed while it is shared; the stream goes on.
 * Rule 2: what ends in the browser's own bar ends here too; what the network takes comes back by
 *         itself while the browser still gives the picture.
 * Rule 3: one person shares one screen: the newer tab wins, the older one lets go and says so. So
 *         does who shares when somebody else takes over: there is one screen in a room.
 *
 * @import {Snapshot} from "./types.js"
 */

import { Agreement } from "./agreement.js";
import { Emitter } from "./emitter.js";
import { publish } from "./media.js";
import { t } from "./words.js";

/** @import {Publication} from "./media.js" */

/**
 * @typedef {object} SharePlan
 * @property {string} room
 * @property {string} me
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 * @property {(state: {stream: string, audio: boolean, video: boolean}) => Promise<unknown>} tell
 * @property {() => Promise<Snapshot>} look The room as the server knows it now.
 */

/**
 * @typedef {object} Heard
 * @property {null} change
 * @property {string} problem A sentence.
 */

/** Whether this browser can share a screen; phones cannot. */
export const canShare = () => Boolean(navigator.mediaDevices && "getDisplayMedia" in navigator.mediaDevices);

/** @extends {Emitter<Heard>} */
export class ScreenShare extends Emitter {
  #plan;
  /** @type {Publication|null} */
  #publication = null;
  #agreement;
  #otherTabs;
  #asking = false;
  /** Who shares in my place. */
  #takenBy = "";

  /** @param {SharePlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
    this.#agreement = new Agreement(plan.me, "screen", plan.tell);
    this.#otherTabs = new BroadcastChannel(`lectern.screen.${plan.room}.${plan.me}`);
    this.#otherTabs.addEventListener("message", () => this.#taken());
  }

  /** Whether my screen is shared, or on its way. */
  get shared() {
    return this.#publication !== null;
  }

  /** @returns {import("./mediasession.js").SessionState} */
  get state() {
    return this.#publication?.state ?? "idle";
  }

  /** Whether the sound of what is shown goes with it. */
  get audio() {
    return this.#publication?.audio ?? false;
  }

  /** What is shared, for a picture of it. @returns {MediaStream|null} */
  get stream() {
    return this.#publication?.stream ?? null;
  }

  /** Begins, or ends. */
  async toggle() {
    if (this.shared) this.stop();
    else await this.start();
  }

  /** Asks what to share, and shares it; must be called from a click. */
  async start() {
    const stream = await this.#ask();
    if (!stream) return;
    this.#otherTabs.postMessage("mine");
    this.#publication?.close();
    const { room, token, iceServers } = this.#plan;
    const publication = publish(room, token, stream, {
      kind: "screen",
      iceServers,
      mayRestart: async (ended) => !(ended && (await this.#isTakenOver())),
    });
    this.#publication = publication;
    publication.addEventListener("change", () => this.#changed(publication));
    this.tell("change", null);
  }

  /** Shares something else in its place; must be called from a click. */
  async change() {
    const publication = this.#publication;
    if (!publication) return this.start();
    const stream = await this.#ask();
    if (!stream) return;
    if (publication !== this.#publication) {
      // It ended while the browser asked.
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    const [picture, sound] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
    if (picture) await publication.replace(picture);
    if (sound) await publication.replace(sound);
    else await publication.remove("audio");
  }

  /** Shares no more. May be called twice. */
  stop() {
    const publication = this.#publication;
    this.#publication = null;
    publication?.close();
    this.tell("change", null);
  }

  /** For good. */
  close() {
    this.stop();
    this.#otherTabs.close();
  }

  /** What the room knows now. @param {Snapshot} snapshot */
  update(snapshot) {
    this.#agreement.update(snapshot);
    this.#agree();
  }

  /** @returns {Promise<MediaStream|null>} Null when the person thinks better of it. */
  async #ask() {
    if (this.#asking) return null;
    this.#asking = true;
    try {
      return await navigator.mediaDevices.getDisplayMedia(WISHES);
    } catch (error) {
      const changedMind = error instanceof DOMException && error.name === "NotAllowedError";
      if (!changedMind) this.tell("problem", t("The screen could not be shared."));
      return null;
    } finally {
      this.#asking = false;
    }
  }

  /** @param {Publication} publication */
  #changed(publication) {
    if (publication !== this.#publication) return;
    const picture = publication.stream.getVideoTracks()[0];
    if (picture?.readyState !== "live") this.stop();
    else if (publication.state === "refused") this.#refused(publication.refusal?.message ?? "");
    else if (publication.state === "yielded") this.#taken();
    else {
      this.#agree();
      this.tell("change", null);
    }
  }

  /** @param {string} why */
  #refused(why) {
    this.stop();
    this.tell("problem", why || t("The screen could not be shared."));
  }

  #taken() {
    if (!this.shared) return;
    this.stop();
    this.tell(
      "problem",
      this.#takenBy
        ? t("{name} shares a screen now; yours is shared no more.", { name: this.#takenBy })
        : t("Your screen is shared from another tab now."),
    );
  }

  /** Another tab has it, or somebody else shares: there is one screen in a room. */
  async #isTakenOver() {
    const now = await this.#plan.look().catch(() => null);
    if (!now) return false;
    const theirs = now.streams.find(
      ({ kind, participant }) => kind === "screen" && participant !== this.#plan.me,
    );
    this.#takenBy = now.participants.find(({ id }) => id === theirs?.participant)?.name ?? "";
    return theirs !== undefined || this.#agreement.published(now) !== undefined;
  }

  #agree() {
    this.#agreement.keep(() =>
      this.state === "live" ? { audio: this.audio, video: this.#publication?.video ?? false } : null,
    );
  }
}

/**
 * What browsers may be asked for, beyond what TypeScript knows: sound of the system, a button of
 * their own to switch what is shared, and not this very page in itself.
 * @type {DisplayMediaStreamOptions & Record<string, unknown>}
 */
const WISHES = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  systemAudio: "include",
  surfaceSwitching: "include",
  selfBrowserSurface: "exclude",
};
