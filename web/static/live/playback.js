/**
 * One stream of somebody else (WHEP).
 *
 * Rule 1: the element that shows the stream says how it is: data-state connecting, live, paused (the
 *         sender's camera is off), lost, blocked (no way through), tap (the browser wants a tap
 *         first), refused, closed; data-frames counts the frames shown, which proves that it plays.
 */

import { MediaSession } from "./mediasession.js";
import { Meter } from "./mediastats.js";

/**
 * @typedef {object} PlayOptions
 * @property {RTCIceServer[]} [iceServers]
 * @property {(ended: boolean) => boolean|Promise<boolean>} [mayRestart] See mediasession.js.
 * @property {boolean} [audioOnly] Sound without picture, for bad networks.
 */

/** One stream of somebody else. Tells `change` whenever its state changes. */
export class Playback extends EventTarget {
  stream = new MediaStream();

  #session;
  #meter = new Meter();
  /** @type {HTMLVideoElement|null} */
  #element = null;
  #blocked = false;
  #hasVideo = true;

  /**
   * @param {string} room
   * @param {string} id Id of the stream.
   * @param {() => string} token
   * @param {PlayOptions} [options]
   */
  constructor(room, id, token, { iceServers, mayRestart, audioOnly = false } = {}) {
    super();
    this.id = id;
    this.#session = new MediaSession({
      url: `/whep/${encodeURIComponent(room)}/${encodeURIComponent(id)}`,
      token,
      build: (peer) => {
        peer.addTransceiver("audio", { direction: "recvonly" });
        if (!audioOnly) peer.addTransceiver("video", { direction: "recvonly" });
      },
      take: (track) => this.#take(track),
      mayRestart,
      iceServers,
    });
    this.#session.addEventListener("change", () => this.#changed());
  }

  /** @returns {import("./mediasession.js").SessionState|"paused"|"tap"} */
  get state() {
    if (this.#session.state !== "live") return this.#session.state;
    if (this.#blocked) return "tap";
    return this.#hasVideo ? "live" : "paused";
  }

  get refusal() {
    return this.#session.refusal;
  }

  start() {
    this.#session.start();
  }

  restart() {
    this.#session.restart();
  }

  close() {
    this.#session.close();
    if (this.#element) this.#element.srcObject = null;
  }

  quality() {
    return this.#meter.read(this.#session.peer);
  }

  /** How loud the sender is, 0 to 1. */
  level() {
    const receiver = this.#session.peer?.getReceivers().find(({ track }) => track.kind === "audio");
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  /**
   * Shows the stream in `element` from now on.
   * @param {HTMLVideoElement} element
   */
  attach(element) {
    this.#element = element;
    element.playsInline = true;
    element.srcObject = this.stream;
    countFrames(element);
    void this.resume();
  }

  /** Says whether the sender's camera is on, as the room knows it.
   * @param {boolean} on
   */
  setVideo(on) {
    this.#hasVideo = on;
    this.#changed();
  }

  /** Plays; must be called from a tap when the state is "tap". */
  async resume() {
    if (!this.#element) return;
    try {
      await this.#element.play();
      this.#blocked = false;
    } catch (error) {
      this.#blocked = error instanceof DOMException && error.name === "NotAllowedError";
    }
    this.#changed();
  }

  /** @param {MediaStreamTrack} track */
  #take(track) {
    for (const old of this.stream.getTracks().filter((each) => each.kind === track.kind)) {
      this.stream.removeTrack(old);
    }
    this.stream.addTrack(track);
    void this.resume();
  }

  #changed() {
    if (this.#element) this.#element.dataset["state"] = this.state;
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Counts the frames that were really shown, in data-frames.
 * @param {HTMLVideoElement} element
 */
function countFrames(element) {
  if (!("requestVideoFrameCallback" in element) || element.dataset["frames"]) return;
  let frames = 0;
  element.dataset["frames"] = "0";
  const count = () => {
    frames += 1;
    element.dataset["frames"] = String(frames);
    element.requestVideoFrameCallback(count);
  };
  element.requestVideoFrameCallback(count);
}
