/**
 * Somebody's screen in the place of the slide: whose it is, and what is so when it is not seen.
 *
 * @import {Playback} from "../live/media.js"
 */

import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { screenNoteOf } from "./faces.js";

export class SharedScreen {
  video;

  #root;
  #by;
  #note;

  /** @param {HTMLElement} root Holds the parts "screen", "screen-by" and "screen-note". */
  constructor(root) {
    this.#root = root;
    this.video = part(root, "screen-video", HTMLVideoElement);
    this.#by = part(root, "screen-by", HTMLElement);
    this.#note = part(root, "screen-note", HTMLElement);
  }

  /** Whether it is in the slide's place. */
  get shown() {
    return !this.#root.hidden;
  }

  /**
   * @param {Playback} playback
   * @param {string} name Who shares it.
   */
  show(playback, name) {
    if (this.video.srcObject !== playback.stream) playback.attach(this.video);
    const { state } = playback;
    this.#root.dataset["state"] = state;
    say(this.#by, t("{name} shares a screen", { name }));
    const note = screenNoteOf(state);
    say(this.#note, note);
    show(this.#note, note !== "");
    show(this.#root, true);
  }

  hide() {
    if (!this.shown) return;
    show(this.#root, false);
    this.video.srcObject = null;
  }
}
