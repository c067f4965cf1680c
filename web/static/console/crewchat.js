/** The crew's own channel: the audience never reads it. */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";
import { Writing } from "./writing.js";

/**
 * @import {Message, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/** What the crew said. Pure. @param {Message[]} chat */
export const crewLines = (chat) => chat.filter(({ channel }) => channel === "crew");

/**
 * The room without what only the crew says: that has a place of its own. Pure.
 * @param {Snapshot} snapshot
 * @returns {Snapshot}
 */
export const withoutCrew = (snapshot) => ({
  ...snapshot,
  chat: snapshot.chat.filter(({ channel }) => channel !== "crew"),
});

/**
 * How many lines are new: counted by what they are, since a chat that is full loses its oldest. Pure.
 * @param {ReadonlySet<string> | null} known The ids of those seen before; null: nothing was seen yet.
 * @param {Message[]} lines
 */
export const newLines = (known, lines) => (known ? lines.filter(({ id }) => !known.has(id)).length : 0);

export class CrewChat {
  /** @type {Set<string> | null} */
  #known = null;

  /** @param {HTMLElement} root @param {Commands} commands @param {string} zone */
  constructor(root, commands, zone) {
    this.hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.list = part(root, "lines", HTMLElement);
    this.none = part(root, "no-lines", HTMLElement);
    const field = part(root, "text", HTMLTextAreaElement);
    this.writing = new Writing(part(root, "form", HTMLFormElement), field, commands, { channel: "crew" });
  }

  /** @param {Snapshot} snapshot @returns {number} How many lines are new, none of the first picture. */
  update({ chat, me }) {
    const lines = crewLines(chat);
    const first = this.#known === null;
    const fresh = newLines(this.#known, lines);
    this.#known = new Set(lines.map(({ id }) => id));
    show(this.none, lines.length === 0);
    follow(
      this.list,
      lines,
      ({ id }) => id,
      () => stamp("message"),
      (row, message) => this.#fill(row, message, me),
    );
    if (fresh > 0 || first) this.list.scrollTop = this.list.scrollHeight;
    return fresh;
  }

  /** @param {HTMLElement} row @param {Message} message @param {string} me */
  #fill(row, { by, name, text, at }, me) {
    row.dataset["mine"] = String(by === me);
    say(part(row, "name", HTMLElement), by === me ? t("You") : name);
    say(part(row, "at", HTMLElement), this.hour.format(at));
    say(part(row, "text", HTMLElement), text);
  }
}
