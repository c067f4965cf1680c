/**
 * One stream on its way to the room (WHIP).
 *
 * Rule 1: a muted microphone is a track that sends silence (`enabled = false`), so that unmuting
 *         is instant; a camera that is off is a stopped track, so that its light is off.
 * Rule 2: devices change by replaceTrack; the session and what others see of it go on.
 */

import { MediaSession } from "./mediasession.js";
import { Meter, pathOf } from "./mediastats.js";

const CAMERA_MAX_BPS = 1_700_000;
const SCREEN_MAX_BPS = 2_500_000;

/**
 * @typedef {object} PublishOptions
 * @property {"camera"|"screen"|"check"} [kind]
 * @property {RTCIceServer[]} [iceServers]
 * @property {(ended: boolean) => boolean|Promise<boolean>} [mayRestart] See mediasession.js.
 */

/** One stream on its way to the room. Tells `change` whenever state, audio or video change. */
export class Publication extends EventTarget {
  /** @type {MediaStream} */
  stream;

  #session;
  #meter = new Meter();
  #kind;

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

  /** Whether the microphone is open: there, running and not muted. */
  get audio() {
    const track = this.stream.getAudioTracks()[0];
    return track !== undefined && track.enabled && track.readyState === "live";
  }

  /** Whether a picture is being taken. */
  get video() {
    return this.stream.getVideoTracks().some((track) => track.readyState === "live");
  }

  start() {
    this.#session.start();
  }

  restart() {
    this.#session.restart();
  }

  yield() {
    this.#session.yield();
  }

  /** Ends the stream; the devices are let go. */
  close() {
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
    for (const track of this.stream.getVideoTracks()) {
      track.stop();
      this.stream.removeTrack(track);
    }
    await this.#sender("video")?.replaceTrack(null);
    this.#changed();
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
    track.addEventListener("ended", () => this.#changed());
    await this.#sender(sort)?.replaceTrack(track);
    this.#changed();
  }

  /** @param {RTCPeerConnection} peer */
  #build(peer) {
    for (const sort of /** @type {const} */ (["audio", "video"])) {
      if (sort === "audio" && this.#kind === "screen" && !this.stream.getAudioTracks()[0]) continue;
      const track = this.stream.getTracks().find((each) => each.kind === sort);
      const transceiver = peer.addTransceiver(track ?? sort, {
        direction: "sendonly",
        streams: [this.stream],
        sendEncodings: sort === "video" ? [{ maxBitrate: this.#maxBitrate() }] : undefined,
      });
      track?.addEventListener("ended", () => this.#changed());
      if (sort === "video" && this.#kind === "screen") sharpen(transceiver.sender);
    }
  }

  #maxBitrate() {
    return this.#kind === "screen" ? SCREEN_MAX_BPS : CAMERA_MAX_BPS;
  }

  /** @param {"audio"|"video"} sort */
  #sender(sort) {
    return this.#session.peer?.getTransceivers().find((each) => each.receiver.track.kind === sort)
      ?.sender;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * A shared screen is read, not watched.
 * @param {RTCRtpSender} sender
 */
function sharpen(sender) {
  if (sender.track && "contentHint" in sender.track) sender.track.contentHint = "detail";
}
