/** The top: time against plan, the lock, the state of the line, and the end of the meeting. */

import { audience, duration, pace } from "./model.js";
import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @import {ServerTime} from "../live/servertime.js"
 * @import {Snapshot} from "../live/types.js"
 * @import {Weakness} from "../live/weakline.js"
 * @import {Commands} from "./commands.js"
 */

/** More names than these are counted. */
const MOST_NAMED = 6;

/** Who sees the goodbye page, in words. Pure. @param {string[]} names */
export function leavingWords(names) {
  if (names.length === 0) return t("Nobody else is in the room.");
  if (names.length > MOST_NAMED) return t("{n} people will see the goodbye page.", { n: names.length });
  return t("{names} will see the goodbye page.", { names: names.join(", ") });
}

export class TopBar {
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** @type {"connecting" | "online" | "offline"} */
  #state = "online";
  /** @type {Weakness} */
  #weak = "";

  /**
   * @param {HTMLElement} root
   * @param {HTMLDialogElement} ending  the dialog that asks before the meeting ends
   * @param {Commands} commands
   * @param {{webinar: boolean, clock: ServerTime}} plan
   */
  constructor(root, ending, commands, { webinar, clock }) {
    this.webinar = webinar;
    this.clock = clock;
    this.timer = part(root, "timer", HTMLElement);
    this.elapsed = part(root, "elapsed", HTMLElement);
    this.planned = part(root, "planned", HTMLElement);
    this.progress = part(root, "progress", HTMLProgressElement);
    this.lockButton = part(root, "lock", HTMLButtonElement);
    this.line = part(root, "line", HTMLElement);
    this.ending = ending;
    this.commands = commands;
    this.lockButton.addEventListener("click", () => this.lock());
    this.end = part(root, "end", HTMLButtonElement);
    this.end.addEventListener("click", () => this.askEnd());
    part(ending, "form", HTMLFormElement).addEventListener("submit", () => void commands.run("end", {}));
    setInterval(() => this.tick(), 1_000);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    // Practice has no end: whoever ended it would take the room away from the show.
    show(this.end, !(this.webinar && snapshot.phase === "waiting"));
    this.lockButton.setAttribute("aria-pressed", String(snapshot.locked));
    say(part(this.lockButton, "word", HTMLElement), snapshot.locked ? t("Locked") : t("Lock"));
    say(this.planned, t("of {n} min", { n: snapshot.planned_minutes }));
    this.tick();
  }

  tick() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const { elapsed, share, state } = pace(snapshot.started, snapshot.planned_minutes, this.clock.now());
    this.timer.dataset.state = state;
    say(this.elapsed, duration(elapsed));
    this.progress.value = share;
  }

  lock() {
    void this.commands.run("lock", { locked: !this.#snapshot?.locked });
  }

  askEnd() {
    if (this.end.hidden) return;
    const there = this.#snapshot ? audience(this.#snapshot) : [];
    say(part(this.ending, "who", HTMLElement), leavingWords(there.map(({ name }) => name)));
    this.ending.showModal();
  }

  /**
   * The line to the server, and how what the others send gets through.
   * @param {"connecting" | "online" | "offline"} state
   */
  showLine(state) {
    this.#state = state;
    this.#drawLine();
  }

  /** What of the others is left out, because our own line is weak. @param {Weakness} weak */
  showWeakness(weak) {
    this.#weak = weak;
    this.#drawLine();
  }

  #drawLine() {
    const words = lineWords(this.#state, this.#weak);
    this.line.hidden = words === "";
    this.line.dataset.state = this.#state;
    say(part(this.line, "word", HTMLElement), words);
  }
}

/** Pure. @param {"connecting" | "online" | "offline"} state @param {Weakness} weak */
export function lineWords(state, weak) {
  if (state === "offline") return t("Connection lost. Trying again; slides stay where they are.");
  if (state === "connecting") return t("Connecting …");
  if (weak === "all") return t("Weak connection: no sound, no pictures");
  if (weak === "picture") return t("Weak connection: pictures paused");
  return "";
}
