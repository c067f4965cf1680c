/**
 * A break: a calm page where the slide was, with the time at which it goes on, counted down.
 *
 * Rule 1: the audience sees nothing of the stage meanwhile; questions, chat and polls stay.
 * Rule 2: whoever stands on stage sees it as it is, and reads that the audience does not, and when
 *         that ends.
 * Rule 3: the time of day is said once; the figures that run are for the eye, and silent.
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
  return t("Back at {time}", { time: clock.format(until) });
}

/**
 * The time that is left, as 4:05; "" when it is open or over. Pure.
 * @param {Break} pause
 * @param {number} now Server ms.
 */
export function pauseClock({ until }, now) {
  if (!until || until <= now) return "";
  const seconds = Math.ceil((until - now) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * What whoever stands behind the stage reads of its end. Pure.
 * @param {Break} pause
 * @param {number} now Server ms.
 * @param {string} zone
 */
export function crewText(pause, now, zone) {
  const clock = pauseClock(pause, now);
  if (!clock) return pause.until ? t("Its time is over.") : "";
  const back = pauseText(pause, now, zone);
  return pause.ends ? t("{back}: in {time} you are on stage by yourself.", { back, time: clock }) : `${back} (${clock})`;
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
    this.clock = part(body, "pause-clock", HTMLElement);
    this.note = part(body, "pause-note", HTMLElement);
    this.left = part(body, "pause-left", HTMLElement);
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
    if (!this.#pause) return;
    const now = Date.now() + this.#ahead;
    if (!this.covers) return say(this.left, crewText(this.#pause, now, this.#zone));
    const clock = pauseClock(this.#pause, now);
    say(this.text, pauseText(this.#pause, now, this.#zone));
    say(this.clock, clock);
    return show(this.clock, clock !== "");
  }
}
