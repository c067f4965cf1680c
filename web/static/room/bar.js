/**
 * The buttons under the slide. They show what is so, and ask for what is pressed.
 *
 * @import {Reaction} from "../live/types.js"
 */

import { iconOf, part, say, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";
import { t } from "../live/words.js";
import { Popup } from "./popups.js";
import { withNews } from "./talk.js";

/**
 * @typedef {object} Heard
 * @property {null} mic
 * @property {null} camera
 * @property {null} hand
 * @property {Reaction} react
 * @property {HTMLButtonElement} ask
 * @property {HTMLButtonElement} talk
 * @property {null} poll
 * @property {null} devices
 * @property {null} audioOnly
 * @property {null} share
 * @property {null} captured
 * @property {null} leave
 */

/**
 * @typedef {object} BarState
 * @property {{audio: boolean, video: boolean, possible: boolean, full: boolean}} own `full`: there
 *   is no place on stage for me.
 * @property {boolean} hand
 * @property {boolean} audioOnly
 * @property {boolean} talkOpen
 * @property {boolean} askOpen
 * @property {number} unreadChat
 * @property {number} unreadQuestions
 * @property {{offered: boolean, open: boolean, waits: boolean}} poll
 * @property {"never"|"off"|"on"} share Whether I may share my screen, and do.
 */

/** @extends {Emitter<Heard>} */
export class Bar extends Emitter {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#root = root;
    new Popup(part(root, "reactions", HTMLElement), this.#button("react"));
    new Popup(part(root, "more-menu", HTMLElement), this.#button("more"));
    /** @type {[string, () => void][]} */
    const presses = [
      ["mic", () => this.tell("mic", null)],
      ["camera", () => this.tell("camera", null)],
      ["hand", () => this.tell("hand", null)],
      ["ask", () => this.tell("ask", this.#button("ask"))],
      ["talk", () => this.tell("talk", this.#button("talk"))],
      ["poll-button", () => this.tell("poll", null)],
      ["open-devices", () => this.tell("devices", null)],
      ["audio-only", () => this.tell("audioOnly", null)],
      ["share-screen", () => this.tell("share", null)],
      ["open-captured", () => this.tell("captured", null)],
      ["full-screen", () => void fullScreen()],
      ["leave", () => this.tell("leave", null)],
      ["leave-wide", () => this.tell("leave", null)],
    ];
    for (const [name, act] of presses) this.#button(name).addEventListener("click", act);
    for (const button of root.querySelectorAll("[data-reaction]")) {
      const reaction = button.getAttribute("data-reaction");
      button.addEventListener("click", () =>
        this.tell("react", /** @type {Reaction} */ (reaction)),
      );
    }
    show(this.#button("full-screen"), document.fullscreenEnabled === true);
  }

  /** @param {string} name */
  #button(name) {
    return part(this.#root, name, HTMLButtonElement);
  }

  /** @param {BarState} state */
  draw({ own, hand, audioOnly, talkOpen, askOpen, unreadChat, unreadQuestions, share, poll }) {
    for (const name of ["mic", "camera", "open-devices"]) show(this.#button(name), own.possible);
    show(this.#button("poll-button"), poll.offered);
    const news = Number(poll.waits && !poll.open);
    this.#expand("poll-button", poll.open, withNews(t("Poll"), news), news);
    this.#device(
      "mic",
      own.audio,
      ["mic", "mic-off"],
      [t("Microphone is on"), own.full ? t("Microphone: no place on stage") : t("Microphone is off")],
    );
    this.#device(
      "camera",
      own.video,
      ["video", "video-off"],
      [t("Camera is on"), own.full ? t("Camera: no place on stage") : t("Camera is off")],
    );
    this.#press("hand", hand, hand ? t("Lower hand") : t("Raise hand"));
    this.#expand("talk", talkOpen, withNews(t("Chat"), unreadChat), unreadChat);
    this.#expand("ask", askOpen, withNews(t("Question"), unreadQuestions), unreadQuestions);
    const mode = this.#button("audio-only");
    mode.setAttribute("aria-pressed", String(audioOnly));
    say(
      part(mode, "text", HTMLElement),
      audioOnly ? t("Show videos again") : t("Slides and sound only"),
    );
    const sharing = this.#button("share-screen");
    show(sharing, share !== "never");
    sharing.setAttribute("aria-pressed", String(share === "on"));
    const wish = share === "on" ? t("Stop sharing the screen") : t("Share your screen");
    say(part(sharing, "text", HTMLElement), wish);
  }

  /**
   * @param {string} name
   * @param {boolean} on
   * @param {[string, string]} icons
   * @param {[string, string]} labels
   */
  #device(name, on, [iconOn, iconOff], [labelOn, labelOff]) {
    const button = this.#button(name);
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", on ? labelOn : labelOff);
    iconOf(button, on ? iconOn : iconOff);
  }

  /** @param {string} name @param {boolean} on @param {string} label */
  #press(name, on, label) {
    const button = this.#button(name);
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", label);
    const word = button.querySelector(".tool-word");
    if (word) say(word, label);
  }

  /** @param {string} name @param {boolean} open @param {string} label @param {number} news */
  #expand(name, open, label, news) {
    const button = this.#button(name);
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", label);
    button.dataset["news"] = news ? String(Math.min(news, 99)) : "";
  }
}

/** Full screen and back; a browser that will not stays as it is. */
async function fullScreen() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    // Not allowed here (an iPhone, a frame): nothing is lost.
  }
}
