/**
 * Which part of a slide is seen: zoom and pan, by fingers, mouse, keys and buttons.
 *
 * Rule 1: a point of the window and a place on the slide (0 to 1) are told apart; only places leave.
 * Rule 2: `viewed` follows every move, `zoomed` comes once, when a person's hand has come to rest.
 *
 * @import {Point} from "./slidegestures.js"
 * @import {View} from "./slidezoom.js"
 */

import { Emitter } from "./emitter.js";
import { watchGestures } from "./slidegestures.js";
import { panned, transformOf, WHOLE, zoomed } from "./slidezoom.js";

const SETTLED_MS = 400;
const DOUBLE_TAP_SCALE = 2.5;

/** @typedef {{x: number, y: number}} Place 0 to 1 of the slide. */

/**
 * @typedef {object} Heard
 * @property {Place} tapped
 * @property {View} viewed
 * @property {View} zoomed
 */

/** @extends {Emitter<Heard>} */
export class SlideLook extends Emitter {
  #frame;
  #canvas;
  #signal;
  /** @type {View} */
  #view = WHOLE;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #settling;

  /**
   * @param {HTMLElement} frame
   * @param {HTMLElement} canvas In the frame; what is moved and enlarged.
   * @param {AbortSignal} signal Ends it all.
   */
  constructor(frame, canvas, signal) {
    super();
    this.#frame = frame;
    this.#canvas = canvas;
    this.#signal = signal;
    signal.addEventListener("abort", () => clearTimeout(this.#settling));
  }

  get view() {
    return this.#view;
  }

  /** Follows fingers, mouse and keys. */
  listen() {
    watchGestures(
      this.#frame,
      {
        tap: (at) => this.#tapped(at),
        doubleTap: (at) => this.#doubleTapped(at),
        zoom: (factor, at) => this.#zoomAt(factor, at),
        drag: (dx, dy) => this.#drag(dx, dy),
        whole: () => this.whole(),
        enlarged: () => this.#view.scale > 1,
      },
      this.#signal,
    );
  }

  /**
   * The place on the slide under a point of the window; null beside the slide.
   * @param {number} clientX
   * @param {number} clientY
   * @returns {Place|null}
   */
  locate(clientX, clientY) {
    const box = this.#canvas.getBoundingClientRect();
    const x = (clientX - box.left) / box.width;
    const y = (clientY - box.top) / box.height;
    return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x: round(x), y: round(y) } : null;
  }

  /**
   * Larger or smaller about the middle of what is seen.
   * @param {number} factor
   */
  zoomBy(factor) {
    this.#look(zoomed(this.#view, factor, this.#view));
  }

  /** The whole slide again. */
  whole() {
    this.#look(WHOLE);
  }

  /** The whole slide, because another one begins: nobody's act, so not told as a zoom. */
  reset() {
    if (this.#view.scale !== 1) this.#look(WHOLE, false);
  }

  /**
   * @param {View} view
   * @param {boolean} [byPerson] False: not worth telling.
   */
  #look(view, byPerson = true) {
    if (view.scale === this.#view.scale && view.x === this.#view.x && view.y === this.#view.y)
      return;
    this.#view = view;
    this.#canvas.style.transform = transformOf(view);
    this.#frame.dataset["scale"] = view.scale.toFixed(2);
    this.tell("viewed", view);
    clearTimeout(this.#settling);
    if (byPerson) this.#settling = setTimeout(() => this.tell("zoomed", this.#view), SETTLED_MS);
  }

  /** @param {Point} at */
  #tapped(at) {
    const place = this.locate(at.x, at.y);
    if (place) this.tell("tapped", place);
  }

  /** @param {Point} at */
  #doubleTapped(at) {
    const place = this.locate(at.x, at.y);
    if (this.#view.scale > 1) this.whole();
    else if (place) this.#look(zoomed(this.#view, DOUBLE_TAP_SCALE, place));
  }

  /**
   * @param {number} factor
   * @param {Point|null} at
   */
  #zoomAt(factor, at) {
    const place = at && this.locate(at.x, at.y);
    this.#look(zoomed(this.#view, factor, place ?? this.#view));
  }

  /**
   * @param {number} dx CSS pixels.
   * @param {number} dy
   */
  #drag(dx, dy) {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth && clientHeight) {
      this.#look(panned(this.#view, dx / clientWidth, dy / clientHeight));
    }
  }
}

/** @param {number} part */
const round = (part) => Math.round(part * 10_000) / 10_000;
