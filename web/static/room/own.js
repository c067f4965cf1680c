/**
 * My camera and microphone.
 *
 * Rule 1: nothing leaves this computer before I am in the room; until then the picture is a mirror.
 * Rule 2: what the room knows of my stream (audio, video) is made to agree with what is true here,
 *         again and again, so a lost message is not believed for long.
 * Rule 3: of two tabs the newer one publishes; the older one lets go and says so.
 * Rule 4: a device that is pulled out is told in words; the other one goes on.
 *
 * @import {Snapshot} from "../live/types.js"
 * @import {Sort} from "../live/devices.js"
 */

import { explain, open, openOne, remember } from "../live/devices.js";
import { Emitter } from "../live/emitter.js";
import { Publication } from "../live/media.js";
import { t } from "../live/words.js";

const TELL_AGAIN_MS = 5_000;

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
  #told = { what: "", at: -TELL_AGAIN_MS };
  #otherTabs;
  #opening = false;

  /** @param {OwnPlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
    this.#otherTabs = new BroadcastChannel(`lectern.room.${plan.room}.${plan.me}`);
    this.#otherTabs.addEventListener("message", ({ data }) => this.#heardTab(data));
    addEventListener("pagehide", () => this.#publication && this.#otherTabs.postMessage("gone"));
  }

  get audio() {
    return (
      this.stream?.getAudioTracks().some((track) => track.enabled && track.readyState === "live") ??
      false
    );
  }

  get video() {
    return this.stream?.getVideoTracks().some((track) => track.readyState === "live") ?? false;
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
    this.#publication.start();
  }

  /** Sends no more; the devices stay open, as a mirror. */
  unpublish() {
    const copy =
      this.stream && new MediaStream(this.stream.getTracks().map((track) => track.clone()));
    this.#publication?.close();
    if (this.#publication) this.stream = copy;
    this.#publication = null;
    this.tell("change", null);
  }

  /** Lets go of everything. */
  close() {
    this.#publication?.close();
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

  peerIsGone() {
    this.#publication?.restart();
  }

  /** @param {boolean} on */
  async setAudio(on) {
    if (on && !this.stream?.getAudioTracks().some((track) => track.readyState === "live")) {
      await this.use("microphone");
      return;
    }
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = on;
    this.#changed();
  }

  /** @param {boolean} on */
  async setVideo(on) {
    if (on) {
      await this.use("camera");
    } else if (this.#publication) {
      await this.#publication.stopVideo();
    } else {
      for (const track of this.stream?.getVideoTracks() ?? []) this.#drop(track);
    }
    this.#changed();
  }

  /**
   * Uses another device, or the same one again.
   * @param {Sort} sort
   * @param {string} [id]
   */
  async use(sort, id) {
    try {
      const track = await openOne(sort, id);
      if (id) remember({ [sort]: id });
      await this.#replace(track);
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
    if (this.#publication) {
      await this.#publication.replace(track);
      return;
    }
    this.stream ??= new MediaStream();
    for (const old of this.stream.getTracks().filter(({ kind }) => kind === track.kind))
      this.#drop(old);
    this.stream.addTrack(track);
  }

  /** @param {MediaStreamTrack} track */
  #drop(track) {
    track.stop();
    this.stream?.removeTrack(track);
  }

  /** @param {MediaStreamTrack} track */
  #watch(track) {
    track.addEventListener("ended", () => {
      this.tell(
        "problem",
        track.kind === "video"
          ? t("The camera was disconnected.")
          : t("The microphone was disconnected."),
      );
      this.#changed();
    });
  }

  #changed() {
    this.#agree();
    this.tell("change", null);
  }

  /**
   * My session is over, and yet the room has my stream: then another tab has it. Only a fresh look
   * tells: after a crash of the server the old picture has streams that are no more.
   */
  async #isTakenOver() {
    const now = await this.#plan.look?.().catch(() => null);
    return now ? this.#publishedIn(now) !== undefined : false;
  }

  /** @param {Snapshot} snapshot */
  #publishedIn({ streams }) {
    const { me } = this.#plan;
    return streams.find((each) => each.participant === me && each.kind === "camera");
  }

  /** Tells the room what is on, when it believes something else (rule 2). */
  #agree() {
    const known = this.#snapshot && this.#publishedIn(this.#snapshot);
    if (!known || this.state !== "live") return;
    const { audio, video } = this;
    if (known.audio === audio && known.video === video) return;
    const what = JSON.stringify([known, audio, video]);
    const now = performance.now();
    if (what === this.#told.what && now - this.#told.at < TELL_AGAIN_MS) return;
    this.#told = { what, at: now };
    this.#plan
      .tell({ stream: known.id, audio, video })
      .catch(() => setTimeout(() => this.#agree(), TELL_AGAIN_MS));
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
