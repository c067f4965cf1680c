/**
 * For whoever of the crew joined by a link: the webinar is without its host, and when it ends.
 *
 * @import {Snapshot} from "../live/types.js"
 */

import { part, say, show } from "../live/dom.js";
import { t, tn } from "../live/words.js";

/** A live meeting waits so long for its host; the server's rule. */
const HOST_ABSENT_MS = 300_000;

/**
 * What is said; "" while a host is there. Pure.
 * @param {Pick<Snapshot, "host_gone"|"phase">} snapshot
 * @param {number} now Server ms.
 */
export function aloneText({ host_gone: gone, phase }, now) {
  if (!gone || phase !== "live") return "";
  const minutes = Math.max(1, Math.ceil((gone + HOST_ABSENT_MS - now) / 60_000));
  const lost = t("No host is connected at the moment.");
  const end = tn(
    "It ends by itself in a minute unless one comes back.",
    "It ends by itself in {n} minutes unless one comes back.",
    minutes,
  );
  return `${lost} ${end}`;
}

export class Alone {
  #line;
  /** Server time minus ours, in ms. */
  #ahead;
  /** @type {Snapshot | null} */
  #snapshot = null;

  /** @param {HTMLElement} line @param {{now: number}} page */
  constructor(line, { now }) {
    this.#line = line;
    this.#ahead = now - Date.now();
    setInterval(() => this.#draw(), 1_000);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    this.#draw();
  }

  #draw() {
    if (!this.#snapshot) return;
    const text = aloneText(this.#snapshot, Date.now() + this.#ahead);
    say(part(this.#line, "text", HTMLElement), text);
    show(this.#line, text !== "");
  }
}
