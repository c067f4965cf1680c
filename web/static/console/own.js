/**
 * The rep's own camera and microphone: published at once, switched by button and key, changed by
 * device while talking.
 *
 * Rule 1: a button says what is true: "on" only while a live track is being sent.
 * Rule 2: a missing camera never stops the microphone, and the other way round.
 */

import { LevelMeter, devices, explain, open, openOne, remember, remembered } from "../live/devices.js";
import { publish } from "../live/media.js";
import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";
import { toast } from "../ui/toast.js";

/** @import {Publication} from "../live/media.js" */

/**
 * @typedef {object} OwnPlan
 * @property {string} room
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 * @property {(state: {stream: string, audio: boolean, video: boolean}) => void} tell
 *   Tells the room what is switched on.
 */

export class Own {
  /** @type {Publication | null} */
  #publication = null;
  /** @type {LevelMeter | null} */
  #meter = null;
  #told = "";

  /**
   * @param {HTMLElement} root  the buttons
   * @param {HTMLElement} self  the rep's own picture
   * @param {HTMLDialogElement} dialog  the device pickers
   * @param {OwnPlan} plan
   */
  constructor(root, self, dialog, plan) {
    this.plan = plan;
    this.self = self;
    this.dialog = dialog;
    this.picture = part(self, "self-video", HTMLVideoElement);
    this.microphone = part(root, "microphone", HTMLButtonElement);
    this.camera = part(root, "camera", HTMLButtonElement);
    this.level = part(root, "level", HTMLElement);
    this.microphone.addEventListener("click", () => void this.toggleMicrophone());
    this.camera.addEventListener("click", () => void this.toggleCamera());
    part(root, "devices", HTMLButtonElement).addEventListener("click", () => void this.choose());
    for (const name of /** @type {const} */ (["camera", "microphone"])) {
      part(dialog, `${name}s`, HTMLSelectElement).addEventListener("change", (event) => {
        if (event.target instanceof HTMLSelectElement) void this.change(name, event.target.value);
      });
    }
  }

  /** Open the devices and send them. Never rejects: what is missing is said. */
  async start() {
    const { stream, problems } = await open();
    for (const problem of Object.values(problems)) toast(problem, "wait");
    const { room, token, iceServers } = this.plan;
    this.#publication = publish(room, token, stream, { iceServers });
    this.#publication.addEventListener("change", () => this.draw());
    this.picture.srcObject = stream;
    this.listen();
    this.draw();
  }

  /** Let go of camera and microphone. */
  close() {
    this.#meter?.close();
    this.#publication?.close();
    this.#publication = null;
    this.draw();
  }

  async toggleMicrophone() {
    const own = this.#publication;
    if (!own) return;
    if (own.stream.getAudioTracks().length === 0) await this.change("microphone", remembered().microphone);
    else own.setAudio(!own.audio);
  }

  async toggleCamera() {
    const own = this.#publication;
    if (!own) return;
    if (own.video) await own.stopVideo();
    else await this.change("camera", remembered().camera);
  }

  /**
   * Send another device in place of the one in use.
   * @param {"camera" | "microphone"} sort
   * @param {string | undefined} id
   */
  async change(sort, id) {
    const trouble = part(this.dialog, "trouble", HTMLElement);
    trouble.hidden = true;
    try {
      const track = await openOne(sort, id);
      await this.#publication?.replace(track);
      if (id) remember({ [sort]: id });
      if (sort === "microphone") this.listen();
      this.picture.srcObject = this.#publication?.stream ?? null;
    } catch (error) {
      const words = explain(error, sort);
      say(trouble, words);
      trouble.hidden = !this.dialog.open;
      if (!this.dialog.open) toast(words, "wait");
    }
    this.draw();
  }

  /** Show the pickers. */
  async choose() {
    const found = await devices();
    const used = this.#publication?.stream.getTracks().map((track) => track.getSettings().deviceId);
    for (const [name, list] of /** @type {const} */ ([["cameras", found.cameras], ["microphones", found.microphones]])) {
      const select = part(this.dialog, name, HTMLSelectElement);
      select.replaceChildren(...list.map((device) => new Option(device.label || t("Unnamed device"), device.deviceId)));
      select.disabled = list.length === 0;
      if (list.length === 0) select.append(new Option(t("None found")));
      select.value = list.find((device) => used?.includes(device.deviceId))?.deviceId ?? select.value;
    }
    this.dialog.showModal();
  }

  /** Follow the level of the microphone in use. */
  listen() {
    this.#meter?.close();
    this.#meter = null;
    const tracks = this.#publication?.stream.getAudioTracks() ?? [];
    if (tracks.length === 0) return;
    this.#meter = new LevelMeter(new MediaStream(tracks), (level) => {
      this.level.style.setProperty("--level", String(Math.round(level * 20) / 20));
    });
  }

  /** Make the buttons true, and tell the room when something changed. */
  draw() {
    const own = this.#publication;
    const sent = own !== null && (own.state === "live" || own.state === "connecting");
    const [audio, video] = [sent && own.audio, sent && own.video];
    drawSwitch(this.microphone, audio, own?.audio ?? false, [t("Microphone on"), t("Microphone off")]);
    drawSwitch(this.camera, video, own?.video ?? false, [t("Camera on"), t("Camera off")]);
    this.self.dataset.camera = String(own?.video ?? false);
    this.self.dataset.state = own?.state ?? "closed";
    this.tell(audio, video);
  }

  /** @param {boolean} audio @param {boolean} video */
  tell(audio, video) {
    const id = this.#publication?.id ?? "";
    const words = `${id} ${audio} ${video}`;
    if (id === "" || words === this.#told) return;
    this.#told = words;
    this.plan.tell({ stream: id, audio, video });
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {boolean} sent  whether the others get it
 * @param {boolean} open  whether the device is open
 * @param {[string, string]} words  on, off
 */
function drawSwitch(button, sent, open, words) {
  button.setAttribute("aria-pressed", String(sent));
  button.dataset.state = sent ? "on" : open ? "lost" : "off";
  part(button, "on", HTMLElement).hidden = !sent;
  part(button, "off", HTMLElement).hidden = sent;
  const lost = open && !sent;
  say(part(button, "word", HTMLElement), lost ? t("Not connected") : sent ? words[0] : words[1]);
}
