/**
 * Pictures of slides: which size, and fetched before they are needed.
 *
 * Rule 1: a picture is content of a version and never changes, so one fetch is enough.
 * Rule 2: only so many are kept; the oldest goes first.
 *
 * @import {Deck, Position} from "./types.js"
 */

/** @typedef {"full"|"phone"|"thumb"} Size */

/** Widths that the server makes. */
const WIDTHS = /** @type {const} */ ([
  ["thumb", 320],
  ["phone", 960],
]);
const KEPT = 12;

/**
 * The smallest picture that is sharp enough: up to a tenth too small is not seen.
 * @param {number} pixels Device pixels that the slide's width takes up.
 * @returns {Size}
 */
export function sizeFor(pixels) {
  for (const [size, width] of WIDTHS) if (pixels <= width * 1.1) return size;
  return "full";
}

/**
 * @param {Position} position
 * @param {Size} size
 */
export function addressOf({ version, slide, step }, size) {
  return `/slides/${encodeURIComponent(version)}/${slide}/${step}/${size}`;
}

/**
 * Where the rep will most likely go from here: one on, one back; builds count.
 * @param {Deck[]} decks
 * @param {Position} position
 * @returns {Position[]}
 */
export function neighbours(decks, { version, slide, step }) {
  const slides = decks.find((deck) => deck.version === version)?.slides ?? [];
  /** @param {number} number @param {number} build */
  const at = (number, build) => ({ version, slide: number, step: build });
  const steps = slides[slide]?.steps ?? 1;
  const before = slides[slide - 1];
  const next = step + 1 < steps ? at(slide, step + 1) : slides[slide + 1] && at(slide + 1, 0);
  const previous = step > 0 ? at(slide, step - 1) : before && at(slide - 1, before.steps - 1);
  return [next, previous].filter((place) => place !== undefined);
}

/** Fetched pictures by address. */
export class Pictures {
  /** @type {Map<string, {image: HTMLImageElement, ready: boolean, done: Promise<void>}>} */
  #kept = new Map();

  /**
   * The picture, decoded and ready to be drawn. Fails when it cannot be fetched; the next call
   * tries again.
   * @param {string} address
   * @param {"high"|"low"} [priority]
   * @returns {Promise<HTMLImageElement>}
   */
  async bring(address, priority = "high") {
    const known = this.#kept.get(address) ?? this.#fetch(address, priority);
    this.#kept.delete(address);
    this.#kept.set(address, known);
    try {
      await known.done;
    } catch (error) {
      this.#kept.delete(address);
      throw error;
    }
    return known.image;
  }

  /**
   * The picture, when it is there already.
   * @param {string} address
   */
  ready(address) {
    const known = this.#kept.get(address);
    return known?.ready ? known.image : null;
  }

  /**
   * Fetches without anybody waiting.
   * @param {string} address
   */
  foresee(address) {
    if (!this.#kept.has(address)) this.bring(address, "low").catch(() => {});
  }

  /**
   * @param {string} address
   * @param {"high"|"low"} priority
   */
  #fetch(address, priority) {
    const image = new Image();
    image.decoding = "async";
    image.fetchPriority = priority;
    image.src = address;
    const entry = { image, ready: false, done: image.decode() };
    entry.done = entry.done.then(() => void (entry.ready = true));
    this.#kept.set(address, entry);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
    return entry;
  }
}
