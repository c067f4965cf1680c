/**
 * One stream on its way to the room (WHIP).
 *
 * Rule 1: a muted microphone is a track that sends silence (`enabled = false`), so that unmuting
 *         is instant; a camera that is off is a stopped track, so that its light is off.
 * Rule 2: devices change by replaceTrack; the session and what others see of it go on.
 * Rule 3: open is what sends. A device that the system has muted or taken away is not open, and one
 *         whose packets stand still is told as `stalled`.
 */

import { addPicture, cameraEncodings, screenEncodings, settle, shortSideOf } from "./encodings.js";
import { Flow, packets } from "./flow.js";
import { MediaSession } from "./mediasession.js";
import { Meter, pathOf } from "./mediastats.js";

const LOOK_MS = 1_000;

/**
 * @typedef {object} PublishOptions
 * @property {"camera"|"screen"|"check"} [kind]
 * @property {RTCIceServer[]} [iceServers]
 * @property {(ended: boolean) => boolean|Promise<boolean>} [mayRestart] See mediasession.js.
 */

/**
 * Whether a device gives anything: there, running, and not silenced by the system.
 * @param {MediaStreamTrack|undefined} track
 */
export function isOpen(track) {
  return track !== undefined && track.readyState === "live" && track.enabled && !track.muted;
}

/**
 * One stream on its way to the room. Tells `change` whenever state, audio, video or stalled change,
 * and `stalled` again and again while something is.
 */
export class Publication extends EventTarget {
  /** @type {MediaStream} */
  stream;

  /** What is open and yet sends nothing. @type {ReadonlySet<import("./flow.js").Sort>} */
  stalled = new Set();
  /** Whether the picture goes out in layers. */
  layered = false;

  #session;
  #meter = new Meter();
  #flow = new Flow();
  #kind;
  #timer = setInterval(() => void this.#look(), LOOK_MS);
  /** One function, so that a track that is listened to twice tells once. */
  #tell = () => this.#changed();

  /**
   * @param {string} room
   * @param {() => string} token
   * @param {MediaStream} stream
   * @param {PublishOptions} options
   */
  constructor(room, token, stream, { kind = "camera", iceServers, mayRestart }) {
    super();
    this.stream = stream;
    this.#kind = kind;
    this.#session = new MediaSession({
      url: `/whip/${encodeURIComponent(room)}${kind === "camera" ? "" : `?stream=${kind}`}`,
      token,
      build: (peer) => this.#build(peer),
      answered: async (peer) => (this.layered = await settle(peer)),
      replaces: true,
      mayRestart,
      iceServers,
    });
    this.#session.addEventListener("change", () => this.#changed());
  }

  get state() {
    return this.#session.state;
  }

  get refusal() {
    return this.#session.refusal;
  }

  /** Id of the stream in the room, "" before the server has said it. */
  get id() {
    return this.#session.stream;
  }

  /** Whether the microphone is open. */
  get audio() {
    return isOpen(this.stream.getAudioTracks()[0]);
  }

  /** Whether a picture is being taken. */
  get video() {
    return isOpen(this.stream.getVideoTracks()[0]);
  }

  /** @param {boolean} [now] See mediasession.js. */
  start(now = true) {
    this.#session.start(now);
  }

  restart() {
    this.#session.restart();
  }

  yield() {
    this.#session.yield();
  }

  /** Ends the stream; the devices are let go. */
  close() {
    clearInterval(this.#timer);
    this.#session.close();
    for (const track of this.stream.getTracks()) track.stop();
  }

  quality() {
    return this.#meter.read(this.#session.peer);
  }

  /**
   * By which way media reaches the server.
   * @returns {Promise<"direct"|"tcp"|"relay">}
   */
  async path() {
    const peer = this.#session.peer;
    return peer ? pathOf(await peer.getStats()) : "direct";
  }

  /**
   * Opens or mutes the microphone.
   * @param {boolean} on
   */
  setAudio(on) {
    for (const track of this.stream.getAudioTracks()) track.enabled = on;
    this.#changed();
  }

  /** Lets go of the camera: its light goes off, the others see the name instead. */
  async stopVideo() {
    await this.remove("video");
  }

  /**
   * Sends `track` in the place of the one of the same sort: another device, or the camera again.
   * @param {MediaStreamTrack} track
   */
  async replace(track) {
    const sort = /** @type {"audio"|"video"} */ (track.kind);
    for (const old of this.stream.getTracks().filter((each) => each.kind === sort)) {
      if (sort === "audio") track.enabled = old.enabled;
      old.stop();
      this.stream.removeTrack(old);
    }
    this.stream.addTrack(track);
    this.#hear(track);
    await this.#sender(sort)?.replaceTrack(track);
    this.#changed();
  }

  /** Sends no more of a sort: a shared screen that has no sound of its own. @param {"audio"|"video"} sort */
  async remove(sort) {
    for (const old of this.stream.getTracks().filter((each) => each.kind === sort)) {
      old.stop();
      this.stream.removeTrack(old);
    }
    await this.#sender(sort)?.replaceTrack(null);
    this.#changed();
  }

  /** @param {RTCPeerConnection} peer */
  #build(peer) {
    this.#flow.reset();
    const [sound, picture] = [this.stream.getAudioTracks()[0], this.stream.getVideoTracks()[0]];
    // Sound has its place even when there is none yet, so that it may come without a new session.
    peer.addTransceiver(sound ?? "audio", { direction: "sendonly", streams: [this.stream] });
    addPicture(peer, picture, this.stream, this.#encodings(picture));
    for (const track of [sound, picture]) if (track) this.#hear(track);
  }

  /** @param {MediaStreamTrack|undefined} picture */
  #encodings(picture) {
    if (this.#kind === "camera") return cameraEncodings(shortSideOf(picture));
    if (picture && this.#kind === "screen") sharpen(picture);
    return screenEncodings();
  }

  /** @param {MediaStreamTrack} track */
  #hear(track) {
    for (const name of ["ended", "mute", "unmute"]) track.addEventListener(name, this.#tell);
  }

  /** @param {"audio"|"video"} sort */
  #sender(sort) {
    return this.#session.peer?.getTransceivers().find((each) => each.receiver.track.kind === sort)
      ?.sender;
  }

  /** Compares what should flow with what does (rule 3). */
  async #look() {
    const peer = this.#session.peer;
    if (this.state !== "live" || !peer) return this.#flow.reset();
    const sent = await packets(peer, "outbound-rtp");
    if (peer !== this.#session.peer) return;
    // A screen on which nothing moves sends nothing.
    const watched = this.#kind === "camera";
    const counts = {
      audio: watched && this.audio ? sent.audio : null,
      video: watched && this.video ? sent.video : null,
    };
    this.#setStalled(this.#flow.read(counts, performance.now()));
    if (this.stalled.size > 0) this.dispatchEvent(new Event("stalled"));
  }

  /** @param {Set<import("./flow.js").Sort>} stalled */
  #setStalled(stalled) {
    const same = stalled.size === this.stalled.size && [...stalled].every((each) => this.stalled.has(each));
    if (same) return;
    this.stalled = stalled;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * A shared screen is read, not watched.
 * @param {MediaStreamTrack} track
 */
function sharpen(track) {
  if ("contentHint" in track) track.contentHint = "detail";
}
