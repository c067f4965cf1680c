/** The lobby card, top right: who knocks, to be admitted or refused with a reason. */

import { lobby } from "./model.js";
import { follow, part, say, stamp } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @typedef {import("./model.js").Snapshot} Snapshot
 * @typedef {import("./model.js").Participant} Participant
 * @typedef {import("./commands.js").Commands} Commands
 */

export class Lobby {
  /**
   * @param {HTMLElement} root
   * @param {HTMLDialogElement} refusal  the dialog that asks for the reason
   * @param {Commands} commands
   * @param {boolean} webinar
   */
  constructor(root, refusal, commands, webinar) {
    this.webinar = webinar;
    this.root = root;
    this.refusal = refusal;
    this.commands = commands;
    this.list = part(root, "knocks", HTMLElement);
    this.all = part(root, "admit-all", HTMLButtonElement);
    this.all.addEventListener("click", () => void this.admitAll());
    part(refusal, "form", HTMLFormElement).addEventListener("submit", () => this.refuse());
    /** @type {Participant[]} */
    this.waiting = [];
    this.refused = "";
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.waiting = lobby(snapshot, this.webinar);
    this.root.hidden = this.waiting.length === 0;
    this.all.hidden = this.waiting.length < 2;
    follow(
      this.list,
      this.waiting,
      (person) => person.id,
      (person) => this.make(person.id),
      (element, person) => {
        say(part(element, "name", HTMLElement), t("{name} is waiting", { name: person.name }));
        say(part(element, "device", HTMLElement), deviceText(person.device));
      },
    );
  }

  /** Admit everybody who knocks; from the key list too. */
  async admitAll() {
    const [only] = this.waiting;
    if (!only) return;
    if (this.waiting.length === 1) await this.commands.run("admit", { participant: only.id });
    else await this.commands.run("admit_all", {});
  }

  /** @param {string} participant */
  make(participant) {
    const element = stamp("knock");
    part(element, "admit", HTMLButtonElement).addEventListener(
      "click",
      () => void this.commands.run("admit", { participant }),
    );
    part(element, "refuse", HTMLButtonElement).addEventListener("click", () => this.ask(participant));
    return element;
  }

  /** @param {string} participant */
  ask(participant) {
    const person = this.waiting.find((candidate) => candidate.id === participant);
    this.refused = participant;
    say(part(this.refusal, "who", HTMLElement), person?.name ?? "");
    this.refusal.showModal();
  }

  refuse() {
    const reason = part(this.refusal, "reason", HTMLTextAreaElement);
    void this.commands.run("refuse", { participant: this.refused, reason: reason.value.trim() });
    reason.value = "";
  }
}

/** @param {string | null} device */
function deviceText(device) {
  if (device === "phone") return t("On a phone");
  if (device === "tablet") return t("On a tablet");
  return device === "desktop" ? t("On a computer") : "";
}
