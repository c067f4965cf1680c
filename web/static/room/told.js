/**
 * What the hosts announce, and the question that is being answered: one line each over the slide.
 *
 * Rule 1: what I have put away stays away; the panel still has it.
 * Rule 2: a link is opened by my press alone, in a window of its own; that I opened it is captured as
 *         everything else is: with my consent.
 *
 * @import {Announcement, Snapshot} from "../live/types.js"
 */

import { part, say, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";
import { t } from "../live/words.js";

/**
 * @typedef {object} Heard
 * @property {string} opened The id of an announcement whose link I opened.
 */

/** @extends {Emitter<Heard>} */
export class Told extends Emitter {
  #room;
  /** @type {Set<string>} */
  #away = new Set();
  /** @type {Snapshot | null} */
  #snapshot = null;

  /** @param {HTMLElement} body @param {{meeting: string}} page */
  constructor(body, { meeting }) {
    super();
    this.#room = meeting;
    this.line = part(body, "told", HTMLElement);
    this.link = part(this.line, "link", HTMLAnchorElement);
    this.download = part(this.line, "download", HTMLAnchorElement);
    this.answering = part(body, "answering", HTMLElement);
    const close = part(this.line, "close", HTMLButtonElement);
    close.addEventListener("click", () => this.#close());
    // Every link of an announcement, here and in the panel.
    body.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("a[data-announcement]");
      if (link instanceof HTMLAnchorElement) this.tell("opened", link.dataset["announcement"] ?? "");
    });
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    const told = newest(snapshot, this.#away);
    if (told) drawTold(this.line, told, this.#room);
    show(this.line, told !== null);
    const now = snapshot.questions.find(({ answering }) => answering);
    if (now) say(part(this.answering, "text", HTMLElement), t("Being answered now: {question}", { question: now.text }));
    show(this.answering, now !== undefined);
  }

  #close() {
    const told = this.#snapshot && newest(this.#snapshot, this.#away);
    if (!this.#snapshot || !told) return;
    this.#away.add(told.id);
    this.update(this.#snapshot);
  }
}

/**
 * The newest announcement that I have not put away. Pure.
 * @param {Pick<Snapshot, "announcements">} snapshot
 * @param {ReadonlySet<string>} away
 */
export function newest({ announcements = [] }, away) {
  return announcements.findLast(({ id }) => !away.has(id)) ?? null;
}

/**
 * @param {HTMLElement} row
 * @param {Announcement} told
 * @param {string} room
 */
export function drawTold(row, { id, text, link, download }, room) {
  say(part(row, "text", HTMLElement), text);
  const address = part(row, "link", HTMLAnchorElement);
  show(address, link !== "");
  address.dataset["announcement"] = id;
  if (link) point(address, link);
  if (link) say(part(address, "address", HTMLElement), hostOf(link));
  const file = part(row, "download", HTMLAnchorElement);
  show(file, Boolean(download));
  if (download) point(file, `/room/${room}/handouts/${id}`);
}

/** @param {HTMLAnchorElement} anchor @param {string} address */
function point(anchor, address) {
  if (anchor.getAttribute("href") !== address) anchor.setAttribute("href", address);
}

/** Where a link leads: whoever opens it should know. @param {string} link */
function hostOf(link) {
  return URL.canParse(link) ? new URL(link).host : link;
}
