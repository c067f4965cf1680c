/**
 * In front of a webinar's doors: when it begins, by the server's clock.
 *
 * Rule 1: nobody presses anything to come in; the page says so, and counts.
 * Rule 2: the clock of this computer may be wrong: the server's `now` in the page corrects it.
 */

import { pageLocale, t } from "../live/words.js";

/**
 * @typedef {object} Opening
 * @property {number} starts When it is planned to begin (server ms).
 * @property {number|null} liveAt When the crew goes live, while it counts down.
 * @property {number} now Server ms.
 * @property {string} zone IANA name of the reader's zone.
 */

/**
 * What to say at the door. Pure.
 * @param {Opening} opening
 * @returns {{title: string, text: string}}
 */
export function soonFace({ starts, liveAt, now, zone }) {
  const stay = t("You come in by yourself; just leave this page open.");
  if (liveAt !== null) {
    const seconds = Math.max(0, Math.ceil((liveAt - now) / 1000));
    return { title: t("We begin in {n} s", { n: seconds }), text: stay };
  }
  if (now >= starts) return { title: t("The webinar begins in a moment"), text: stay };
  const time = new Intl.DateTimeFormat(pageLocale(), { timeStyle: "short", timeZone: zone });
  const minutes = Math.ceil((starts - now) / 60_000);
  const wait =
    minutes > 90
      ? t("It begins at {time}.", { time: time.format(starts) })
      : t("It begins at {time}, in {n} min.", { time: time.format(starts), n: minutes });
  return { title: t("You are early: welcome"), text: `${wait} ${stay}` };
}

export class Soon {
  #plan;
  #ahead;
  /** @type {number|null} */
  #liveAt = null;
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #timer;

  /**
   * @param {{starts: number, now: number, zone: string}} plan `now`: the server's clock at this moment.
   * @param {(face: {title: string, text: string}) => void} draw
   */
  constructor(plan, draw) {
    this.#plan = plan;
    this.#ahead = plan.now - Date.now();
    this.draw = draw;
  }

  /** Counts from now on. @param {number|null} liveAt */
  wait(liveAt) {
    this.#liveAt = liveAt;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), 1_000);
    this.#tick();
  }

  /** The doors are open, or the page goes elsewhere. */
  stop() {
    clearInterval(this.#timer);
  }

  #tick() {
    const { starts, zone } = this.#plan;
    this.draw(soonFace({ starts, zone, liveAt: this.#liveAt, now: Date.now() + this.#ahead }));
  }
}
