/**
 * One stream of somebody else (WHEP).
 *
 * Rule 1: the element that shows the stream says how it is in data-state, and data-frames counts the
 *         frames shown, which proves that it plays:
 *
 *           connecting, lost, blocked, refused, closed   of the media session
 *           tap       the browser plays nothing before a tap
 *           silent    the picture plays, the sound waits for a tap
 *           paused    no picture is sent: the camera is off, or we asked for none
 *           weak      the server leaves the picture out, because our line is weak; the sound too,
 *                     when `soundless` says so
 *           stalled   a picture should come and does not
 *           live
 *
 * Rule 2: what the browser pauses by itself (a call, another app, a tab that was away) is played
 *         again as soon as it lets us.
 */

import { onReturn, onTap } from "./awake.js";
import { Flow, packets } from "./flow.js";
import { JitterBuffer } from "./jitterbuffer.js";
import { MediaSession } from "./mediasession.js";
import { Meter } from "./mediastats.js";
import { routeSound } from "./soundoutput.js";

const LOOK_MS = 1_000;

/** @typedef {"high"|"middle"|"low"|"audio"|"none"} Level What the server sends us of a stream. */

/**
 * @typedef {object} PlayOptions
 * @property {RTCIceServer[]} [iceServers]
 * @property {(ended: boolean) => boolean|Promise<boolean>} [mayRestart] See mediasession.js.
 * @property {boolean} [audioOnly] Sound without picture, for bad networks.
 */

/** One stream of somebody else. Tells `change` whenever its state changes. */
export class Playback extends EventTarget {
  stream = new MediaStream();
  /** What should come in and does not. @type {ReadonlySet<import("./flow.js").Sort>} */
  stalled = new Set();

  #session;
  #meter = new Meter();
  #flow = new Flow();
  #buffer = new JitterBuffer(() => this.#session.peer);
  /** @type {HTMLVideoElement|null} */
  #element = null;
  /** @type {"tap"|"silent"|null} */
  #blocked = null;
  #resuming = Promise.resolve();
  #sent = { audio: true, video: true };
  #wanted = true;
  /** @type {Level} */
  #level = "high";
  #ears = new AbortController();
  #timer = setInterval(() => void this.#look(), LOOK_MS);

