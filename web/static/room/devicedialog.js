/**
 * Choosing camera and microphone during the meeting.
 *
 * @import {Own} from "./own.js"
 */

import { devices, LevelMeter } from "../live/devices.js";
import { part } from "../live/dom.js";
import { fillPicker } from "./pickers.js";

export class DeviceDialog {
  #dialog;
  #own;
  /** @type {LevelMeter|null} */
  #meter = null;

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
    navigator.mediaDevices?.addEventListener("devicechange", () => this.update());
  }

  async open() {
    this.#dialog.showModal();
    await this.#fill();
  }

  /** The devices in use have changed. */
  update() {
    if (this.#dialog.open) void this.#fill();
  }

  /** @param {"camera"|"microphone"} sort */
  #select(sort) {
    return part(this.#dialog, `use-${sort}`, HTMLSelectElement);
  }

  async #fill() {
    const found = await devices();
    const { stream } = this.#own;
    fillPicker(this.#select("camera"), found.cameras, stream?.getVideoTracks()[0]);
    fillPicker(this.#select("microphone"), found.microphones, stream?.getAudioTracks()[0]);
    this.#listen();
  }

  #listen() {
    this.#hush();
    const track = this.#own.stream?.getAudioTracks()[0];
    const level = part(this.#dialog, "level", HTMLMeterElement);
    if (track)
      this.#meter = new LevelMeter(new MediaStream([track]), (loud) => (level.value = loud));
  }

  #hush() {
    this.#meter?.close();
    this.#meter = null;
  }
}
