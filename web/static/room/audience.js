/**
 * Whether I sit in a webinar's audience, or stand on its stage.
 *
 * Rule 1: the audience sends nothing: no camera or microphone is opened before somebody has said yes
 *         to the hosts' invitation.
 * Rule 2: two yeses bring me on stage, the hosts' and mine; one of mine brings me back.
 * Rule 3: my yes is told only after I have seen and heard in the check what everybody will get.
 * Rule 4: who is on stage and can send nothing is offered the same check again.
 *
 * @import {Snapshot} from "../live/types.js"
 * @import {StageCheck} from "./stagecheck.js"
 */

import { part, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";

/**
 * @typedef {object} Heard
 * @property {boolean} answer Whether I come on stage.
 * @property {null} ready On stage, with something to send at last.
 * @property {null} down I want to go back to the audience.
 */

/** @extends {Emitter<Heard>} */
export class Audience extends Emitter {
  #body;
  #page;
  #dialog;
  #check;
  /** Whether I have been asked, so that I am not asked again for the same. */
  #asked = false;
  /** Whether the check is open because nothing could be sent from the stage. */
  #again = false;
  /** @type {Snapshot|null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} body
   * @param {{me: string, webinar: boolean, role: string}} page
   * @param {StageCheck} check
   */
  constructor(body, page, check) {
    super();
    this.#body = body;
    this.#page = page;
    this.#dialog = part(body, "invitation", HTMLDialogElement);
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#check = check;
    check.on("done", (accept) => this.#checked(accept));
    part(body, "leave-stage", HTMLButtonElement).addEventListener("click", () =>
      this.tell("down", null),
    );
  }

  /** Whether I try my camera and microphone before I go on stage. */
  get checks() {
    return this.#check.open;
  }

  /** Whether the stage wants something of me: I am asked, or I stand on it. */
  get wanted() {
    const me = this.#snapshot?.participants.find(({ id }) => id === this.#page.me);
    return this.#asked || (this.#page.webinar && !this.watches && me !== undefined && me.backstage !== true);
  }

  /** On stage, with nothing to send. */
  tryAgain() {
    this.#again = true;
    this.#check.start();
  }

  /** I am out of the room, or my answer did not get through: whoever still asks asks again. */
  forget() {
    this.#again = false;
    this.#ask(false);
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
    if (this.watches) this.#again = false;
    this.#ask(this.watches && me?.invited === true);
    const promoted = webinar && role === "attendee" && !this.watches;
    show(part(this.#body, "leave-stage", HTMLButtonElement), promoted);
    this.#body.dataset["audience"] = String(this.watches);
  }

  /** @param {boolean} invited */
  #ask(invited) {
    const fresh = invited && !this.#asked;
    this.#asked = invited;
    if (fresh) {
      this.#dialog.returnValue = "";
      this.#dialog.showModal();
    }
    if (invited) return;
    if (this.#dialog.open) this.#dialog.close("taken-back");
    if (!this.#again) this.#check.takeBack();
  }

  /** @param {boolean} accept */
  #checked(accept) {
    const again = this.#again;
    this.#again = false;
    if (!again) this.tell("answer", accept);
    else if (accept) this.tell("ready", null);
  }

  #closed() {
    const answer = this.#dialog.returnValue;
    // Escape leaves the value empty: not now.
    if (answer === "accept") this.#check.start();
    else if (answer !== "taken-back") this.tell("answer", false);
  }
}
