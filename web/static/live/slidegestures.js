/**
 * Fingers, mouse and keys on a slide, as calls.
 *
 * Rule 1: a tap is a click; two taps on one place are a zoom, and the second is no click.
 * Rule 2: one finger drags only when the slide is larger than its frame; two fingers pinch.
 */

const TAP_PX = 8;
const TAP_MS = 600;
const DOUBLE_MS = 320;
const STEP = 1.4;

/** @typedef {{x: number, y: number}} Point Of the window, in CSS pixels. */

/**
 * @typedef {object} Gestures
 * @property {(at: Point) => void} tap
 * @property {(at: Point) => void} doubleTap
 * @property {(factor: number, at: Point|null) => void} zoom Null: about the middle.
 * @property {(dx: number, dy: number) => void} drag CSS pixels.
 * @property {() => void} whole
 * @property {() => boolean} enlarged
 */

/**
 * Listens on `element` until `signal` ends it.
 * @param {HTMLElement} element
 * @param {Gestures} gestures
 * @param {AbortSignal} signal
 */
export function watchGestures(element, gestures, signal) {
  const fingers = new Fingers(gestures);
  element.addEventListener("pointerdown", (event) => fingers.down(event, element), { signal });
  element.addEventListener("pointermove", (event) => fingers.move(event), { signal });
  element.addEventListener("pointerup", (event) => fingers.up(event), { signal });
  element.addEventListener("pointercancel", (event) => fingers.gone(event), { signal });
  element.addEventListener("wheel", (event) => wheel(event, gestures), { signal, passive: false });
  element.addEventListener("keydown", (event) => key(event, gestures), { signal });
}

class Fingers {
  /** @type {Map<number, Point>} */
  #down = new Map();
  /** @type {{at: Point, time: number}|null} */
  #start = null;
  /** @type {{at: Point, time: number}|null} */
  #lastTap = null;
  #gestures;

  /** @param {Gestures} gestures */
  constructor(gestures) {
    this.#gestures = gestures;
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLElement} element
   */
  down(event, element) {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, pointOf(event));
    this.#start = this.#down.size === 1 ? { at: pointOf(event), time: event.timeStamp } : null;
  }

  /** @param {PointerEvent} event */
  move(event) {
    const before = this.#down.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    if (this.#down.size === 2) this.#pinch(event.pointerId, before, now);
    else if (this.#gestures.enlarged()) this.#gestures.drag(now.x - before.x, now.y - before.y);
    this.#down.set(event.pointerId, now);
    if (this.#start && distance(this.#start.at, now) > TAP_PX) this.#start = null;
  }

  /** @param {PointerEvent} event */
  up(event) {
    const start = this.#start;
    this.gone(event);
    if (start && event.timeStamp - start.time < TAP_MS) this.#tap(pointOf(event), event.timeStamp);
  }

  /** @param {PointerEvent} event */
  gone(event) {
    this.#down.delete(event.pointerId);
    this.#start = null;
  }

  /**
   * @param {Point} at
   * @param {number} time
   */
  #tap(at, time) {
    const last = this.#lastTap;
    const double = last && time - last.time < DOUBLE_MS && distance(last.at, at) < 4 * TAP_PX;
    this.#lastTap = double ? null : { at, time };
    if (double) this.#gestures.doubleTap(at);
    else this.#gestures.tap(at);
  }

  /**
   * @param {number} finger
   * @param {Point} before
   * @param {Point} now
   */
  #pinch(finger, before, now) {
    const other = [...this.#down].find(([id]) => id !== finger)?.[1];
    if (!other) return;
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    this.#gestures.zoom(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    this.#gestures.drag((now.x - before.x) / 2, (now.y - before.y) / 2);
  }
}

/**
 * @param {WheelEvent} event
 * @param {Gestures} gestures
 */
function wheel(event, gestures) {
  event.preventDefault();
  // A notch of a mouse is 100 px, a trackpad's pinch a few; both feel right so.
  const amount = event.ctrlKey ? event.deltaY * 4 : event.deltaY;
  gestures.zoom(Math.exp(-amount / 500), pointOf(event));
}

/**
 * @param {KeyboardEvent} event
 * @param {Gestures} gestures
 */
function key(event, gestures) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = keyAction(event.key, gestures);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

/**
 * What a key does on a slide, or null.
 * @param {string} name
 * @param {Gestures} gestures
 * @returns {(() => void)|null}
 */
function keyAction(name, gestures) {
  if (name === "+" || name === "=") return () => gestures.zoom(STEP, null);
  if (name === "-") return () => gestures.zoom(1 / STEP, null);
  if (!gestures.enlarged()) return null;
  if (name === "0" || name === "Escape") return gestures.whole;
  if (name === "ArrowLeft") return () => gestures.drag(60, 0);
  if (name === "ArrowRight") return () => gestures.drag(-60, 0);
  if (name === "ArrowUp") return () => gestures.drag(0, 60);
  if (name === "ArrowDown") return () => gestures.drag(0, -60);
  return null;
}

/** @param {MouseEvent} event @returns {Point} */
const pointOf = (event) => ({ x: event.clientX, y: event.clientY });

/** @param {Point} a @param {Point} b */
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
