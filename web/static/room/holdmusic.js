/**
 * Quiet music while one waits: four slow chords, made here, so that nothing is loaded and nobody's
 * rights are touched.
 *
 * Rule 1: it begins with the listener's own press, never by itself, and ends with the wait.
 * Rule 2: a browser that gives no sound is no error: the button stays up.
 */

import { part, show } from "../live/dom.js";

/** Frequencies in Hz: F major seventh, D minor seventh, B flat major seventh, C with the fourth. */
const CHORDS = [
  [174.6, 220, 261.6, 329.6],
  [146.8, 220, 261.6, 349.2],
  [116.5, 174.6, 220, 293.7],
  [130.8, 174.6, 196, 261.6],
];
const CHORD_S = 6;
/** Quieter than anybody who speaks. */
const LOUDNESS = 0.05;

/**
 * Which chord sounds, by how long it has been playing. Pure.
 * @param {number} seconds
 */
export const chordAt = (seconds) => CHORDS[Math.floor(seconds / CHORD_S) % CHORDS.length] ?? [];

export class HoldMusic {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #next = 0;
  #buttons;

  /** @param {HTMLElement} body Has the buttons. */
  constructor(body) {
    this.#buttons = ["music-door", "music-pause"].map((name) => part(body, name, HTMLButtonElement));
    for (const button of this.#buttons) button.addEventListener("click", () => void this.#toggle());
  }

  /** Whether it is offered. @param {boolean} offered */
  offer(offered) {
    for (const button of this.#buttons) show(button, offered);
    if (!offered) this.stop();
  }

  /** Twice is harmless. */
  stop() {
    clearInterval(this.#timer);
    void this.#context?.close();
    this.#context = null;
    this.#draw();
  }

  async #toggle() {
    if (this.#context) return this.stop();
    const context = new AudioContext();
    this.#context = context;
    await context.resume();
    if (this.#context !== context) return undefined;
    this.#next = context.currentTime;
    this.#timer = setInterval(() => this.#ahead(context), 1_000);
    this.#ahead(context);
    return this.#draw();
  }

  /** Plays what begins within the next seconds. @param {AudioContext} context */
  #ahead(context) {
    while (this.#next < context.currentTime + CHORD_S) {
      for (const pitch of chordAt(this.#next)) play(context, pitch, this.#next);
      this.#next += CHORD_S;
    }
  }

  #draw() {
    const plays = this.#context !== null;
    for (const button of this.#buttons) button.setAttribute("aria-pressed", String(plays));
  }
}

/**
 * One tone of a chord: it swells, and goes as the next one comes.
 * @param {AudioContext} context
 * @param {number} pitch
 * @param {number} at
 */
function play(context, pitch, at) {
  const tone = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 2);
  volume.gain.linearRampToValueAtTime(0, at + CHORD_S + 2);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + CHORD_S + 2);
}
