/**
 * The slide that is on stage.
 *
 * Rule 1: what is drawn is always a whole picture; the old one stays until the new one is decoded.
 *         Where that takes a moment, a small picture of the right slide comes first.
 * Rule 2: the newest position wins; a picture that arrives late is not shown.
 * Rule 3: a picture that cannot be fetched is tried again by itself, and the person may.
 * Rule 4: the element says how it is: data-state empty, loading, shown, failed; data-version,
 *         data-slide and data-step are those of the picture that is really seen.
 *
 * Which part of it is seen is slidelook.js's. Needs live/slides.css.
 *
 * @import {Deck, Position, Slide} from "./types.js"
 * @import {Pointer} from "./volatiletypes.js"
 * @import {View} from "./slidezoom.js"
 */

import { Emitter } from "./emitter.js";
import { SlideCanvas } from "./slidecanvas.js";
import { addressOf, neighbours, Pictures, sizeFor } from "./slideimages.js";
import { SlideLook } from "./slidelook.js";
import { troubleWith } from "./slidetrouble.js";
import { t } from "./words.js";

const PREVIEW_AFTER_MS = 150;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000];

/**
 * @typedef {object} Heard
 * @property {Position} shown A picture of this position is on the screen now.
 * @property {Position} failed
 * @property {{x: number, y: number}} clicked 0 to 1 of the slide.
 * @property {View} zoomed Zoom or pan has come to rest.
 * @property {View} viewed Zoom or pan has moved.
 */

/** @extends {Emitter<Heard>} */
export class SlideView extends Emitter {
  #root;
  #canvas = new SlideCanvas();
  #trouble = troubleWith(() => this.retry());
  #pictures = new Pictures();
  #ears = new AbortController();
  /** @type {Deck[]} */
  #decks = [];
  /** @type {Position|null} */
  #position = null;
  /** @type {Position|null} */
  #seen = null;
  #wish = 0;
  #look;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #retrying;

