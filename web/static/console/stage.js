/**
 * The middle: the live slide as the HCP sees it, the way forward and back, the pointer and the
 * reaction to this slide.
 *
 * Rule 1: what is seen here is what the server said is shown, never what was only asked for.
 * Rule 2: quick key presses add up: each step counts from the last one asked for, until the room has told
 *         of it: the server's answer may come before the event.
 * Rule 3: pointer messages go out at most every 50 ms, and the last place is always told.
 */

import { after, before, course, indexOf, nextSlide, sameStop, slideAt, slideName } from "./model.js";
import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @import {Rating, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 * @import {SlideView} from "../live/slides.js"
 * @import {Stop} from "./model.js"
 */

const POINTER_EVERY_MS = 50;
const RATINGS = /** @type {const} */ (["negative", "neutral", "positive"]);

export class Stage {
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** @type {Stop[]} */
  #course = [];
  /** Where the last commands lead that the room has not told of. @type {Stop | null} */
  #asked = null;
  #unanswered = 0;
  #pointing = false;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #pause = null;
  /** @type {{x: number, y: number, shown: boolean} | null} */
  #place = null;

  /**
   * @param {HTMLElement} root
   * @param {SlideView} view
   * @param {Commands} commands
   * @param {(name: string, payload: object) => void} hint  sends what only matters now
   */
  constructor(root, view, commands, hint) {
    this.root = root;
    this.view = view;
    this.commands = commands;
    this.hint = hint;
    this.frame = part(root, "frame", HTMLElement);
    this.empty = part(root, "empty", HTMLElement);
    this.where = part(root, "where", HTMLElement);
    this.title = part(root, "title", HTMLElement);
    this.pointerButton = part(root, "pointer", HTMLButtonElement);
    this.listen();
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {() => void} */ action) =>
      part(this.root, name, HTMLButtonElement).addEventListener("click", action);
    on("next", () => this.next());
    on("previous", () => this.previous());
    on("start", () => this.next());
    on("pointer", () => this.togglePointer());
    for (const rating of RATINGS) on(rating, () => this.rate(rating));
    this.frame.addEventListener("pointermove", (event) => this.point(event, true));
    this.frame.addEventListener("pointerdown", (event) => this.point(event, true));
    this.frame.addEventListener("pointerleave", (event) => this.point(event, false));
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    if (this.#snapshot?.decks !== snapshot.decks) this.#course = course(snapshot.decks);
    const position = snapshot.position;
    if (this.#unanswered === 0 && position !== this.#snapshot?.position) this.#asked = null;
    this.#snapshot = snapshot;
    this.empty.hidden = position !== null;
    this.frame.hidden = position === null;
    if (position) this.view.show(snapshot.decks, position);
    this.updateWhere(snapshot);
    this.updateButtons(snapshot);
  }

  /** @param {Snapshot} snapshot */
  updateWhere(snapshot) {
    const { decks, position } = snapshot;
    const slide = slideAt(decks, position);
    say(this.title, slide?.title ?? "");
    if (!slide || !position) return say(this.where, "");
    const slides = decks.find((deck) => deck.version === position.version)?.slides.length ?? 0;
    const place = t("Slide {n} of {all}", { n: position.slide + 1, all: slides });
    const build = t("build {n} of {all}", { n: position.step + 1, all: slide.steps });
    say(this.where, slide.steps > 1 ? `${place} · ${build}` : place);
  }

  /** @param {Snapshot} snapshot */
  updateButtons({ position, ratings }) {
    part(this.root, "previous", HTMLButtonElement).disabled = indexOf(this.#course, position) <= 0;
    part(this.root, "next", HTMLButtonElement).disabled = after(this.#course, position) === null;
    const rated = position ? ratings?.[slideName(position.version, position.slide)] : undefined;
    for (const rating of RATINGS) {
      const button = part(this.root, rating, HTMLButtonElement);
      button.disabled = position === null;
      button.setAttribute("aria-pressed", String(rated === rating));
    }
  }

  next() {
    this.go(after(this.#course, this.#here()));
  }

  previous() {
    this.go(before(this.#course, this.#here()));
  }

  /** The next slide, over the builds that are left. */
  skip() {
    this.go(nextSlide(this.#course, this.#here()));
  }

  first() {
    this.go(this.#course[0] ?? null);
  }

  last() {
    const end = this.#course.at(-1);
    this.go(end ? { ...end, step: 0 } : null);
  }

  /** Ask for a place; null asks for nothing. @param {Stop | null} stop */
  async go(stop) {
    if (!stop) return;
    this.#asked = stop;
    this.#unanswered += 1;
    const taken = await this.commands.run("show", { ...stop });
    this.#unanswered -= 1;
    const position = this.#snapshot?.position;
    const told = position && this.#asked && sameStop(position, this.#asked);
    if (this.#unanswered === 0 && (!taken || told)) this.#asked = null;
  }

  #here() {
    return this.#asked ?? this.#snapshot?.position ?? null;
  }

  /** Say how this slide landed; the same button again takes it back. @param {Rating} rating */
  rate(rating) {
    const position = this.#snapshot?.position;
    if (!position) return;
    const { version, slide } = position;
    const old = this.#snapshot?.ratings?.[slideName(version, slide)];
    const reaction = old === rating ? null : rating;
    void this.commands.run("rate_slide", { version, slide, reaction });
  }

  togglePointer() {
    this.#pointing = !this.#pointing;
    this.pointerButton.setAttribute("aria-pressed", String(this.#pointing));
    this.frame.dataset.pointing = String(this.#pointing);
    if (!this.#pointing) this.#sendPlace({ x: 0, y: 0, shown: false });
  }

  /** @param {PointerEvent} event @param {boolean} shown */
  point(event, shown) {
    if (!this.#pointing) return;
    const place = this.view.locate(event.clientX, event.clientY);
    if (place) this.#sendPlace({ ...place, shown });
    else this.#sendPlace({ x: 0, y: 0, shown: false });
  }

  /** @param {{x: number, y: number, shown: boolean}} place */
  #sendPlace(place) {
    this.#place = place;
    if (this.#pause === null) this.#flush();
  }

  #flush() {
    this.#pause = null;
    const [place, slide] = [this.#place, this.#snapshot?.position?.slide];
    if (!place || slide === undefined) return;
    this.#place = null;
    this.view.point({ slide, ...place });
    this.hint("point", { slide, ...place });
    this.#pause = setTimeout(() => this.#flush(), POINTER_EVERY_MS);
  }
}
