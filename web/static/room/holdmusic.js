/**
 * Music while one waits: the piece that the organiser chose, else our own quiet chords.
 *
 * Rule 1: it begins with the listener's own press. A chosen piece may begin by itself if the organiser
 *         wants that, and only where the browser lets it: one that does not is not asked again.
 * Rule 2: whoever has switched it off has it off in every wait of this visit, until they want it again.
 * Rule 3: it ends with the wait, at once: the first word must be heard.
 */

import { part, show } from "../live/dom.js";
import { Chords } from "./chords.js";
import { Piece } from "./piece.js";

/** @typedef {{music: string, begins: boolean}} Chosen */

const KEY = "lectern-music";

/** What this visit's listener has wanted: "on", "off", or nothing yet. */
function wish() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {boolean} on */
function remember(on) {
  try {
    sessionStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again.
  }
}

export class HoldMusic {
  /** @type {Chords | Piece | null} */
  #playing = null;
  #offered = false;
  #buttons;
  #chosen;

  /**
   * @param {HTMLElement} body Has the buttons.
   * @param {Chosen | null} chosen
   */
  constructor(body, chosen) {
    this.#chosen = chosen?.music ? chosen : null;
    this.#buttons = ["music-door", "music-pause"].map((name) => part(body, name, HTMLButtonElement));
    for (const button of this.#buttons) button.addEventListener("click", () => this.#pressed());
  }

  /** Whether it is offered. @param {boolean} offered */
  offer(offered) {
    const begins = offered && !this.#offered && this.#begins();
    this.#offered = offered;
    for (const button of this.#buttons) show(button, offered);
    if (!offered) this.stop();
    else if (begins) void this.#start();
  }

  /** Twice is harmless. */
  stop() {
    this.#playing?.stop();
    this.#playing = null;
    this.#draw();
  }

  #begins() {
    if (!this.#chosen) return false;
    const wanted = wish();
    return wanted === "on" || (wanted === "" && this.#chosen.begins);
  }

  #pressed() {
    const on = this.#playing === null;
    remember(on);
    if (on) void this.#start();
    else this.stop();
  }

  async #start() {
    const playing = this.#chosen ? new Piece(this.#chosen.music) : new Chords();
    this.#playing?.stop();
    this.#playing = playing;
    try {
      await playing.start();
    } catch {
      // The browser wants a press first, or the piece does not come: the button stays up.
      if (this.#playing === playing) this.stop();
    }
    this.#draw();
  }

  #draw() {
    const plays = this.#playing !== null;
    for (const button of this.#buttons) button.setAttribute("aria-pressed", String(plays));
  }
}
