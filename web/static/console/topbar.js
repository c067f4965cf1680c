/** The top: time against plan, the lock, the state of the line, and the end of the meeting. */

import { audience, duration, pace } from "./model.js";
import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @import {Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

export class TopBar {
  /** Server time minus ours, in ms. */
  #skew = 0;
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} root
   * @param {HTMLDialogElement} ending  the dialog that asks before the meeting ends
   * @param {Commands} commands
   */
  constructor(root, ending, commands) {
    this.timer = part(root, "timer", HTMLElement);
    this.elapsed = part(root, "elapsed", HTMLElement);
    this.planned = part(root, "planned", HTMLElement);
    this.progress = part(root, "progress", HTMLProgressElement);
    this.lockButton = part(root, "lock", HTMLButtonElement);
    this.line = part(root, "line", HTMLElement);
    this.ending = ending;
    this.commands = commands;
    this.lockButton.addEventListener("click", () => this.lock());
    part(root, "end", HTMLButtonElement).addEventListener("click", () => this.askEnd());
    part(ending, "form", HTMLFormElement).addEventListener("submit", () => void commands.run("end", {}));
    setInterval(() => this.tick(), 1_000);
  }

  /**
   * @param {Snapshot} snapshot
   * @param {boolean} fresh  whether `snapshot.at` is the server's now
   */
  update(snapshot, fresh) {
    this.#snapshot = snapshot;
    if (fresh) this.#skew = snapshot.at - Date.now();
    this.lockButton.setAttribute("aria-pressed", String(snapshot.locked));
    say(part(this.lockButton, "word", HTMLElement), snapshot.locked ? t("Locked") : t("Lock"));
    say(this.planned, t("of {n} min", { n: snapshot.planned_minutes }));
    this.tick();
  }

  tick() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const { elapsed, share, state } = pace(snapshot.started, snapshot.planned_minutes, Date.now() + this.#skew);
    this.timer.dataset.state = state;
    say(this.elapsed, duration(elapsed));
    this.progress.value = share;
  }

  lock() {
    void this.commands.run("lock", { locked: !this.#snapshot?.locked });
  }

  askEnd() {
    const there = this.#snapshot ? audience(this.#snapshot) : [];
    const names = there.map((person) => person.name).join(", ");
    say(
      part(this.ending, "who", HTMLElement),
      there.length > 0 ? t("{names} will see the goodbye page.", { names }) : t("Nobody else is in the room."),
    );
    this.ending.showModal();
  }

  /** @param {"connecting" | "online" | "offline"} state */
  showLine(state) {
    this.line.hidden = state === "online";
    this.line.dataset.state = state;
    say(
      part(this.line, "word", HTMLElement),
      state === "offline" ? t("Connection lost. Trying again; slides stay where they are.") : t("Connecting …"),
    );
  }
}
