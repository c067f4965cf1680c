/**
 * One media session after another for one stream: a WHIP or WHEP resource (RFC 9725) that is made
 * anew whenever it is lost.
 *
 * Rule 1: the offer is posted at once; the server needs no candidate of ours (it finds us).
 * Rule 2: a lost session is made anew within 10 s after the network is back; until then the state
 *         says so, and nobody is shown a picture or microphone that is dead.
 * Rule 3: the owner decides whether a lost session may come back (`mayRestart`): a stream that
 *         another tab has taken over must not be fought for. It is told whether the server still
 *         knows the lost session; a network that was cut leaves it there, a takeover ends it.
 * Rule 4: what is closed stays closed, and tells the server so.
 * Rule 5: on a full stage the server is not asked again before the owner says so (`restart`).
 * Rule 6: a page that the browser had put away and brings back has no session; it makes a new one.
 */

import { MediaRefused } from "./mediarefusal.js";
import { isOver, post, release } from "./mediaresource.js";
import { mediaDelay } from "./retry.js";

const CONNECT_MS = 7_000;
/** A short break mends itself on the same session: ICE goes on asking. */
const PATIENCE_MS = 3_000;
/** So many sessions that were answered but never connected: media is blocked, not slow. */
const BLOCKED_AFTER = 2;

/**
 * connecting: on the way; live: packets may flow; lost: was live, being made anew; blocked: the
 * server answers but no media gets through; refused: the server will not (see `refusal`);
 * full: there is no place on stage now; yielded: another tab has it; closed.
 * @typedef {"idle"|"connecting"|"live"|"lost"|"blocked"|"refused"|"full"|"yielded"|"closed"} SessionState
 */

/**
 * @typedef {object} SessionPlan
 * @property {string} url Where to post the offer.
 * @property {() => string} token
 * @property {(peer: RTCPeerConnection) => void} build Puts tracks or transceivers in.
 * @property {(peer: RTCPeerConnection) => Promise<unknown>} [answered] After the server's answer.
 * @property {boolean} [replaces] A new session takes the place of the old one at the server.
 * @property {(track: MediaStreamTrack) => void} [take] Given each track that comes in.
 * @property {(ended: boolean) => boolean|Promise<boolean>} [mayRestart] `ended`: the server
 *   says that the lost session is over.
 * @property {RTCIceServer[]} [iceServers]
 */

export class MediaSession extends EventTarget {
  /** @type {SessionState} */
  state = "idle";
  /** @type {MediaRefused|null} */
  refusal = null;
  /** @type {RTCPeerConnection|null} */
  peer = null;
  /** Id of the stream, when the server has said it. */
  stream = "";

  #plan;
  #resource = "";
  #etag = "";
  #attempt = 0;
  #unconnected = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #ears = new AbortController();

