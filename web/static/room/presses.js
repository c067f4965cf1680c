/**
 * What is pressed on the page of the room, and what becomes of it: a command to the server, or a
 * change on this computer alone. What the server then says is room.js's.
 *
 * @import {Parts} from "./parts.js"
 * @import {Picture} from "./picture.js"
 */

import { part } from "../live/dom.js";
import { sentenceOf } from "./sentences.js";

export class Presses {
  #parts;
  #picture;
  #leave;

  /**
   * @param {Parts} parts
   * @param {Picture} picture
   * @param {() => void} leave What happens when leaving has been confirmed.
   */
  constructor(parts, picture, leave) {
    this.#parts = parts;
    this.#picture = picture;
    this.#leave = leave;
  }

  listen() {
    this.#listenToPage();
    this.#listenToDialogs();
    this.#listenToBar();
    this.#listenToParts();
  }

  #listenToPage() {
    const { own, view, tiles, share, body } = this.#parts;
    /** @param {string} name @param {() => void} act */
    const on = (name, act) => part(body, name, HTMLButtonElement).addEventListener("click", act);
    on("waiting-again", () => location.reload());
    on("come-back", () => location.reload());
    on("waiting-mic", () => void own.setAudio(!own.audio));
    on("waiting-camera", () => void own.setVideo(!own.video));
    on("zoom-in", () => view.zoomBy(1.4));
    on("zoom-out", () => view.zoomBy(1 / 1.4));
    on("zoom-whole", () => view.whole());
    on("resume", () => tiles.resume());
    on("change-sharing", () => void share.change());
    on("stop-sharing", () => share.stop());
  }

  #listenToDialogs() {
    const { body } = this.#parts;
    for (const closer of body.querySelectorAll("[data-close]")) {
      closer.addEventListener("click", () => closer.closest("dialog")?.close());
    }
    const leaving = part(body, "leaving", HTMLDialogElement);
    leaving.addEventListener("close", () => {
      if (leaving.returnValue === "leave") this.#leave();
    });
  }

  #listenToBar() {
    const { bar, own, tiles, share, devices, consents, polls, body } = this.#parts;
    bar.on("mic", () => void this.#switched(own.setAudio(!own.audio)));
    bar.on("camera", () => void this.#switched(own.setVideo(!own.video)));
    bar.on("devices", () => void devices.open());
    bar.on("audioOnly", () => this.#setAudioOnly(!tiles.audioOnly));
    bar.on("share", () => void share.toggle());
    bar.on("hand", () => void this.#send("raise_hand", { raised: this.#picture.myHand === null }));
    bar.on("react", (reaction) => void this.#send("react", { reaction }));
    bar.on("ask", (button) => this.#toggleTalk("questions", button));
    bar.on("talk", (button) => this.#toggleTalk("chat", button));
    bar.on("captured", () => consents.open());
    bar.on("poll", () => polls.toggle());
    bar.on("leave", () => part(body, "leaving", HTMLDialogElement).showModal());
  }

  #listenToParts() {
    const { own, polls, audience, told, watch, page } = this.#parts;
    polls.on("answer", (answer) => void this.#send("poll_answer", answer));
    audience.on("answer", (accept) => void this.#answer(accept));
    audience.on("ready", () => void own.publish());
    audience.on("down", () => void this.#send("demote", { participant: page.me }));
    told.on("opened", (announcement) => watch.note("link.clicked", { announcement }));
  }

  /** Whoever sends nothing yet sends from the first device on that they open. @param {Promise<void>} switching */
  async #switched(switching) {
    await switching;
    const { own, audience, views } = this.#parts;
    if (views.view === "room" && !audience.watches && (own.audio || own.video)) void own.publish();
  }

  /** @param {string} name @param {object} payload @returns {Promise<boolean>} Whether it was taken. */
  async #send(name, payload) {
    try {
      await this.#parts.connection.send(name, payload);
      return true;
    } catch (error) {
      this.#parts.notices.message(sentenceOf(error, name));
      return false;
    }
  }

  /** To the invitation on stage; devices that stay open for nobody are closed. @param {boolean} accept */
  async #answer(accept) {
    if (await this.#send("answer_invitation", { accept })) return;
    this.#parts.own.release();
    this.#parts.audience.forget();
  }

  /** @param {"chat"|"questions"} tab @param {HTMLButtonElement} button */
  #toggleTalk(tab, button) {
    if (this.#parts.talk.open === tab) this.#parts.talk.close();
    else this.#parts.talk.show(tab, button);
  }

  /** @param {boolean} audioOnly */
  #setAudioOnly(audioOnly) {
    this.#parts.tiles.setAudioOnly(audioOnly);
    if (audioOnly) void this.#parts.own.setVideo(false);
    this.#picture.bar();
  }
}
