/**
 * How large each stream is on the screen, so that the server sends what can be seen and no more.
 *
 * Rule 1: what cannot be seen (scrolled away, not shown on a phone, in a tab behind) has the height
 *         0: its picture is not sent. Its sound is.
 * Rule 2: a change is told when it has come to rest; sizes are told in steps, so that a window that
 *         is being dragged does not make the server turn around.
 * Rule 3: the server forgets with the connection: after a new one, and for each new media session,
 *         everything is said again.
 */

const REST_MS = 250;
/** Who only looks into another tab gets the picture back without a gap. */
const HIDDEN_MS = 2_000;
const AGAIN_MS = 5_000;
/** Pixels. */
const STEP = 30;
const MOST = 4_320;

/** @typedef {{element: HTMLElement, visible: boolean, told: number|null}} Seen */

export class Sight {
  #tell;
  /** @type {Map<string, Seen>} */
  #seen = new Map();
  #wanted = (/** @type {string} */ _id) => true;
  #hidden = document.visibilityState === "hidden";
  #ears = new AbortController();
  #crossing = new IntersectionObserver((entries) => this.#crossed(entries));
  #resizing = new ResizeObserver(() => this.#soon());
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #hiding;

  /** @param {(view: {stream: string, height: number}) => Promise<unknown>} tell */
  constructor(tell) {
    this.#tell = tell;
    const { signal } = this.#ears;
    document.addEventListener("visibilitychange", () => this.#turned(), { signal });
    addEventListener("resize", () => this.#soon(), { signal });
  }

  /**
   * A stream is shown in an element.
   * @param {string} id
   * @param {HTMLElement} element
   */
  watch(id, element) {
    if (this.#seen.get(id)?.element === element) return;
    this.forget(id);
    this.#seen.set(id, { element, visible: false, told: null });
    this.#crossing.observe(element);
    this.#resizing.observe(element);
  }

  /** @param {string} id */
  forget(id) {
    const seen = this.#seen.get(id);
    if (!seen) return;
    this.#seen.delete(id);
    this.#crossing.unobserve(seen.element);
    this.#resizing.unobserve(seen.element);
  }

  /**
   * Which streams are wanted at all: those for which `wanted` says so.
   * @param {(id: string) => boolean} wanted
   */
  want(wanted) {
    this.#wanted = wanted;
    this.#soon();
  }

  /** Whether the picture of a stream is asked for. @param {string} id */
  asks(id) {
    return (this.#seen.get(id)?.told ?? 1) > 0;
  }

  /** Says it again: of one stream whose session is new, or of all after a new connection. @param {string} [id] */
  again(id) {
    for (const [each, seen] of this.#seen) if (!id || each === id) seen.told = null;
    this.#soon();
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#hiding);
    this.#ears.abort();
    this.#crossing.disconnect();
    this.#resizing.disconnect();
    this.#seen.clear();
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #crossed(entries) {
    for (const { target, isIntersecting } of entries) {
      for (const seen of this.#seen.values()) {
        if (seen.element === target) seen.visible = isIntersecting;
      }
    }
    this.#soon();
  }

  #turned() {
    clearTimeout(this.#hiding);
    const hidden = document.visibilityState === "hidden";
    if (!hidden) this.#turn(false);
    else this.#hiding = setTimeout(() => this.#turn(true), HIDDEN_MS);
  }

  /** @param {boolean} hidden */
  #turn(hidden) {
    this.#hidden = hidden;
    this.#say();
  }

  /** @param {number} [ms] */
  #soon(ms = REST_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(), ms);
  }

  #say() {
    for (const [id, seen] of this.#seen) {
      const height = this.#hidden || !this.#wanted(id) || !seen.visible ? 0 : heightOf(seen.element);
      if (height === seen.told) continue;
      seen.told = height;
      this.#tell({ stream: id, height }).catch(() => {
        // Cut off, or too fast: what was not heard is said again.
        seen.told = null;
        this.#soon(AGAIN_MS);
      });
    }
  }
}

/**
 * The height of a picture that fills an element, in pixels of the screen, in steps.
 * @param {HTMLElement} element
 */
export function heightOf({ clientWidth, clientHeight }) {
  // A wide element crops the picture at top and bottom: then its width decides.
  const height = Math.max(clientHeight, (clientWidth * 9) / 16) * devicePixelRatio;
  return Math.min(MOST, Math.ceil(height / STEP) * STEP);
}
