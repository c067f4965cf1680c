/**
 * Who of the crew waits backstage, and who is on stage: one click brings them over.
 *
 * Rule 1: whoever is not a host moves nobody but themselves, and only back.
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";
import { initials } from "./model.js";

/**
 * @import {Participant, Role, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

const HERE = new Set(["present", "reconnecting"]);

/**
 * Pure: who waits, and who is seen; those who come from the audience once they said yes.
 * @param {Snapshot["participants"]} participants
 */
export function wings(participants) {
  const here = participants.filter(({ state }) => HERE.has(state));
  const crew = here.filter(({ role }) => role !== "attendee");
  return {
    waiting: [...crew.filter(({ backstage }) => backstage), ...here.filter(({ invited }) => invited)],
    onAir: crew.filter(({ backstage }) => !backstage),
  };
}

export class Wings {
  /** @type {Participant[]} */
  #people = [];

  /**
   * @param {HTMLElement} root  beside what comes next
   * @param {HTMLElement} cast  the list over the live slide
   * @param {Commands} commands
   * @param {boolean} leads  whether I move others
   */
  constructor(root, cast, commands, leads) {
    this.list = part(root, "waiting", HTMLElement);
    this.nobody = part(root, "nobody-waits", HTMLElement);
    this.cast = cast;
    this.commands = commands;
    this.leads = leads;
    this.me = "";
  }

  /** @param {Snapshot} snapshot */
  update({ participants, me }) {
    this.me = me;
    this.#people = participants;
    const { waiting, onAir } = wings(participants);
    show(this.nobody, waiting.length === 0);
    const key = (/** @type {Participant} */ { id }) => id;
    follow(this.list, waiting, key, ({ id }) => this.#make("wing", id), (row, person) => this.#fillWaiting(row, person));
    follow(this.cast, onAir, key, ({ id }) => this.#make("on-air", id), (row, person) => this.#fillSeen(row, person));
  }

  /** @param {string} template @param {string} participant */
  #make(template, participant) {
    const row = stamp(template);
    part(row, "move", HTMLButtonElement).addEventListener("click", () => {
      const person = this.#people.find(({ id }) => id === participant);
      if (person?.invited) void this.commands.run("invite", { participant, invited: false });
      else void this.commands.run("set_backstage", { participant, backstage: person?.backstage !== true });
    });
    return row;
  }

  /** @param {HTMLElement} row @param {Participant} person */
  #fillWaiting(row, person) {
    const { name, role, invited } = person;
    say(part(row, "initials", HTMLElement), initials(name));
    say(part(row, "name", HTMLElement), name);
    say(part(row, "about", HTMLElement), invited ? t("Asked on stage; no answer yet") : roleWord(role));
    const move = part(row, "move", HTMLButtonElement);
    show(move, this.leads);
    say(part(move, "word", HTMLElement), invited ? t("Take back") : t("On stage"));
    label(move, invited ? t("Take back the request to {name}", { name }) : t("Bring {name} on stage", { name }));
  }

  /** @param {HTMLElement} row @param {Participant} person */
  #fillSeen(row, { id, name, state }) {
    row.dataset["state"] = state;
    say(part(row, "name", HTMLElement), id === this.me ? t("You") : name);
    const move = part(row, "move", HTMLButtonElement);
    show(move, this.leads || id === this.me);
    label(move, t("Send {name} backstage", { name }));
  }
}

/** @param {HTMLElement} button @param {string} words */
function label(button, words) {
  if (button.title === words) return;
  button.title = words;
  button.setAttribute("aria-label", words);
}

/** @param {Role} role */
export function roleWord(role) {
  const words = {
    host: t("Host"),
    presenter: t("Presenter"),
    panelist: t("Panelist"),
    moderator: t("Moderator"),
    attendee: t("Attendee"),
  };
  return words[role];
}
