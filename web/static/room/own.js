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
import { blurAsBefore } from "../live/blur.js";
import { explain, open, openOne, remember } from "../live/devices.js";
import { Emitter } from "../live/emitter.js";
import { Publication } from "../live/media.js";
import { OwnDevices } from "../live/owndevices.js";
import { isFull } from "../live/place.js";
import { isOpen } from "../live/publication.js";
import { Revival } from "../live/revival.js";
import { placeOf } from "./ownplace.js";

/**
 * @typedef {object} OwnPlan
 * @property {string} room
 * @property {string} me
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 * @property {{audio: boolean, video: boolean}} start What is on at the beginning.
 * @property {(state: {stream: string, audio: boolean, video: boolean}) => Promise<unknown>} tell
 * @property {() => Promise<Snapshot>} [look] The room as the server knows it now; without it a lost
 *   stream is always made anew.
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
  /** @type {MediaStream|null} */
  stream = null;

  #plan;
  /** @type {Publication|null} */
  #publication = null;
  /** @type {Snapshot|null} */
  #snapshot = null;
  #agreement;
  #devices;
  #revivals = { camera: new Revival(), microphone: new Revival() };
  #otherTabs;
  #opening = false;
  #place = placeOf(this, () => this.#publication?.restart());

  /** @param {OwnPlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
    this.#agreement = new Agreement(plan.me, "camera", plan.tell);
    this.#devices = new OwnDevices((sort, id, on) => this.use(sort, id, on));
    this.#devices.on("change", () => this.#changed());
    this.#devices.on("news", (sentence) => this.tell("problem", sentence));
    this.#otherTabs = new BroadcastChannel(`lectern.room.${plan.room}.${plan.me}`);
    this.#otherTabs.addEventListener("message", ({ data }) => this.#heardTab(data));
    addEventListener("pagehide", () => this.#publication && this.#otherTabs.postMessage("gone"));
  }

  get audio() {
    return isOpen(this.stream?.getAudioTracks()[0]) && !this.#stalled.has("audio");
  }

  get video() {
    return isOpen(this.stream?.getVideoTracks()[0]) && !this.#stalled.has("video");
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
    if (this.stream || this.#opening) return;
    this.#opening = true;
    const { audio, video } = this.#plan.start;
    // The microphone is opened muted rather than not at all, so that switching it on is instant.
    const { stream, problems } = await open({ camera: video, microphone: true });
    this.#opening = false;
    this.stream = stream;
    for (const track of stream.getAudioTracks()) track.enabled = audio;
    for (const track of stream.getTracks()) this.#watch(track);
    void blurAsBefore(stream.getVideoTracks()[0]);
    for (const problem of Object.values(problems)) this.tell("problem", problem);
    this.tell("change", null);
  }

  /** Sends to the room from now on. */
  async publish() {
    await this.open();
    if (this.#publication || !this.stream) return;
    this.#otherTabs.postMessage("mine");
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
    if (this.#publication) {
      const copy =
        this.stream && new MediaStream(this.stream.getTracks().map((track) => track.clone()));
      this.#publication.close();
      this.stream = copy;
      for (const track of copy?.getTracks() ?? []) this.#watch(track);
    }
    this.#publication = null;
    this.#place.close();
    this.tell("change", null);
  }

  /** Sends no more and closes the devices: back in the audience of a webinar. */
  release() {
    this.#publication?.close();
    this.#place.close();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.#publication = null;
    this.stream = null;
    this.tell("change", null);
  }

  /** Lets go of everything. */
  close() {
    this.#publication?.close();
    this.#devices.close();
    this.#place.close();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.#publication = null;
    this.stream = null;
    this.#otherTabs.close();
  }

  /** Takes camera and microphone back from the other tab. */
  takeBack() {
    this.#otherTabs.postMessage("mine");
    this.#publication?.restart();
  }

  quality() {
    return this.#publication?.quality() ?? Promise.resolve(null);
  }

  /** @param {boolean} on */
  async setAudio(on) {
    if (on && this.full) return this.#place.press("microphone");
    const track = this.stream?.getAudioTracks()[0];
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
    else this.#drop("video");
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
      const track = await openOne(sort, id);
      if (id) remember({ [sort]: id });
      await this.#replace(track);
      if (on !== undefined) track.enabled = on;
      this.#devices.forget(sort);
      this.#revivals[sort].forget();
    } catch (error) {
      this.tell("problem", explain(error, sort));
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
    this.#watch(track);
    if (track.kind === "video") void blurAsBefore(track);
    if (this.#publication) {
      await this.#publication.replace(track);
      return;
    }
    this.#drop(track.kind);
    this.stream ??= new MediaStream();
    this.stream.addTrack(track);
  }

  /** @param {string} kind */
  #drop(kind) {
    for (const old of this.stream?.getTracks().filter((each) => each.kind === kind) ?? []) {
      old.stop();
      this.stream?.removeTrack(old);
    }
  }

  /** @param {MediaStreamTrack} track */
  #watch(track) {
    this.#devices.watch(track, () => this.stream?.getTracks().includes(track) ?? false);
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
      await this.#replace(await openOne(sort));
    } catch (error) {
      this.tell("problem", explain(error, sort));
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

  /** @param {unknown} word */
  #heardTab(word) {
    if (word === "mine" && this.#publication && !this.elsewhere) {
      this.#publication.yield();
      this.tell("taken", null);
    }
    if (word === "gone" && this.elsewhere) this.#publication?.restart();
  }
}
