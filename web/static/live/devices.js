/**
 * Cameras, microphones and loudspeakers.
 *
 * Rule 1: a device that is missing or refused never stops the rest: what can be opened is opened,
 *         and each problem is said in words with what to do.
 * Rule 2: the choice is remembered in this browser only, by device id.
 * Rule 3: what somebody has chosen is opened, or nothing: a browser that may weigh it against the size
 *         of the picture takes the better camera. Only what was chosen on another day, and is not there
 *         any more, is given up for whatever there is.
 */

import { onReturn } from "./awake.js";
import { t } from "./words.js";

/** 720p is what a face needs; the browser goes lower by itself. */
export const CAMERA = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
  facingMode: "user",
};
export const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

const MEMORY = "lectern.devices";

/** @typedef {"camera"|"microphone"} Sort */
/** @typedef {"missing"|"refused"|"busy"} Reason Why a device did not open. */

/**
 * @typedef {object} Choice
 * @property {string} [camera]
 * @property {string} [microphone]
 * @property {string} [speaker]
 */

/**
 * @typedef {object} Opened
 * @property {MediaStream} stream With what could be opened; perhaps empty.
 * @property {Partial<Record<Sort, string>>} problems Sentences, by device.
 * @property {Partial<Record<Sort, Reason>>} reasons
 */

/** The devices chosen before. @returns {Choice} */
export function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * Remembers a choice; other choices stay.
 * @param {Choice} choice
 */
export function remember(choice) {
  try {
    localStorage.setItem(MEMORY, JSON.stringify({ ...remembered(), ...choice }));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/**
 * The devices there are. Without permission their names are empty.
 * @returns {Promise<{cameras: MediaDeviceInfo[], microphones: MediaDeviceInfo[], speakers: MediaDeviceInfo[]}>}
 */
export async function devices() {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  /** @param {string} kind */
  const of = (kind) => all.filter((device) => device.kind === kind && device.deviceId);
  return { cameras: of("videoinput"), microphones: of("audioinput"), speakers: of("audiooutput") };
}

/**
 * Opens camera and microphone together (one question to the person), or one by one when together
 * fails.
 * @param {{camera?: boolean, microphone?: boolean}} [wanted]
 * @returns {Promise<Opened>}
 */
export async function open({ camera = true, microphone = true } = {}) {
  if (camera && microphone) {
    const choice = remembered();
    const video = constraints(CAMERA, choice.camera);
    const audio = constraints(MICROPHONE, choice.microphone);
    try {
      return { stream: await ask({ video, audio }), problems: {}, reasons: {} };
    } catch {
      // One of them is missing or refused: find out which, so that the other still works.
    }
  }
  return openEach({ camera, microphone });
}

/**
 * @param {Record<Sort, boolean>} wanted
 * @returns {Promise<Opened>}
 */
async function openEach(wanted) {
  /** @type {Opened} */
  const opened = { stream: new MediaStream(), problems: {}, reasons: {} };
  for (const sort of /** @type {const} */ (["microphone", "camera"])) {
    if (!wanted[sort]) continue;
    try {
      opened.stream.addTrack(await openOne(sort));
    } catch (error) {
      opened.problems[sort] = explain(error, sort);
      opened.reasons[sort] = reasonOf(error);
    }
  }
  return opened;
}

/**
 * Opens one device; fails with the browser's error (see `explain`).
 * @param {Sort} sort
 * @param {string} [id] By default the remembered one, or another if that is gone.
 * @returns {Promise<MediaStreamTrack>}
 */
export async function openOne(sort, id) {
  if (id) return openThat(sort, id);
  try {
    return await openThat(sort, remembered()[sort]);
  } catch (error) {
    if (remembered()[sort] && reasonOf(error) === "missing") return openThat(sort);
    throw error;
  }
}

/**
 * @param {Sort} sort
 * @param {string} [id]
 */
async function openThat(sort, id) {
  const asked =
    sort === "camera" ? { video: constraints(CAMERA, id) } : { audio: constraints(MICROPHONE, id) };
  const track = (await ask(asked)).getTracks()[0];
  if (!track) throw new DOMException("No track.", "NotFoundError");
  return track;
}

/** @param {MediaStreamConstraints} asked */
async function ask(asked) {
  if (!navigator.mediaDevices) throw new DOMException("Not secure.", "SecurityError");
  return navigator.mediaDevices.getUserMedia(asked);
}

/**
 * @param {MediaTrackConstraints} base
 * @param {string} [id] Rule 3.
 * @returns {MediaTrackConstraints}
 */
function constraints(base, id) {
  if (!id) return { ...base };
  const { facingMode: _, ...others } = base;
  return { ...others, deviceId: { exact: id } };
}

/**
 * What went wrong with a device, in one word.
 * @param {unknown} error
 * @returns {Reason}
 */
export function reasonOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "busy";
}

/**
 * What went wrong with a device, and what to do, in the page's language.
 * @param {unknown} error
 * @param {Sort} sort
 */
export function explain(error, sort) {
  const name = error instanceof DOMException ? error.name : "";
  const reason = reasonOf(error);
  const camera = sort === "camera";
  if (reason === "refused") {
    return camera
      ? t("The browser may not use the camera. Allow it in the address bar, or join without.")
      : t(
          "The browser may not use the microphone. Allow it in the address bar, or join and listen.",
        );
  }
  if (reason === "missing") {
    return camera
      ? t("No camera was found. You can join without one.")
      : t("No microphone was found. You can join and listen.");
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return camera
      ? t("Another program uses the camera. Close it and try again.")
      : t("Another program uses the microphone. Close it and try again.");
  }
  return camera ? t("The camera could not be started.") : t("The microphone could not be started.");
}

/** How loud a stream is, 0 to 1, about 15 times a second. */
export class LevelMeter {
  #context;
  #analyser;
  #source;
  #timer;

  /**
   * @param {MediaStream} stream With an audio track.
   * @param {(level: number) => void} hear
   */
  constructor(stream, hear) {
    this.#context = sharedContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(this.#analyser);
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#timer = setInterval(() => {
      this.#analyser.getFloatTimeDomainData(samples);
      hear(loudness(samples));
    }, 66);
  }

  close() {
    clearInterval(this.#timer);
    this.#source.disconnect();
  }
}

