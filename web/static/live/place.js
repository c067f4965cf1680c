/**
 * My place on stage while there is none for me: when to ask again.
 *
 * Rule 1: who wants one gets it as soon as one is free, without a press. Who came with microphone
 *         and camera off does not ask, so that they make nobody give way.
 * Rule 2: nobody asks in vain: while the six places are taken the server is left alone, and when one
 *         becomes free not everybody asks in the same moment.
 * Rule 3: a place that looks free may be kept for somebody whose stream broke: then ask again later.
 *
 * @import {Sort} from "./devices.js"
 * @import {Snapshot} from "./types.js"
 */

/** As many as the server lets on stage, besides hosts. */
export const PLACES = 6;

const SPREAD_MS = 1_000;
const AGAIN_MS = 5_000;

/**
 * Whether others have all places.
 * @param {Snapshot} snapshot
 */
export function isFull({ streams, participants, me }) {
  const hosts = new Set(participants.filter(({ role }) => role === "host").map(({ id }) => id));
  if (hosts.has(me)) return false;
  const cameras = streams.filter(({ kind }) => kind === "camera");
  const taken = new Set(cameras.map(({ participant }) => participant));
  return [...taken].filter((id) => id !== me && !hosts.has(id)).length >= PLACES;
}

/**
 * @typedef {object} PlacePlan
 * @property {() => void} ask Asks the server for a place.
 * @property {(pressed: Sort|null) => void} refused There is none; `pressed`: by which press I asked.
 * @property {(pressed: Sort|null) => void} given I have one after I had none.
 */

export class Place {
  /** Whether I want to be on stage. */
  wanted = false;

  #plan;
  #random;
  #state = "";
  #waited = false;
  /** @type {Sort|null} */
  #pressed = null;
  #asked = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {PlacePlan} plan
   * @param {() => number} [random]
   */
  constructor(plan, random = Math.random) {
    this.#plan = plan;
    this.#random = random;
  }

  /** I pressed the switch of a device, and so ask at once. @param {Sort} sort */
  press(sort) {
    this.wanted = true;
    this.#pressed = sort;
    this.#plan.ask();
  }

  /**
   * @param {string} state Of my publication: "full" while there is no place.
   * @param {Snapshot|null} snapshot
   */
  update(state, snapshot) {
    const changed = state !== this.#state;
    this.#state = state;
    if (changed && state === "full") this.#refused();
    if (changed && state === "live") this.#given();
    this.#schedule(snapshot);
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #refused() {
    const pressed = this.#pressed;
    this.#pressed = null;
    this.#waited = true;
    this.#plan.refused(pressed);
  }

  #given() {
    const [waited, pressed] = [this.#waited, this.#pressed];
    this.#pressed = null;
    this.#waited = false;
    if (waited) this.#plan.given(pressed);
  }

  /** @param {Snapshot|null} snapshot */
  #schedule(snapshot) {
    if (this.#state !== "full" || !this.wanted || !snapshot || isFull(snapshot)) {
      this.close();
      // What is being asked just now may be refused again, and then there is no hurry.
      if (this.#state !== "connecting") this.#asked = false;
    } else if (this.#timer === undefined) {
      const delay = this.#asked ? AGAIN_MS : 0;
      this.#timer = setTimeout(() => this.#go(), delay + this.#random() * SPREAD_MS);
    }
  }

  #go() {
    this.#timer = undefined;
    this.#asked = true;
    this.#plan.ask();
  }
}
