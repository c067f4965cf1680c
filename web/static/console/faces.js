/**
 * The streams of the others: played by WHEP into the video element of each person.
 *
 * Rule 1: a stream is played once, however often its element is drawn.
 * Rule 2: what has left the room is closed at once; its last picture does not stay.
 */

import { play } from "../live/media.js";

/**
 * @import {Playback} from "../live/media.js"
 * @import {Snapshot, Stream} from "../live/types.js"
 */

export class Faces extends EventTarget {
  /** @type {Map<string, Playback>} */
  #playing = new Map();
  #room;
  #token;
  #iceServers;

  /**
   * @param {string} room
   * @param {() => string} token
   * @param {RTCIceServer[]} iceServers
   */
  constructor(room, token, iceServers) {
    super();
    this.#room = room;
    this.#token = token;
    this.#iceServers = iceServers;
  }

  /** Stop what is no longer in the room. @param {Snapshot} snapshot */
  update(snapshot) {
    const there = new Set(snapshot.streams.map((stream) => stream.id));
    for (const id of [...this.#playing.keys()]) if (!there.has(id)) this.#end(id);
  }

  /**
   * Show a stream in an element; without one the element is emptied.
   * @param {HTMLVideoElement} element
   * @param {Stream | undefined} stream
   */
  place(element, stream) {
    if (element.dataset.stream === (stream?.id ?? "")) {
      if (stream) this.#playing.get(stream.id)?.setVideo(stream.video);
      return;
    }
    element.dataset.stream = stream?.id ?? "";
    if (!stream) {
      element.srcObject = null;
      return;
    }
    const playback = this.#playing.get(stream.id) ?? this.#begin(stream.id);
    playback.setVideo(stream.video);
    playback.attach(element);
  }

  /** Whether the browser wants a click before it lets us hear anybody. */
  get blocked() {
    return [...this.#playing.values()].some((playback) => playback.state === "tap");
  }

  /** Hear everybody; from a click. */
  resume() {
    for (const playback of this.#playing.values()) void playback.resume();
  }

  /** Stop everything: the meeting is over. */
  close() {
    for (const id of [...this.#playing.keys()]) this.#end(id);
  }

  /** @param {string} id */
  #begin(id) {
    const playback = play(this.#room, id, this.#token, { iceServers: this.#iceServers });
    playback.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    this.#playing.set(id, playback);
    return playback;
  }

  /** @param {string} id */
  #end(id) {
    this.#playing.get(id)?.close();
    this.#playing.delete(id);
  }
}
