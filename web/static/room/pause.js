/**
 * A break: a calm page where the slide was, with the time at which it goes on.
 *
 * Rule 1: the audience sees nothing of the stage meanwhile; questions, chat and polls stay.
 * Rule 2: whoever stands on stage sees it as it is, and reads that the audience does not.
 *
 * @import {Pause as Break, Snapshot} from "../live/types.js"
 */

import { part, say, show } from "../live/dom.js";
import { pageLocale, t } from "../live/words.js";

/**
 * What the page says. Pure.
 * @param {Break} pause
 * @param {number} now Server ms.
 * @param {string} zone IANA name of the reader's zone.
 */
export function pauseText({ until }, now, zone) {
  if (!until) return t("We go on in a few minutes; please stay.");
  if (until <= now) return t("We go on in a moment.");
  const clock = new Intl.DateTimeFormat(pageLocale(), { timeStyle: "short", timeZone: zone });
  // Rounded: the page's idea of the server's clock is a moment behind.
  const minutes = Math.max(1, Math.round((until - now) / 60_000));
  return t("We go on at {time}, in {n} min.", { time: clock.format(until), n: minutes });
}

export class Pause {
  /** Whether the slide is covered. */
  covers = false;

  /** Server time minus ours, in ms. */
  #ahead;
  #zone;
  /** @type {Break | null} */
  #pause = null;

  /**
   * @param {HTMLElement} body
   * @param {{now: number, zone: string}} page
   */
  constructor(body, { now, zone }) {
    this.#ahead = now - Date.now();
    this.#zone = zone;
    this.cover = part(body, "pause", HTMLElement);
    this.text = part(body, "pause-text", HTMLElement);
    this.note = part(body, "pause-note", HTMLElement);
    setInterval(() => this.#draw(), 1_000);
  }

  /** @param {Snapshot} snapshot */
  update({ pause, role }) {
    this.#pause = pause ?? null;
    this.covers = this.#pause !== null && role === "attendee";
    show(this.cover, this.covers);
    show(this.note, this.#pause !== null && !this.covers);
    this.#draw();
  }

  #draw() {
    if (this.#pause) say(this.text, pauseText(this.#pause, Date.now() + this.#ahead, this.#zone));
  }
}
