/**
 * The check on the landing page: picture, level, and a list that ticks itself.
 *
 * Rule 1: each line says what is so in words, and when it is not well, what to do.
 * Rule 2: nothing here must be done to join.
 */

import {
  LevelMeter,
  devices,
  explain,
  open,
  playTestSound,
  remember,
} from "../live/devices.js";
import { openInstead } from "../live/exchange.js";
import { iconOf, part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { checkPath } from "./pathcheck.js";
import { fillPicker } from "./pickers.js";
import { keepStart, startChoice } from "./start.js";
import { tick, tickOf } from "./ticks.js";

/** The way in the host's words; one that could not be tried is not told. */
const PATHS = { direct: "udp", tcp: "tcp", relay: "relay", none: "none", unknown: undefined };

export class Check {
  #root;
  #page;
  /** @type {MediaStream|null} */
  #stream = null;
  /** @type {LevelMeter|null} */
  #meter = null;
  #start = startChoice();
  /** @type {Partial<Record<"camera"|"microphone"|"sound", boolean>>} */
  #found = {};
  /** @type {import("./pathcheck.js").Path} */
  #path = "unknown";

  /**
   * @param {HTMLElement} root
   * @param {import("./landing.js").LandingPage} page
   */
  constructor(root, page) {
    this.#root = root;
    this.#page = page;
    show(this.#part("ticks"), true);
    this.#on("preview-start", () => void this.#open());
    this.#on("microphone", () => this.#toggle("audio"));
    this.#on("camera", () => this.#toggle("video"));
    this.#on("gear", () => this.#showPickers());
    this.#on("sound-play", () => void this.#playSound());
    this.#pick("camera");
    this.#pick("microphone");
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#fillPickers());
  }

  /** Begins with what needs no permission; opens the devices when that was allowed before. */
  async start() {
    void this.#checkConnection();
    this.#tick("sound", "waiting", t("Play a sound to be sure."));
    show(this.#button("preview-start"), true);
    if (await isAllowed()) await this.#open();
  }

  /** Lets go of the devices: the room opens them again. */
  close() {
    this.#meter?.close();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    keepStart(this.#start);
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#root, name, HTMLElement);
  }

  /** @param {string} name */
  #button(name) {
    return part(this.#root, name, HTMLButtonElement);
  }

  /** @param {string} name @param {() => void} act */
  #on(name, act) {
    this.#button(name).addEventListener("click", act);
  }

  async #open() {
    this.#button("preview-start").disabled = true;
    this.#tick("camera", "busy", t("Waiting for your permission …"));
    this.#tick("microphone", "busy", t("Waiting for your permission …"));
    const { stream, problems } = await open();
    this.#stream = stream;
    const video = part(this.#root, "mirror", HTMLVideoElement);
    video.srcObject = stream;
    video.play().catch(() => {});
    this.#report("camera", stream.getVideoTracks()[0], problems.camera);
    this.#report("microphone", stream.getAudioTracks()[0], problems.microphone);
    this.#apply();
    this.#listen();
    await this.#fillPickers();
    show(this.#part("preview-bar"), stream.getTracks().length > 0);
    show(this.#button("preview-start"), stream.getTracks().length === 0);
    this.#button("preview-start").disabled = false;
  }

  /**
   * @param {"camera"|"microphone"} sort
   * @param {MediaStreamTrack|undefined} track
   * @param {string} [problem]
   */
  #report(sort, track, problem) {
    if (track) this.#tick(sort, "good", track.label);
    else this.#tick(sort, "poor", problem ?? "");
    this.#found[sort] = track !== undefined;
    this.#tellHost();
  }

  /** Lets the host see what was found, once devices and way have been tried. */
  #tellHost() {
    const { camera, microphone, sound = false } = this.#found;
    const path = PATHS[this.#path];
    if (camera === undefined || microphone === undefined || path === undefined) return;
    const body = JSON.stringify({ camera, microphone, sound, path });
    const headers = { "Content-Type": "application/json" };
    fetch(`${location.pathname}/check`, { method: "POST", headers, body, keepalive: true }).catch(
      () => {},
    );
  }

  /** @param {"audio"|"video"} what */
  #toggle(what) {
    this.#start = { ...this.#start, [what]: !this.#start[what] };
    keepStart(this.#start);
    this.#apply();
  }

  /** Makes picture, sound and buttons as chosen. */
  #apply() {
    const { audio, video } = this.#start;
    const [microphone, camera] = [
      this.#stream?.getAudioTracks()[0],
      this.#stream?.getVideoTracks()[0],
    ];
    if (microphone) microphone.enabled = audio;
    if (camera) camera.enabled = video;
    const on = camera !== undefined && video;
    this.#part("preview").dataset["state"] = on ? "live" : "off";
    show(this.#part("preview-off"), !on);
    if (camera && !video)
      say(this.#part("preview-text"), t("Your camera will be off when you join."));
    this.#press(
      "microphone",
      microphone !== undefined && audio,
      ["mic", "mic-off"],
      microphone === undefined,
    );
    this.#press("camera", on, ["video", "video-off"], camera === undefined);
  }

  /**
   * @param {string} name
   * @param {boolean} on
   * @param {[string, string]} icons
   * @param {boolean} missing
   */
  #press(name, on, [iconOn, iconOff], missing) {
    const button = this.#button(name);
    button.setAttribute("aria-pressed", String(on));
    button.disabled = missing;
    iconOf(button, on ? iconOn : iconOff);
  }

  #listen() {
    this.#meter?.close();
    this.#meter = null;
    const level = part(this.#root, "level", HTMLMeterElement);
    const track = this.#stream?.getAudioTracks()[0];
    show(level, track !== undefined);
    if (track)
      this.#meter = new LevelMeter(new MediaStream([track]), (loud) => (level.value = loud));
  }

  #showPickers() {
    const pickers = this.#part("pickers");
    show(pickers, pickers.hidden !== false);
    this.#button("gear").setAttribute("aria-expanded", String(!pickers.hidden));
  }

  async #fillPickers() {
    const found = await devices();
    if (found.speakers.length > 0 && this.#found.sound === undefined) {
      this.#found.sound = true;
      this.#tick("sound", "good", t("There is one. Play a sound to be sure."));
      this.#tellHost();
    }
    fillPicker(
      part(this.#root, "pick-camera", HTMLSelectElement),
      found.cameras,
      this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "",
    );
    fillPicker(
      part(this.#root, "pick-microphone", HTMLSelectElement),
      found.microphones,
      this.#stream?.getAudioTracks()[0]?.getSettings().deviceId ?? "",
    );
  }

  /** @param {"camera"|"microphone"} sort */
  #pick(sort) {
    const select = part(this.#root, `pick-${sort}`, HTMLSelectElement);
    select.addEventListener("change", () => {
      remember({ [sort]: select.value });
      void this.#change(sort, select.value);
    });
  }

  /** @param {"camera"|"microphone"} sort @param {string} id */
  async #change(sort, id) {
    if (!this.#stream) return;
    try {
      const used = this.#stream.getTracks().find((each) => (each.kind === "video") === (sort === "camera"));
      const track = await openInstead(sort, id, used);
      for (const old of this.#stream.getTracks().filter(({ kind }) => kind === track.kind)) {
        old.stop();
        this.#stream.removeTrack(old);
      }
      this.#stream.addTrack(track);
      this.#report(sort, track);
      this.#apply();
      if (sort === "microphone") this.#listen();
    } catch (error) {
      this.#tick(sort, "poor", explain(error, sort));
    }
  }

  async #playSound() {
    const played = await playTestSound();
    this.#found.sound = played;
    this.#tellHost();
    if (played)
      this.#tick("sound", "good", t("You should have heard two notes. If not, check the volume."));
    else this.#tick("sound", "poor", t("The browser played nothing. Press once more."));
  }

  async #checkConnection() {
    this.#tick("connection", "busy", t("Trying the way to the server …"));
    const { meeting, token, ice_servers: iceServers } = this.#page;
    this.#path = await checkPath(meeting, token, iceServers).catch(
      () => /** @type {const} */ ("unknown"),
    );
    this.#tick("connection", ...tickOf(this.#path));
    this.#tellHost();
  }

  /**
   * @param {"camera"|"microphone"|"sound"|"connection"} name
   * @param {import("./ticks.js").Tick} state
   * @param {string} text
   */
  #tick(name, state, text) {
    tick(this.#root, name, state, text);
  }
}

/** Whether camera and microphone were allowed before, so that opening them asks nothing. */
async function isAllowed() {
  try {
    const names = /** @type {PermissionName[]} */ (["camera", "microphone"]);
    const states = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return states.every(({ state }) => state === "granted");
  } catch {
    return false;
  }
}
