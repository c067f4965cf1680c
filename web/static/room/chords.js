/**
 * Four slow chords, made here, so that nothing is loaded and nobody's rights are touched.
 */

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

/** Plays until it is stopped. */
export class Chords {
  #context = new AudioContext();
  #next = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  async start() {
    await this.#context.resume();
    if (this.#context.state === "closed") return;
    this.#next = this.#context.currentTime;
    this.#timer = setInterval(() => this.#ahead(), 1_000);
    this.#ahead();
  }

  stop() {
    clearInterval(this.#timer);
    void this.#context.close();
  }

  /** Plays what begins within the next seconds. */
  #ahead() {
    while (this.#next < this.#context.currentTime + CHORD_S) {
      for (const pitch of chordAt(this.#next)) play(this.#context, pitch, this.#next);
      this.#next += CHORD_S;
    }
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