  /**
   * @param {string} room
   * @param {string} id Id of the stream.
   * @param {() => string} token
   * @param {PlayOptions} [options]
   */
  constructor(room, id, token, { iceServers, mayRestart, audioOnly = false } = {}) {
    super();
    this.id = id;
    this.audioOnly = audioOnly;
    this.#session = new MediaSession({
      url: `/whep/${encodeURIComponent(room)}/${encodeURIComponent(id)}`,
      token,
      build: (peer) => {
        this.#flow.reset();
        this.#level = "high";
        peer.addTransceiver("audio", { direction: "recvonly" });
        if (!audioOnly) peer.addTransceiver("video", { direction: "recvonly" });
      },
      take: (track) => this.#take(track),
      mayRestart,
      iceServers,
    });
    this.#session.addEventListener("change", () => this.#changed());
    onReturn(() => this.#playAgain(), this.#ears.signal);
    onTap(() => this.#blocked && void this.resume(), this.#ears.signal);
  }

  /** @returns {import("./mediasession.js").SessionState|"tap"|"silent"|"paused"|"weak"|"stalled"} */
  get state() {
    if (this.#session.state !== "live") return this.#session.state;
    if (this.#blocked) return this.#blocked;
    if (this.soundless) return "weak";
    if (!this.#sent.video || !this.#wanted || this.audioOnly) return "paused";
    if (this.#level === "audio") return "weak";
    return this.stalled.has("video") ? "stalled" : "live";
  }

  /** Whether the server leaves even the sound out, because our line is weak. */
  get soundless() {
    return this.#level === "none" && this.#sent.audio && this.#session.state === "live";
  }

  /** Whether the browser wants a tap. */
  get waits() {
    return this.#blocked !== null && this.#session.state === "live";
  }

  get refusal() {
    return this.#session.refusal;
  }

  start() {
    this.#session.start();
    this.#buffer.start();
  }

  restart() {
    this.#session.restart();
  }

  close() {
    clearInterval(this.#timer);
    this.#ears.abort();
    this.#buffer.close();
    this.#session.close();
    if (this.#element) this.#element.srcObject = null;
  }

  quality() {
    return this.#meter.read(this.#session.peer);
  }

  /**
   * Shows the stream in `element` from now on.
   * @param {HTMLVideoElement} element
   */
  attach(element) {
    this.#element = element;
    element.playsInline = true;
    element.srcObject = this.stream;
    routeSound(element);
    countFrames(element);
    const { signal } = this.#ears;
    element.addEventListener("pause", () => this.#playAgain(), { signal });
    void this.resume();
  }

  /**
   * Says what the sender has on, as the room knows it.
   * @param {{audio: boolean, video: boolean}} sent
   */
  setSent({ audio, video }) {
    if (audio === this.#sent.audio && video === this.#sent.video) return;
    this.#sent = { audio, video };
    this.#changed();
  }

  /**
   * Says whether we look at the picture: one that nobody looks at is not asked for.
   * @param {boolean} wanted
   */
  setWanted(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#flow.reset();
    this.#changed();
  }

  /** What the server sends us now. @param {Level} level */
  setLevel(level) {
    if (level === this.#level) return;
    this.#level = level;
    this.#flow.reset();
    this.#changed();
  }

  /** Plays; must be called from a tap when the browser waits for one. */
  resume() {
    // One after the other: a play() that is refused would be answered by another's success.
    this.#resuming = this.#resuming.then(() => this.#resume());
    return this.#resuming;
  }

  async #resume() {
    const element = this.#element;
    if (!element) return;
    // Nothing has changed since the browser refused: asking again would only make the picture halt.
    const refused = this.#blocked === "silent" && navigator.userActivation?.hasBeenActive === false;
    element.muted = refused;
    if (await mayPlay(element)) this.#blocked = refused ? "silent" : null;
    else {
      // Without sound most browsers play; the picture need not wait for the tap.
      element.muted = true;
      this.#blocked = (await mayPlay(element)) ? "silent" : "tap";
    }
    this.#changed();
  }

  #playAgain() {
    const element = this.#element;
    if (!element || document.visibilityState === "hidden" || !element.isConnected) return;
    // Who switches the sound on before a tap is paused by the browser: then the picture stops too.
    if (element.paused) void this.resume();
  }

  /** @param {MediaStreamTrack} track */
  #take(track) {
    for (const old of this.stream.getTracks().filter((each) => each.kind === track.kind)) {
      this.stream.removeTrack(old);
    }
    this.stream.addTrack(track);
    void this.resume();
  }

  /** Compares what should come in with what does. */
  async #look() {
    const peer = this.#session.peer;
    if (this.#session.state !== "live" || !peer) return this.#flow.reset();
    const got = await packets(peer, "inbound-rtp");
    if (peer !== this.#session.peer) return;
    const seen = this.#sent.video && this.#wanted && !this.audioOnly;
    const sound = this.#sent.audio && this.#level !== "none";
    const picture = seen && !["audio", "none"].includes(this.#level);
    const counts = { audio: sound ? got.audio : null, video: picture ? got.video : null };
    const stalled = this.#flow.read(counts, performance.now());
    if ([...stalled].join() === [...this.stalled].join()) return;
    this.stalled = stalled;
    this.#changed();
  }

  #changed() {
    if (this.#element) this.#element.dataset["state"] = this.state;
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Plays, if the browser lets us.
 * @param {HTMLVideoElement} element
 * @returns {Promise<boolean>} False when it wants a tap first.
 */
async function mayPlay(element) {
  try {
    await element.play();
    return true;
  } catch (error) {
    // Any other failure (a stream without tracks yet) is followed by another try of ours.
    return !(error instanceof DOMException && error.name === "NotAllowedError");
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
