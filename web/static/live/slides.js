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
 * Needs live/slides.css.
 *
 * @import {Deck, Position, Slide} from "./types.js"
 * @import {Pointer} from "./volatiletypes.js"
 * @import {View} from "./slidezoom.js"
 */

import { Emitter } from "./emitter.js";
import { watchGestures } from "./slidegestures.js";
import { addressOf, neighbours, Pictures, sizeFor } from "./slideimages.js";
import { panned, transformOf, WHOLE, zoomed } from "./slidezoom.js";
import { t } from "./words.js";

const PREVIEW_AFTER_MS = 150;
const FADE_MS = 160;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000];
const SETTLED_MS = 400;
const DOUBLE_TAP_SCALE = 2.5;

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
  #canvas = make("slide-view-canvas");
  #pointer = make("slide-view-pointer");
  #trouble = make("slide-view-trouble");
  #pictures = new Pictures();
  #ears = new AbortController();
  /** @type {Deck[]} */
  #decks = [];
  /** @type {Position|null} */
  #position = null;
  /** @type {Position|null} */
  #seen = null;
  #wish = 0;
  #view = WHOLE;
  #ratio = 16 / 9;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #settling;
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
    this.#pointer.hidden = true;
    this.#trouble.hidden = true;
    this.#canvas.append(this.#pointer);
    root.replaceChildren(this.#canvas, this.#trouble);
    this.#fillTrouble();
    if (zoomable) this.#listen();
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
    return this.#view;
  }

  /** Width to height of what is seen. */
  get ratio() {
    return this.#ratio;
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
  point({ slide, x, y, shown }) {
    this.#pointer.hidden = !shown || this.#seen?.slide !== slide;
    this.#pointer.style.left = `${x * 100}%`;
    this.#pointer.style.top = `${y * 100}%`;
  }

  /**
   * The place on the slide under a point of the window, 0 to 1; null beside the slide.
   * @param {number} clientX
   * @param {number} clientY
   * @returns {{x: number, y: number}|null}
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

  close() {
    this.#ears.abort();
    clearTimeout(this.#retrying);
    clearTimeout(this.#settling);
    this.#root.replaceChildren();
  }

  #listen() {
    watchGestures(
      this.#root,
      {
        tap: (at) => this.#tapped(at),
        doubleTap: (at) => this.#doubleTapped(at),
        zoom: (factor, at) => this.#zoomAt(factor, at),
        drag: (dx, dy) => this.#drag(dx, dy),
        whole: () => this.whole(),
        enlarged: () => this.#view.scale > 1,
      },
      this.#ears.signal,
    );
  }

  #fillTrouble() {
    const text = document.createElement("p");
    text.textContent = t("This slide could not be loaded.");
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = t("Try again");
    again.addEventListener("click", () => this.retry());
    this.#trouble.append(text, again);
    this.#trouble.addEventListener("pointerdown", (event) => event.stopPropagation());
  }

  /** Another slide begins: the whole of it is seen, and the pointer belongs to the old one. */
  #turn() {
    this.#pointer.hidden = true;
    if (this.#view.scale !== 1) this.#look(WHOLE, false);
  }

  #clear() {
    this.#seen = null;
    for (const image of this.#canvas.querySelectorAll("img")) image.remove();
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
   * Lays the picture over the one that is seen and takes that away after the fade.
   * @param {HTMLImageElement} picture
   * @param {Position} position
   */
  #put(picture, position) {
    const image = /** @type {HTMLImageElement} */ (picture.cloneNode());
    image.className = "slide-view-image";
    image.draggable = false;
    image.decoding = "sync";
    image.alt = this.#title(position);
    const old = [...this.#canvas.querySelectorAll("img")];
    this.#shape(position, picture);
    this.#pointer.before(image);
    // The old picture is only under the new one while it fades: it is read out no more.
    for (const each of old) each.alt = "";
    setTimeout(() => old.forEach((each) => each.remove()), FADE_MS);
    if (old.length && !sameSlide(position, this.#seen)) image.classList.add("is-fading-in");
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
   * @param {HTMLImageElement} picture
   */
  #shape(position, picture) {
    const slide = this.#slide(position);
    const ratio =
      slide?.width && slide.height
        ? slide.width / slide.height
        : picture.naturalWidth / Math.max(1, picture.naturalHeight);
    this.#ratio = ratio || 16 / 9;
    this.#root.style.setProperty("--slide-ratio", String(this.#ratio));
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
    const box = this.#canvas.clientWidth || this.#root.clientWidth || innerWidth;
    return sizeFor(box * devicePixelRatio * Math.min(2, this.#view.scale));
  }

  /** The frame has grown or the slide is zoomed: fetch a larger picture when that is needed. */
  #sharpen() {
    const position = this.#position;
    if (!position || this.#root.dataset["state"] !== "shown") return;
    const address = addressOf(position, this.#size());
    const shown = this.#canvas.querySelector("img:last-of-type")?.getAttribute("src");
    if (shown === address || shown?.endsWith("/full")) return;
    const wish = this.#wish;
    void this.#pictures.bring(address).then(
      (image) => wish === this.#wish && this.#put(image, position),
      () => {},
    );
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
    this.#root.dataset["scale"] = view.scale.toFixed(2);
    this.tell("viewed", view);
    clearTimeout(this.#settling);
    if (byPerson) this.#settling = setTimeout(() => this.#settled(), SETTLED_MS);
  }

  #settled() {
    this.#sharpen();
    this.tell("zoomed", this.#view);
  }

  /** @param {{x: number, y: number}} at */
  #tapped(at) {
    const place = this.locate(at.x, at.y);
    if (place && this.#seen) this.tell("clicked", place);
  }

  /** @param {{x: number, y: number}} at */
  #doubleTapped(at) {
    const place = this.locate(at.x, at.y);
    if (this.#view.scale > 1) this.whole();
    else if (place) this.#look(zoomed(this.#view, DOUBLE_TAP_SCALE, place));
  }

  /**
   * @param {number} factor
   * @param {{x: number, y: number}|null} at
   */
  #zoomAt(factor, at) {
    const place = at && this.locate(at.x, at.y);
    this.#look(zoomed(this.#view, factor, place ?? this.#view));
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  #drag(dx, dy) {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth && clientHeight) {
      this.#look(panned(this.#view, dx / clientWidth, dy / clientHeight));
    }
  }
}

/** @param {string} name */
function make(name) {
  const element = document.createElement("div");
  element.className = name;
  return element;
}

/** @param {number} part */
const round = (part) => Math.round(part * 10_000) / 10_000;

/** @param {Position} a @param {Position|null} b */
const sameSlide = (a, b) => b !== null && a.version === b.version && a.slide === b.slide;

/** @param {Position} a @param {Position} b */
const same = (a, b) => sameSlide(a, b) && a.step === b.step;