  /** @param {SessionPlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
  }

  /**
   * Makes the session; everything after that happens by itself.
   * @param {boolean} [now] False: the stage is known to be full; `restart` asks.
   */
  start(now = true) {
    if (this.state !== "idle") return;
    const { signal } = this.#ears;
    addEventListener("online", () => this.#networkBack(), { signal });
    addEventListener("pagehide", () => this.#drop(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#broughtBack(), { signal });
    this.#set(now ? "connecting" : "full");
    if (now) void this.#negotiate();
  }

  /** Ends the session for good, here and at the server. May be called twice. */
  close() {
    if (this.state === "closed") return;
    this.#ears.abort();
    clearTimeout(this.#timer);
    this.#drop();
    this.#set("closed");
  }

  /** Makes the session anew now: its owner knows that it is dead, or wants to have it back. */
  restart() {
    if (this.state === "closed" || this.state === "idle") return;
    this.#attempt = 0;
    this.#unconnected = 0;
    this.#again(0, true);
  }

  /** Gives the session up to another tab; `restart` takes it back. */
  yield() {
    if (this.state === "closed") return;
    clearTimeout(this.#timer);
    this.#drop();
    this.#set("yielded");
  }

  /** @param {SessionState} state */
  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  async #negotiate() {
    const old = this.#detach();
    const peer = this.#newPeer();
    try {
      await peer.setLocalDescription();
      const answer = await this.#post(peer.localDescription?.sdp ?? "");
      // Only now: a publication that comes before the old one has gone takes its place unseen.
      release(old, this.#plan.token(), this.#plan.replaces === true);
      if (peer !== this.peer) return;
      await peer.setRemoteDescription({ type: "answer", sdp: answer });
      await this.#plan.answered?.(peer);
      this.#wait(CONNECT_MS, () => this.#neverConnected());
    } catch (error) {
      release(old, this.#plan.token());
      if (peer === this.peer) this.#failed(error);
    }
  }

  #newPeer() {
    const peer = new RTCPeerConnection({
      iceServers: this.#plan.iceServers ?? [],
      bundlePolicy: "max-bundle",
    });
    this.peer = peer;
    this.#plan.build(peer);
    peer.addEventListener("connectionstatechange", () => {
      if (peer === this.peer) this.#watch(peer);
    });
    peer.addEventListener("track", (event) => {
      if (peer === this.peer) this.#plan.take?.(event.track);
    });
    return peer;
  }

  /**
   * @param {string} offer
   * @returns {Promise<string>} The answer.
   */
  async #post(offer) {
    const { answer, resource, etag, stream } = await post(this.#plan, offer);
    this.#resource = resource;
    this.#etag = etag;
    this.stream = stream;
    return answer;
  }

  /** @param {RTCPeerConnection} peer */
  #watch(peer) {
    if (peer.connectionState === "connected") this.#connected();
    else if (peer.connectionState === "disconnected") {
      this.#wait(PATIENCE_MS, () => this.#again(0));
    } else if (["failed", "closed"].includes(peer.connectionState)) this.#again(0);
  }

  #connected() {
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#unconnected = 0;
    this.refusal = null;
    this.#set("live");
  }

  #neverConnected() {
    this.#unconnected += 1;
    this.#again(mediaDelay((this.#attempt += 1)));
  }

  /** @param {unknown} error */
  #failed(error) {
    if (error instanceof MediaRefused) {
      this.refusal = error;
      if (error.permanent || error.code === "stage-full") {
        clearTimeout(this.#timer);
        this.#drop();
        this.#set(error.permanent ? "refused" : "full");
        return;
      }
    }
    const asked = error instanceof MediaRefused ? (error.retryAfter ?? 0) * 1_000 : 0;
    this.#again(Math.max(asked, mediaDelay((this.#attempt += 1))));
  }

  /**
   * @param {number} delay
   * @param {boolean} [forced] By the owner's wish, whatever `mayRestart` says.
   */
  #again(delay, forced = false) {
    if (this.state === "closed") return;
    this.#set(this.#stateWhileTrying());
    this.#wait(delay, () => void this.#negotiateIfAllowed(forced));
  }

  /** @param {boolean} forced */
  async #negotiateIfAllowed(forced) {
    const { mayRestart } = this.#plan;
    const lost = this.peer;
    const allowed = forced || !mayRestart || (await mayRestart(await this.#isOver()));
    if (lost !== this.peer || this.state === "closed") return;
    if (allowed) void this.#negotiate();
    else this.yield();
  }

  #isOver() {
    return isOver({ resource: this.#resource, etag: this.#etag }, this.#plan.token());
  }

  /** @returns {SessionState} */
  #stateWhileTrying() {
    if (this.#unconnected >= BLOCKED_AFTER) return "blocked";
    return this.state === "live" || this.state === "lost" ? "lost" : "connecting";
  }

  #networkBack() {
    if (this.state !== "lost" && this.state !== "connecting" && this.state !== "blocked") return;
    this.#attempt = 0;
    this.#again(mediaDelay(0));
  }

  #broughtBack() {
    if (this.state !== "closed" && this.state !== "yielded") this.restart();
  }

  /**
   * @param {number} ms
   * @param {() => void} then
   */
  #wait(ms, then) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  /** Lets go of the present session; the server hears of it even when the page is going away. */
  #drop() {
    release(this.#detach(), this.#plan.token());
  }

  /** @returns {import("./mediaresource.js").Old} */
  #detach() {
    const old = { peer: this.peer, resource: this.#resource };
    this.peer = null;
    this.#resource = "";
    return old;
  }
}
