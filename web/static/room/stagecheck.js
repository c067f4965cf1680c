/**
 * The check before an attendee goes on stage: my picture, my level, and which devices are used.
 *
 * Rule 1: nothing leaves this computer here; what is chosen here is what the others get.
 * Rule 2: one device is enough, and the camera may stay off; what is refused says what to do.
 *
 * @import {Own} from "./own.js"
 */

import { part, say, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";
import { t } from "../live/words.js";
import { DeviceDialog } from "./devicedialog.js";

/**
 * @typedef {object} Heard
 * @property {boolean} done Whether I go on stage.
 */

/** @extends {Emitter<Heard>} */
export class StageCheck extends Emitter {
  #dialog;
  #own;
  #devices;
  /** @type {Set<string>} */
  #problems = new Set();

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Own} own
   */
  constructor(dialog, own) {
    super();
    this.#dialog = dialog;
    this.#own = own;
    this.#devices = new DeviceDialog(dialog, own);
    dialog.addEventListener("close", () => this.#closed());
    dialog.addEventListener("change", () => this.#problems.clear(), { capture: true });
    this.#on("stage-mic", () => own.setAudio(!own.audio));
    this.#on("stage-camera", () => own.setVideo(!own.video));
    own.on("change", () => this.#draw());
    own.on("problem", (problem) => this.#problem(problem));
  }

  get open() {
    return this.#dialog.open;
  }

  /** Opens the devices as well. */
  start() {
    this.#dialog.returnValue = "";
    this.#problems.clear();
    void this.#devices.open();
    this.#draw();
    void this.#use(this.#own.open());
  }

  /** The hosts ask no longer, or I am out of the room. */
  takeBack() {
    if (this.open) this.#dialog.close("taken-back");
  }

  #closed() {
    const answer = this.#dialog.returnValue;
    if (answer !== "go") this.#own.release();
    // Escape leaves the value empty: not now.
    if (answer !== "taken-back") this.tell("done", answer === "go");
  }

  /** @param {string} name @param {() => Promise<void>} act */
  #on(name, act) {
    part(this.#dialog, name, HTMLButtonElement).addEventListener("click", () => {
      this.#problems.clear();
      void this.#use(act());
    });
  }

  /** What the browser allows only after I have declined is closed again. @param {Promise<void>} opening */
  async #use(opening) {
    await opening;
    if (!this.open && this.#dialog.returnValue !== "go") this.#own.release();
  }

  /** @param {string} problem */
  #problem(problem) {
    if (!this.open) return;
    this.#problems.add(problem);
    this.#draw();
  }

  #draw() {
    if (!this.open) return;
    const { stream, audio, video } = this.#own;
    say(part(this.#dialog, "ready", HTMLElement), readyText({ asked: stream === null, audio, video, ...held(stream) }));
    part(this.#dialog, "go", HTMLButtonElement).disabled = !held(stream).any;
    const problem = part(this.#dialog, "stage-problem", HTMLElement);
    say(problem, [...this.#problems].join(" "));
    show(problem, this.#problems.size > 0);
    this.#devices.update();
  }
}

/** @param {MediaStream|null} stream */
function held(stream) {
  return { any: stream?.getTracks().some(({ readyState }) => readyState === "live") ?? false };
}

/**
 * What the others get when I go on stage now. Pure.
 * @param {{asked: boolean, any: boolean, audio: boolean, video: boolean}} mine `asked`: the browser
 *   still asks me; `any`: at least one device is open.
 */
export function readyText({ asked, any, audio, video }) {
  if (asked) return t("Waiting for your permission …");
  if (!any) return t("Neither microphone nor camera is open: switch one of them on, or stay in the audience.");
  if (audio && video) return t("On stage, everybody sees and hears you.");
  if (audio) return t("On stage, everybody hears you; your camera is off.");
  if (video) return t("On stage, everybody sees you; your microphone is off.");
  return t("Both are off; you can switch them on when you are on stage.");
}
