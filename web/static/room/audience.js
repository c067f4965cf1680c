/**
 * Whether I sit in a webinar's audience, or stand on its stage.
 *
 * Rule 1: the audience sends nothing: no camera or microphone is opened before somebody has said yes
 *         to the hosts' invitation.
 * Rule 2: two yeses bring me on stage, the hosts' and mine; one of mine brings me back.
 *
 * @import {Snapshot} from "../live/types.js"
 */

import { part, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";

/**
 * @typedef {object} Heard
 * @property {boolean} answer Whether I come on stage.
 * @property {null} down I want to go back to the audience.
 */

/** @extends {Emitter<Heard>} */
export class Audience extends Emitter {
  #body;
  #page;
  #dialog;
  /** @type {Snapshot|null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} body
   * @param {{me: string, webinar: boolean, role: string}} page
   */
  constructor(body, page) {
    super();
    this.#body = body;
    this.#page = page;
    this.#dialog = part(body, "invitation", HTMLDialogElement);
    this.#dialog.addEventListener("close", () => this.#closed());
    part(body, "leave-stage", HTMLButtonElement).addEventListener("click", () =>
      this.tell("down", null),
    );
  }

  /** Whether I only watch and listen now. */
  get watches() {
    return this.#page.webinar && (this.#snapshot?.role ?? this.#page.role) === "attendee";
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    const { webinar, role } = this.#page;
    const me = snapshot.participants.find(({ id }) => id === this.#page.me);
    this.#ask(this.watches && me?.invited === true);
    const promoted = webinar && role === "attendee" && !this.watches;
    show(part(this.#body, "leave-stage", HTMLButtonElement), promoted);
    this.#body.dataset["audience"] = String(this.watches);
  }

  /** @param {boolean} invited */
  #ask(invited) {
    if (invited && !this.#dialog.open) {
      this.#dialog.returnValue = "";
      this.#dialog.showModal();
    }
    if (!invited && this.#dialog.open) this.#dialog.close("taken-back");
  }

  #closed() {
    const answer = this.#dialog.returnValue;
    // Escape leaves the value empty: not now.
    if (answer !== "taken-back") this.tell("answer", answer === "accept");
  }
}
