/**
 * Who wants to speak, whoever waits longest first.
 *
 * Rule 1: the order is that of the server's clock; asking somebody on stage takes nobody's place.
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";
import { LEADERS } from "./queue.js";

/**
 * @import {Participant, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/** More than these are counted, not listed. */
const MOST = 20;

/** Who waits with a raised hand, in order. Pure. @param {Participant[]} participants */
export const queueOf = (participants) =>
  participants
    .filter(({ hand, state }) => hand !== null && (state === "present" || state === "reconnecting"))
    .toSorted((a, b) => (a.hand ?? 0) - (b.hand ?? 0) || (a.id < b.id ? -1 : 1));

export class Hands {
  /** @type {Participant[]} */
  #queue = [];

  /** @param {HTMLElement} root @param {Commands} commands @param {string} zone */
  constructor(root, commands, zone) {
    this.root = root;
    this.commands = commands;
    this.hour = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", timeZone: zone });
    this.count = part(root, "count", HTMLElement);
    this.list = part(root, "hands-list", HTMLElement);
    part(root, "lower-all", HTMLButtonElement).addEventListener("click", () => {
      void commands.run("lower_all_hands", {});
    });
  }

  /** @param {Snapshot} snapshot */
  update({ participants, role }) {
    this.#queue = queueOf(participants);
    const places = new Map(this.#queue.map(({ id }, place) => [id, place + 1]));
    show(this.root, LEADERS.has(role) && this.#queue.length > 0);
    say(this.count, String(this.#queue.length));
    const make = (/** @type {Participant} */ { id }) => this.make(id);
    follow(this.list, this.#queue.slice(0, MOST), ({ id }) => id, make, (row, person) =>
      this.fill(row, person, places.get(person.id) ?? 0),
    );
  }

  /** @param {string} participant */
  make(participant) {
    const row = stamp("hand-row");
    part(row, "invite", HTMLButtonElement).addEventListener("click", () => {
      const invited = this.#queue.find(({ id }) => id === participant)?.invited !== true;
      void this.commands.run("invite", { participant, invited });
    });
    part(row, "lower", HTMLButtonElement).addEventListener("click", () => {
      void this.commands.run("lower_hand", { participant });
    });
    return row;
  }

  /** @param {HTMLElement} row @param {Participant} person @param {number} place */
  fill(row, { name, hand, role, invited }, place) {
    say(part(row, "place", HTMLElement), `${place}.`);
    say(part(row, "name", HTMLElement), name);
    say(part(row, "since", HTMLElement), this.hour.format(hand ?? 0));
    const invite = part(row, "invite", HTMLElement);
    show(invite, role === "attendee");
    invite.classList.toggle("primary", place === 1 && !invited);
    say(invite, invited ? t("Asked; take back") : t("Ask on stage"));
    part(row, "lower", HTMLElement).setAttribute("aria-label", t("Lower the hand of {name}", { name }));
  }
}
