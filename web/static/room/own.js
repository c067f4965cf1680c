/**
 * My camera and microphone.
 *
 * Rule 1: nothing leaves this computer before I am in the room; until then the picture is a mirror.
 * Rule 2: what the room knows of my stream (audio, video) is made to agree with what is true here.
 * Rule 3: of two tabs the newer one publishes; the older one lets go and says so.
 * Rule 4: `audio` and `video` are true only while something is really sent: what is muted by the
 *         system, was taken away, or does not get through is not on. See `troubles`.
 * Rule 5: while there is no place on stage for me both are off; see ownplace.js.
 *
 * @import {Snapshot} from "../live/types.js"
 * @import {Sort} from "../live/devices.js"
 * @import {Trouble} from "../live/owndevices.js"
 */

import { Agreement } from "../live/agreement.js";
import { remember } from "../live/devices.js";
import { Emitter } from "../live/emitter.js";
import { Publication } from "../live/media.js";
import { OwnDevices } from "../live/owndevices.js";
import { isFull } from "../live/place.js";
import { isOpen } from "../live/publication.js";
import { Revival } from "../live/revival.js";
import { OtherTabs } from "./othertabs.js";
import { placeOf } from "./ownplace.js";
import { OwnTracks } from "./owntracks.js";

/**
 * @typedef {object} OwnPlan
 * @property {string} room
 * @property {string} me
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 * @property {{audio: boolean, video: boolean}} start What is on at the beginning.
 * @property {(state: {stream: string, audio: boolean, video: boolean}) => Promise<unknown>} tell
 * @property {() => Promise<Snapshot>} [look] The room now; without it a lost stream is made anew.
 */

/**
 * @typedef {object} Heard
 * @property {null} change
 * @property {string} problem A sentence.
 * @property {null} taken Another tab publishes now.
 * @property {null} placed There is a place on stage for me, after there was none.
 */

/** @extends {Emitter<Heard>} */
export class Own extends Emitter {
  #plan;
  /** @type {Publication|null} */
  #publication = null;
  /** @type {Snapshot|null} */
  #snapshot = null;
  #agreement;
  #devices;
  tracks;
  #revivals = { camera: new Revival(), microphone: new Revival() };
  #otherTabs;
  #place = placeOf(this, () => this.#publication?.restart());

  /** @param {OwnPlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
    this.#agreement = new Agreement(plan.me, "camera", plan.tell);
    this.#devices = new OwnDevices((sort, id, on) => this.use(sort, id, on));
    this.tracks = new OwnTracks(this.#devices);
    this.#devices.on("change", () => this.#changed());
    this.#devices.on("news", (sentence) => this.tell("problem", sentence));
    this.#otherTabs = new OtherTabs(plan.room, plan.me, () => this.#publication !== null);
    this.#otherTabs.on("taken", () => this.#yield());
    this.#otherTabs.on("gone", () => this.elsewhere && this.#publication?.restart());
  }

  /** What is open; null: nothing was opened yet, or all is closed. */
  get stream() {
    return this.tracks.stream;
  }

  get audio() {
    return isOpen(this.tracks.audio) && !this.#stalled.has("audio");
  }

  get video() {
    return isOpen(this.tracks.video) && !this.#stalled.has("video");
  }

  get state() {
    return this.#publication?.state ?? "idle";
  }

  get refusal() {
    return this.#publication?.refusal ?? null;
  }

  /** Whether another tab has camera and microphone. */
  get elsewhere() {
    return this.state === "yielded";
  }

  /** Whether others have all places on stage. */
  get full() {
    return this.state === "full";
  }

  /** Whether I get the next place that is free. */
  get waiting() {
    return this.full && this.#place.wanted;
  }

  /** What is wrong with my devices, the worst first. @returns {Trouble[]} */
  get troubles() {
    if (this.elsewhere) return [];
    return this.#devices.troubles(this.stream, this.state === "live" ? this.#stalled : new Set());
  }

