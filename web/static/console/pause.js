/**
 * The break of the audience, and a webinar that is without its host.
 *
 * Rule 1: what the crew says in a break the audience does not hear: the bar says which it is.
 */

import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @import {ServerTime} from "../live/servertime.js"
 * @import {Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/** A live meeting waits so long for its host; the server's rule. */
export const HOST_ABSENT_MS = 300_000;

/** @param {number} ms */
function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * What the crew is told of the break; "" while there is none. Pure.
 * @param {Pick<Snapshot, "pause">} snapshot
 * @param {number} now Server ms.
 */
export function breakText({ pause }, now) {
  if (!pause) return "";
  if (!pause.until) return t("The audience has a break; only the crew hears you.");
  if (pause.until <= now) return t("The break is over: go on when you are ready.");
  return t("Break: {time} to go; only the crew hears you.", { time: clock(pause.until - now) });
}

/**
 * What the crew is told while no host is connected; "" while one is. Pure.
 * @param {Pick<Snapshot, "host_gone"|"phase">} snapshot
 * @param {number} now Server ms.
 */
export function aloneText({ host_gone: gone, phase }, now) {
  if (!gone || phase !== "live") return "";
  const time = clock(gone + HOST_ABSENT_MS - now);
  return t("No host is connected. It ends by itself in {time} unless one comes back.", { time });
}

export class Pause {
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} alone
   * @param {Commands} commands
   * @param {boolean} leads  whether I may pause
   * @param {ServerTime} clock
   */
  constructor(root, alone, commands, leads, clock) {
    this.root = root;
    this.alone = alone;
    this.leads = leads;
    this.clock = clock;
    this.standing = part(root, "standing", HTMLElement);
    this.minutes = part(root, "minutes", HTMLSelectElement);
    this.hold = part(root, "hold", HTMLButtonElement);
    this.resume = part(root, "resume", HTMLButtonElement);
    this.hold.addEventListener("click", () => {
      void commands.run("pause", { paused: true, minutes: Number(this.minutes.value) });
    });
    this.resume.addEventListener("click", () => void commands.run("pause", { paused: false }));
    setInterval(() => this.draw(), 1_000);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    this.draw();
  }

  draw() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const now = this.clock.now();
    const paused = snapshot.pause !== null && snapshot.pause !== undefined;
    const text = breakText(snapshot, now);
    show(this.root, snapshot.phase === "live" && (this.leads || paused));
    say(this.standing, text);
    show(this.standing, text !== "");
    show(this.hold, this.leads && !paused);
    show(this.minutes, this.leads && !paused);
    show(this.resume, this.leads && paused);
    const alone = aloneText(snapshot, now);
    say(this.alone, alone);
    show(this.alone, alone !== "");
  }
}
