/**
 * The pictures of slides, one over the other, and the presenter's pointer on them.
 *
 * Rule 1: a new picture lies over the one that is seen, which goes only when the new one has faded
 *         in: at no moment is there nothing.
 *
 * @import {Slide} from "./types.js"
 * @import {Pointer} from "./volatiletypes.js"
 */

const FADE_MS = 160;

/**
 * @typedef {object} Drawn
 * @property {Slide|undefined} slide Undefined when the deck is not known yet.
 * @property {string} title What is read out.
 * @property {boolean} fades False: the same slide, sharper or with another build.
 */

export class SlideCanvas {
  element = make("slide-view-canvas");
  /** Width to height of what is seen. */
  ratio = 16 / 9;
  #pointer = make("slide-view-pointer");

  constructor() {
    this.#pointer.hidden = true;
    this.element.append(this.#pointer);
  }

  /** The address of the newest picture; undefined where there is none. */
  get address() {
    return this.element.querySelector("img:last-of-type")?.getAttribute("src");
  }

  /**
   * Lays a picture over the one that is seen.
   * @param {HTMLImageElement} picture Decoded; it is copied.
   * @param {Drawn} drawn
   */
  put(picture, { slide, title, fades }) {
    this.ratio =
      ratioOf(slide?.width, slide?.height) ||
      ratioOf(picture.naturalWidth, picture.naturalHeight) ||
      16 / 9;
    const image = /** @type {HTMLImageElement} */ (picture.cloneNode());
    image.className = "slide-view-image";
    image.draggable = false;
    image.decoding = "sync";
    image.alt = title;
    const old = this.#images();
    this.#pointer.before(image);
    // The old picture is only under the new one while it fades: it is read out no more.
    for (const each of old) each.alt = "";
    setTimeout(() => old.forEach((each) => each.remove()), FADE_MS);
    if (old.length && fades) image.classList.add("is-fading-in");
  }

  /** Takes all pictures away: nothing is on stage. */
  clear() {
    for (const image of this.#images()) image.remove();
  }

  /** @param {Pointer} pointer */
  point({ x, y, shown }) {
    this.#pointer.hidden = !shown;
    this.#pointer.style.left = `${x * 100}%`;
    this.#pointer.style.top = `${y * 100}%`;
  }

  hidePointer() {
    this.#pointer.hidden = true;
  }

  #images() {
    return [...this.element.querySelectorAll("img")];
  }
}

/** @param {number} [width] @param {number} [height] */
const ratioOf = (width, height) => (width && height ? width / height : 0);

/**
 * An empty block of this class.
 * @param {string} name
 */
export function make(name) {
  const element = document.createElement("div");
  element.className = name;
  return element;
}
