/**
 * Choosing camera, microphone and loudspeaker during the meeting, and a soft background where the
 * browser makes one.
 *
 * @import {Own} from "./own.js"
 */

import { blurOf, rememberBlur, setBlur } from "../live/blur.js";
import { devices, LevelMeter, remembered } from "../live/devices.js";
import { part, show } from "../live/dom.js";
import { chooseSpeaker, followSpeakers, mayChoose } from "../live/soundoutput.js";
import { fillPicker } from "./pickers.js";

export class DeviceDialog {
  #dialog;
  #own;
  /** @type {LevelMeter|null} */
  #meter = null;
  /** @type {MediaStreamTrack|undefined} */
  #heard;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Own} own
   */
  constructor(dialog, own) {
    this.#dialog = dialog;
    this.#own = own;
    dialog.addEventListener("close", () => this.#hush());
    for (const sort of /** @type {const} */ (["camera", "microphone"])) {
      const select = this.#select(sort);
      select.addEventListener("change", () => void own.use(sort, select.value));
    }
    const speaker = this.#select("speaker");
    speaker.addEventListener("change", () => void chooseSpeaker(speaker.value));
    this.#blur.addEventListener("change", () => void this.#soften());
    navigator.mediaDevices?.addEventListener("devicechange", () => {
      void followSpeakers();
      this.update();
    });
  }

  async open() {
    this.#dialog.showModal();
    await this.#fill();
  }

  /** The devices in use have changed. */
  update() {
    if (this.#dialog.open) void this.#fill();
  }

  /** @param {"camera"|"microphone"|"speaker"} sort */
  #select(sort) {
    return part(this.#dialog, `use-${sort}`, HTMLSelectElement);
  }

  get #blur() {
    return part(this.#dialog, "use-blur", HTMLInputElement);
  }

  async #fill() {
    const found = await devices();
    // Closed meanwhile: nobody would end the meter.
    if (!this.#dialog.open) return;
    const { stream } = this.#own;
    const [camera, microphone] = [stream?.getVideoTracks()[0], stream?.getAudioTracks()[0]];
    fillPicker(this.#select("camera"), found.cameras, idOf(camera));
    fillPicker(this.#select("microphone"), found.microphones, idOf(microphone));
    fillPicker(this.#select("speaker"), found.speakers, remembered().speaker || "default");
    show(part(this.#dialog, "speaker-field", HTMLElement), mayChoose && found.speakers.length > 0);
    const blurred = blurOf(camera);
    show(part(this.#dialog, "blur-field", HTMLElement), blurred !== null);
    this.#blur.checked = blurred === true;
    this.#listen(microphone);
  }

  async #soften() {
    const wish = this.#blur.checked;
    rememberBlur(wish);
    await setBlur(this.#own.stream?.getVideoTracks()[0], wish);
    await this.#fill();
  }

  /** @param {MediaStreamTrack|undefined} track */
  #listen(track) {
    if (track === this.#heard) return;
    this.#hush();
    this.#heard = track;
    const level = part(this.#dialog, "level", HTMLMeterElement);
    level.value = 0;
    if (track)
      this.#meter = new LevelMeter(new MediaStream([track]), (loud) => (level.value = loud));
  }

  #hush() {
    this.#meter?.close();
    this.#meter = null;
    this.#heard = undefined;
  }
}

/** @param {MediaStreamTrack|undefined} track */
function idOf(track) {
  return track?.readyState === "live" ? (track.getSettings().deviceId ?? "") : "";
}
