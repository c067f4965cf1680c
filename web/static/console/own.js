/**
 * The rep's own camera and microphone: two switches, a picture of herself, the device pickers.
 *
 * Rule 1: a switch says what is true: "on" only while a live track is being sent.
 * Rule 2: what is wrong with a device stands in a line under the bar until it is well again.
 * Rule 3: a missing camera never stops the microphone, and the other way round.
 */

import { LevelMeter } from "../live/devices.js";
import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";
import { DeviceDialog } from "../room/devicedialog.js";
import { deviceLine } from "../room/deviceline.js";
import { LineView } from "../room/lineview.js";
import { toast } from "../ui/toast.js";

/**
 * @import {Own} from "../room/own.js"
 * @typedef {"on" | "off" | "lost" | "elsewhere"} SwitchState  off: by me; lost: open, but not sent.
 */

export class OwnControls {
  /** @type {LevelMeter | null} */
  #meter = null;
  /** @type {MediaStreamTrack | undefined} */
  #heard;
  #elsewhere = false;
  /** Whether the room takes what I send. */
  inRoom = false;

  /**
   * @param {{bar: HTMLElement, self: HTMLElement, trouble: HTMLElement}} places  the switches, the
   *   rep's own picture, the line that says what is wrong
   * @param {HTMLDialogElement} dialog  the device pickers
   * @param {Own} own
   */
  constructor({ bar: root, self, trouble }, dialog, own) {
    this.own = own;
    this.trouble = new LineView(trouble);
    this.self = part(self, "self", HTMLElement);
    this.picture = part(self, "self-video", HTMLVideoElement);
    this.devices = new DeviceDialog(dialog, own);
    this.microphone = part(root, "microphone", HTMLButtonElement);
    this.camera = part(root, "camera", HTMLButtonElement);
    this.level = part(root, "level", HTMLElement);
    this.microphone.addEventListener("click", () => void this.toggleMicrophone());
    this.camera.addEventListener("click", () => void this.toggleCamera());
    const pick = part(root, "devices", HTMLButtonElement);
    pick.addEventListener("click", () => void this.devices.open());
    own.on("change", () => this.draw());
    own.on("problem", (problem) => toast(problem, "wait"));
    this.draw();
  }

  close() {
    this.#meter?.close();
    this.#meter = null;
    this.own.close();
    this.draw();
  }

  async toggleMicrophone() {
    if (this.own.elsewhere) this.own.takeBack();
    else await this.own.setAudio(!this.own.audio);
    this.#send();
  }

  async toggleCamera() {
    if (this.own.elsewhere) this.own.takeBack();
    else await this.own.setVideo(!this.own.video);
    this.#send();
  }

  /** Whoever came without devices sends from the first switch on that they press. */
  #send() {
    if (this.inRoom && (this.own.audio || this.own.video)) void this.own.publish();
  }

  /** Make the switches true. */
  draw() {
    const { own } = this;
    if (own.elsewhere && !this.#elsewhere) {
      toast(t("Camera and microphone are in your other tab or on your other device now. Press them to use them here."), "wait");
    }
    this.#elsewhere = own.elsewhere;
    drawSwitch(this.microphone, this.#state(own.audio), [t("Microphone on"), t("Microphone off")]);
    drawSwitch(this.camera, this.#state(own.video), [t("Camera on"), t("Camera off")]);
    this.self.dataset.camera = String(own.video);
    if (this.picture.srcObject !== own.stream) this.picture.srcObject = own.stream;
    this.#listen();
    this.devices.update();
    this.trouble.draw(deviceLine(own.troubles));
  }

  /** @param {boolean} open  whether the device is open @returns {SwitchState} */
  #state(open) {
    if (this.own.elsewhere) return "elsewhere";
    if (!open) return "off";
    return this.own.state === "live" || this.own.state === "connecting" ? "on" : "lost";
  }

  /** Follow the level of the microphone in use. */
  #listen() {
    const track = this.own.stream?.getAudioTracks()[0];
    if (track === this.#heard) return;
    this.#heard = track;
    this.#meter?.close();
    this.#meter = track
      ? new LevelMeter(new MediaStream([track]), (level) => {
          this.level.style.setProperty("--level", String(Math.round(level * 20) / 20));
        })
      : null;
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {SwitchState} state
 * @param {[string, string]} words  on, off
 */
function drawSwitch(button, state, [on, off]) {
  const text = { on, off, lost: t("Not connected"), elsewhere: t("In use elsewhere") }[state];
  button.setAttribute("aria-pressed", String(state === "on"));
  button.dataset.state = state;
  part(button, "on", HTMLElement).hidden = state !== "on";
  part(button, "off", HTMLElement).hidden = state === "on";
  say(part(button, "word", HTMLElement), text);
}