  /**
   * @param {HTMLElement} root Filled by the view; its size is the frame.
   * @param {{zoomable?: boolean}} [options]
   */
  constructor(root, { zoomable = true } = {}) {
    super();
    this.#root = root;
    root.classList.add("slide-view");
    root.dataset["state"] = "empty";
    root.replaceChildren(this.#canvas.element, this.#trouble);
    this.#look = this.#lookAt(root);
    if (zoomable) this.#look.listen();
    const sized = new ResizeObserver(() => this.#sharpen());
    sized.observe(root);
    this.#ears.signal.addEventListener("abort", () => sized.disconnect());
    addEventListener("online", () => this.retry(), { signal: this.#ears.signal });
  }

  /** What is really seen, or null. */
  get seen() {
    return this.#seen;
  }

  get view() {
    return this.#look.view;
  }

  /** Width to height of what is seen. */
  get ratio() {
    return this.#canvas.ratio;
  }

  /**
   * Shows a position; the neighbours are fetched ahead.
   * @param {Deck[]} decks
   * @param {Position|null} position Null: nothing is on stage.
   */
  show(decks, position) {
    this.#decks = decks;
    if (position && this.#position && same(position, this.#position)) return;
    const turned = !position || !this.#position || !sameSlide(position, this.#position);
    this.#position = position;
    this.#wish += 1;
    clearTimeout(this.#retrying);
    if (turned) this.#turn();
    if (position) void this.#bring(position, this.#wish, 0);
    else this.#clear();
  }

  /** Tries again to fetch what could not be fetched. */
  retry() {
    if (this.#root.dataset["state"] !== "failed" || !this.#position) return;
    this.#wish += 1;
    clearTimeout(this.#retrying);
    void this.#bring(this.#position, this.#wish, 0);
  }

  /**
   * Shows the presenter's pointer, when it is on the slide that is seen.
   * @param {Pointer} pointer
   */
  point(pointer) {
    this.#canvas.point({ ...pointer, shown: pointer.shown && this.#seen?.slide === pointer.slide });
  }

  /**
   * The place on the slide under a point of the window, 0 to 1; null beside the slide.
   * @param {number} clientX
   * @param {number} clientY
   * @returns {{x: number, y: number}|null}
   */
  locate(clientX, clientY) {
    return this.#look.locate(clientX, clientY);
  }

  /**
   * Larger or smaller about the middle of what is seen.
   * @param {number} factor
   */
  zoomBy(factor) {
    this.#look.zoomBy(factor);
  }

  /** The whole slide again. */
  whole() {
    this.#look.whole();
  }

  close() {
    this.#ears.abort();
    clearTimeout(this.#retrying);
    this.#root.replaceChildren();
  }

  /** @param {HTMLElement} root */
  #lookAt(root) {
    const look = new SlideLook(root, this.#canvas.element, this.#ears.signal);
    look.on("tapped", (place) => this.#seen && this.tell("clicked", place));
    look.on("viewed", (view) => this.tell("viewed", view));
    look.on("zoomed", (view) => {
      this.#sharpen();
      this.tell("zoomed", view);
    });
    return look;
  }

  /** Another slide begins: the whole of it is seen, and the pointer belongs to the old one. */
  #turn() {
    this.#canvas.hidePointer();
    this.#look.reset();
  }

  #clear() {
    this.#seen = null;
    this.#canvas.clear();
    this.#say("empty");
  }

  /** @param {"empty"|"loading"|"shown"|"failed"} state */
  #say(state) {
    this.#root.dataset["state"] = state;
    this.#trouble.hidden = state !== "failed";
  }

  /**
   * @param {Position} position
   * @param {number} wish
   * @param {number} attempt
   */
  async #bring(position, wish, attempt) {
    const address = addressOf(position, this.#size());
    if (!this.#pictures.ready(address)) this.#say("loading");
    const preview = setTimeout(() => void this.#preview(position, wish), PREVIEW_AFTER_MS);
    try {
      const image = this.#pictures.ready(address) ?? (await this.#pictures.bring(address));
      if (wish === this.#wish) this.#draw(image, position);
    } catch {
      if (wish === this.#wish) this.#failed(position, wish, attempt);
    } finally {
      clearTimeout(preview);
    }
  }

  /**
   * @param {Position} position
   * @param {number} wish
   */
  async #preview(position, wish) {
    const image = await this.#pictures.bring(addressOf(position, "thumb")).catch(() => null);
    if (!image || wish !== this.#wish || this.#root.dataset["state"] === "shown") return;
    this.#put(image, position);
  }

  /**
   * @param {Position} position
   * @param {number} wish
   * @param {number} attempt
   */
  #failed(position, wish, attempt) {
    this.#say("failed");
    this.tell("failed", position);
    const delay = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
    this.#retrying = setTimeout(() => {
      if (wish === this.#wish) void this.#bring(position, wish, attempt + 1);
    }, delay);
  }

  /**
   * @param {HTMLImageElement} image
   * @param {Position} position
   */
  #draw(image, position) {
    this.#put(image, position);
    this.#say("shown");
    for (const place of neighbours(this.#decks, position)) {
      this.#pictures.foresee(addressOf(place, this.#size()));
    }
    this.#sharpen();
  }

  /**
   * @param {HTMLImageElement} picture
   * @param {Position} position
   */
  #put(picture, position) {
    const fades = !sameSlide(position, this.#seen);
    this.#canvas.put(picture, { slide: this.#slide(position), title: this.#title(position), fades });
    this.#root.style.setProperty("--slide-ratio", String(this.ratio));
    this.#noteSeen(position);
  }

  /** @param {Position} position */
  #noteSeen(position) {
    const fresh = !this.#seen || !same(position, this.#seen);
    this.#seen = position;
    const { dataset } = this.#root;
    dataset["version"] = position.version;
    dataset["slide"] = String(position.slide);
    dataset["step"] = String(position.step);
    if (fresh) this.tell("shown", position);
  }

  /**
   * @param {Position} position
   * @returns {Slide|undefined}
   */
  #slide({ version, slide }) {
    return this.#decks.find((deck) => deck.version === version)?.slides[slide];
  }

  /** @param {Position} position */
  #title(position) {
    const title = this.#slide(position)?.title ?? "";
    return t("Slide {n}: {title}", { n: position.slide + 1, title });
  }

  #size() {
    // Before the frame is laid out, the window is the best guess.
    const box = this.#canvas.element.clientWidth || this.#root.clientWidth || innerWidth;
    return sizeFor(box * devicePixelRatio * Math.min(2, this.#look.view.scale));
  }

  /** The frame has grown or the slide is zoomed: fetch a larger picture when that is needed. */
  #sharpen() {
    const position = this.#position;
    if (!position || this.#root.dataset["state"] !== "shown") return;
    const address = addressOf(position, this.#size());
    const shown = this.#canvas.address;
    if (shown === address || shown?.endsWith("/full")) return;
    const wish = this.#wish;
    void this.#pictures.bring(address).then(
      (image) => wish === this.#wish && this.#put(image, position),
      () => {},
    );
  }
}

/** @param {Position} a @param {Position|null} b */
const sameSlide = (a, b) => b !== null && a.version === b.version && a.slide === b.slide;

/** @param {Position} a @param {Position} b */
const same = (a, b) => sameSlide(a, b) && a.step === b.step;