  /** @returns {ReadonlySet<"audio"|"video">} */
  get #stalled() {
    return this.#publication?.stalled ?? new Set();
  }

  /** Opens the devices; what cannot be opened is told. */
  async open() {
    const problems = await this.tracks.open(this.#plan.start);
    if (problems === null) return;
    for (const problem of problems) this.tell("problem", problem);
    this.tell("change", null);
  }

  /** Sends to the room from now on. */
  async publish() {
    await this.open();
    if (this.#publication || !this.stream) return;
    this.#otherTabs.take();
    const { room, token, iceServers } = this.#plan;
    this.#publication = new Publication(room, token, this.stream, {
      iceServers,
      mayRestart: async (ended) => !(ended && (await this.#isTakenOver())),
    });
    this.#publication.addEventListener("change", () => this.#changed());
    this.#publication.addEventListener("stalled", () => this.#revive());
    this.#place.wanted = this.audio || this.video;
    this.#publication.start(this.#place.wanted || !this.#snapshot || !isFull(this.#snapshot));
  }

  /** Sends no more; the devices stay open, as a mirror. */
  unpublish() {
    const sending = this.#publication;
    if (sending) this.tracks.outlive(() => sending.close());
    this.#publication = null;
    this.#place.close();
    this.tell("change", null);
  }

  /** Sends no more and closes the devices: back in the audience of a webinar. */
  release() {
    this.#letGo();
    this.tell("change", null);
  }

  /** Lets go of everything. */
  close() {
    this.#devices.close();
    this.#letGo();
    this.#otherTabs.close();
  }

  #letGo() {
    this.#publication?.close();
    this.#place.close();
    this.tracks.close();
    this.#publication = null;
  }

  /** Takes camera and microphone back from the other tab. */
  takeBack() {
    this.#otherTabs.take();
    this.#publication?.restart();
  }

  quality() {
    return this.#publication?.quality() ?? Promise.resolve(null);
  }

  /** @param {boolean} on */
  async setAudio(on) {
    if (on && this.full) return this.#place.press("microphone");
    const track = this.tracks.audio;
    const works = track?.readyState === "live" && !track.muted && !this.#stalled.has("audio");
    if (on && !works) return this.use("microphone", undefined, true);
    if (!on) this.#devices.forget("microphone");
    if (track) track.enabled = on;
    this.#changed();
  }

  /** @param {boolean} on */
  async setVideo(on) {
    if (on && this.full) return this.#place.press("camera");
    this.#devices.forget("camera");
    if (on) await this.use("camera");
    else if (this.#publication) await this.#publication.stopVideo();
    else this.tracks.drop("video");
    this.#changed();
  }

  /**
   * Uses another device, or the same one again.
   * @param {Sort} sort
   * @param {string} [id] The remembered one by default.
   * @param {boolean} [on] Whether it is on then; by default as the one before.
   * @returns {Promise<void>}
   */
  async use(sort, id, on) {
    try {
      const track = await this.tracks.another(sort, id);
      if (id) remember({ [sort]: id });
      await this.#replace(track);
      if (on !== undefined) track.enabled = on;
      this.#devices.forget(sort);
      this.#revivals[sort].forget();
    } catch (error) {
      this.tell("problem", this.tracks.missed(sort, error));
    }
    this.#changed();
  }

  /**
   * What the room knows now.
   * @param {Snapshot} snapshot
   */
  update(snapshot) {
    const muted = this.#me(snapshot)?.muted === true;
    const wasMuted = this.#snapshot !== null && this.#me(this.#snapshot)?.muted === true;
    this.#snapshot = snapshot;
    this.#agreement.update(snapshot);
    this.#place.update(this.state, snapshot);
    if (muted && !wasMuted && this.audio) void this.setAudio(false);
    this.#agree();
  }

  /** @param {Snapshot} snapshot */
  #me(snapshot) {
    return snapshot.participants.find(({ id }) => id === this.#plan.me);
  }

  /** @param {MediaStreamTrack} track */
  async #replace(track) {
    this.tracks.greet(track);
    if (this.#publication) await this.#publication.replace(track);
    else this.tracks.replace(track);
  }

  /** Something is open and sends nothing: see live/revival.js. */
  #revive() {
    for (const kind of this.#stalled) {
      const sort = kind === "audio" ? "microphone" : "camera";
      const remedy = this.#revivals[sort].step(performance.now());
      if (remedy === "renegotiate") this.#publication?.restart();
      if (remedy === "reopen") void this.#reopen(sort);
    }
  }

  /** @param {Sort} sort */
  async #reopen(sort) {
    try {
      await this.#replace(await this.tracks.another(sort));
    } catch (error) {
      this.tell("problem", this.tracks.missed(sort, error));
    }
  }

  #changed() {
    this.#place.update(this.state, this.#snapshot);
    this.#agree();
    this.tell("change", null);
  }

  /**
   * My session is over, and yet the room has my stream: then another tab has it. Only a fresh look
   * tells: after a crash of the server the old picture has streams that are no more.
   */
  async #isTakenOver() {
    const now = await this.#plan.look?.().catch(() => null);
    return now ? this.#agreement.published(now) !== undefined : false;
  }

  /** Rule 2. */
  #agree() {
    this.#agreement.keep(() =>
      this.state === "live" ? { audio: this.audio, video: this.video } : null,
    );
  }

  /** Rule 3. */
  #yield() {
    if (!this.#publication || this.elsewhere) return;
    this.#publication.yield();
    this.tell("taken", null);
  }
}
