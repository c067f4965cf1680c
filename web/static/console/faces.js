/**
 * The streams of the others: played by WHEP into the video element of each person.
 *
 * Rule 1: a stream is played once, however often its element is drawn.
 * Rule 2: what has left the room is closed at once; its last picture does not stay.
 * Rule 3: no more of a picture is asked for than is seen; see live/sight.js.
 */

import { play } from "../live/media.js";
import { Sight } from "../live/sight.js";
import { weakness } from "../live/weakline.js";

/**
 * @import {Playback} from "../live/media.js"
 * @import {Snapshot, Stream} from "../live/types.js"
 * @import {Viewing} from "../live/volatiletypes.js"
 *
 * @typedef {object} FacesPlan
 * @property {string} room
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 * @property {(view: {stream: string, height: number}) => Promise<unknown>} view
 */

export class Faces extends EventTarget {
  /** @type {Map<string, Playback>} */
  #playing = new Map();
  #plan;
  #sight;

  /** @param {FacesPlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
    this.#sight = new Sight((view) => {
      this.#playing.get(view.stream)?.setWanted(view.height > 0);
      return plan.view(view);
    });
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
      if (stream) this.#playing.get(stream.id)?.setSent(stream);
      return;
    }
    element.dataset.stream = stream?.id ?? "";
    if (!stream) {
      element.srcObject = null;
      return;
    }
    const playback = this.play(stream);
    playback.attach(element);
    this.#sight.watch(stream.id, element);
  }

  /** The playing of a stream; it begins when it is first asked for. @param {Stream} stream */
  play(stream) {
    const playback = this.#playing.get(stream.id) ?? this.#begin(stream.id);
    playback.setSent(stream);
    return playback;
  }

  /** A stream is shown by somebody else in this element. @param {string} id @param {HTMLElement} element */
  watch(id, element) {
    this.#sight.watch(id, element);
  }

  /** How a stream plays; undefined when it does not. @param {string | undefined} id */
  of(id) {
    return id === undefined ? undefined : this.#playing.get(id);
  }

  /** What the server sends of a stream now. @param {Viewing} viewing */
  setLevel({ stream, level }) {
    this.#playing.get(stream)?.setLevel(level);
  }

  /** There is a new connection: the server must be told again what is seen. */
  lookAgain() {
    this.#sight.again();
  }

  /** What of all that we want is left out, because our line is weak. */
  get weak() {
    return weakness(this.#playing.values());
  }

  /** Whether the browser wants a click before it lets us hear anybody. */
  get blocked() {
    return [...this.#playing.values()].some((playback) => playback.waits);
  }

  /** Hear everybody; from a click. */
  resume() {
    for (const playback of this.#playing.values()) if (playback.waits) void playback.resume();
  }

  /** Stop everything: the meeting is over. */
  close() {
    for (const id of [...this.#playing.keys()]) this.#end(id);
    this.#sight.close();
  }

  /** @param {string} id */
  #begin(id) {
    const { room, token, iceServers } = this.#plan;
    const playback = play(room, id, token, { iceServers });
    let was = playback.state;
    playback.addEventListener("change", () => {
      if (was === "connecting" || was === "lost") this.#sight.again(id);
      was = playback.state;
      this.dispatchEvent(new Event("change"));
    });
    this.#playing.set(id, playback);
    return playback;
  }

  /** @param {string} id */
  #end(id) {
    this.#playing.get(id)?.close();
    this.#playing.delete(id);
    this.#sight.forget(id);
  }
}
