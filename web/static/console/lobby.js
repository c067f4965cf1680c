/**
 * The lobby card, top right: who knocks, to be admitted or refused with a reason.
 *
 * Rule: a reason is for the one it was written for: whoever else is refused gets an empty field.
 */

import { lobby } from "./model.js";
import { part, say, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";
import { toast } from "../ui/toast.js";

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
    this.reason = part(refusal, "reason", HTMLTextAreaElement);
    part(refusal, "form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.refuse();
    });
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
    if (this.refusal.open && !this.#knocking(this.refused)) this.#gone();
  }

  /** @param {string} participant */
  #knocking(participant) {
    return this.waiting.find(({ id }) => id === participant);
  }

  /** Somebody else has decided, or the guest has left. */
  #gone() {
    this.refusal.close();
    const name = part(this.refusal, "who", HTMLElement).textContent ?? "";
    toast(t("{name} is not at the door any more", { name }));
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
    if (participant !== this.refused) this.reason.value = "";
    this.refused = participant;
    say(part(this.refusal, "who", HTMLElement), this.#knocking(participant)?.name ?? "");
    this.refusal.showModal();
  }

  /** What could not be sent stands in the field when the dialog is opened again. */
  async refuse() {
    const [participant, reason] = [this.refused, this.reason.value.trim()];
    if (!reason) return this.reason.select();
    this.refusal.close();
    const taken = await this.commands.run("refuse", { participant, reason });
    if (taken && this.refused === participant) this.reason.value = "";
  }
}

/** @param {string | null} device */
function deviceText(device) {
  if (device === "phone") return t("On a phone");
  if (device === "tablet") return t("On a tablet");
  return device === "desktop" ? t("On a computer") : "";
}