/** @type {AudioContext|null} */
let context = null;

/** One for the page: browsers allow few. */
function sharedContext() {
  context ??= wakefulContext();
  if (context.state === "suspended") void context.resume();
  return context;
}

/** One that goes on after a phone call or another app had taken the sound. */
function wakefulContext() {
  const made = new AudioContext();
  onReturn(() => {
    if (made.state !== "running") made.resume().catch(() => {});
  }, new AbortController().signal);
  return made;
}

/**
 * Root mean square on a scale as the ear has it: 0 at −60 dB, 1 at −10 dB.
 * @param {Float32Array} samples
 */
export function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibel = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibel + 60) / 50));
}

/**
 * Plays two soft notes, so that a person hears that sound works.
 * @returns {Promise<boolean>} False when the browser plays nothing before a tap.
 */
export async function playTestSound() {
  const audio = sharedContext();
  if (audio.state !== "running") await Promise.race([audio.resume(), wait(300)]);
  if (audio.state !== "running") return false;
  [523.25, 783.99].forEach((pitch, n) => note(audio, pitch, audio.currentTime + n * 0.18));
  return true;
}

/**
 * @param {AudioContext} audio
 * @param {number} pitch
 * @param {number} at
 */
function note(audio, pitch, at) {
  const oscillator = new OscillatorNode(audio, { frequency: pitch });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setTargetAtTime(0.15, at, 0.01);
  gain.gain.setTargetAtTime(0, at + 0.12, 0.06);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.6);
}

/** @param {number} ms */
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
