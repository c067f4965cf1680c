/**
 * The show of a webinar: practice, the countdown, live; and how many are out there.
 *
 * Rule 1: going live is never one careless press: the usual way counts down and can be stopped.
 * Rule 2: seconds that run, and an audience that comes and goes, are not read out; the steps are.
 */

import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";
import { keepFocus } from "./focus.js";
import { LEADERS } from "./queue.js";

/**
 * @typedef {import("./model.js").Snapshot} Snapshot
 * @typedef {import("./commands.js").Commands} Commands
 */

/** How long the usual countdown is. */
const COUNTDOWN_MS = 10_000;
const INSIDE = new Set(["present", "reconnecting", "held"]);

/**
 * How many attendees wait at the door, and how many are inside. Pure.
 * @param {Snapshot["participants"]} participants
 */
export function crowd(participants) {
  const attendees = participants.filter(({ role }) => role === "attendee");
  return {
    waiting: attendees.filter(({ state }) => state === "lobby").length,
    inside: attendees.filter(({ state }) => INSIDE.has(state)).length,
  };
}

/**
 * What the bar says; numbers only to those whom the room tells of the audience. Pure.
 * @param {Pick<Snapshot, "phase"|"live_at"|"participants"|"role">} snapshot
 * @param {number} now Server ms.
 * @returns {{state: "practice"|"countdown"|"live", text: string}}
 */
export function standing({ phase, live_at: liveAt, participants, role }, now) {
  const { waiting, inside } = crowd(participants);
  const told = LEADERS.has(role);
  if (phase !== "waiting") {
    return { state: "live", text: told ? t("Live: {n} in the audience", { n: inside }) : t("Live") };
  }
  if (liveAt) {
    const seconds = Math.max(0, Math.ceil((liveAt - now) / 1_000));
    return { state: "countdown", text: t("Live in {n} s", { n: seconds }) };
  }
  if (!told) return { state: "practice", text: t("Practice: only the crew is in.") };
  return { state: "practice", text: t("Practice: only the crew is in. {n} wait at the door.", { n: waiting }) };
}

export class Show {
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} root
   * @param {Commands} commands
   * @param {boolean} leads Whether I may go live.
   * @param {import("../live/servertime.js").ServerTime} clock
   */
  constructor(root, commands, leads, clock) {
    this.root = root;
    this.leads = leads;
    this.clock = clock;
    this.text = part(root, "text", HTMLElement);
    this.said = part(root, "said", HTMLElement);
    this.soon = part(root, "go-soon", HTMLButtonElement);
    this.now = part(root, "go-now", HTMLButtonElement);
    this.stop = part(root, "stop", HTMLButtonElement);
    this.soon.addEventListener("click", () => void commands.run("go_live", { delay_ms: COUNTDOWN_MS }));
    this.now.addEventListener("click", () => void commands.run("go_live", { delay_ms: 0 }));
    this.stop.addEventListener("click", () => void commands.run("stop_countdown", {}));
    setInterval(() => this.draw(), 1_000);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    this.draw();
  }

  draw() {
    if (!this.#snapshot) return;
    const { state, text } = standing(this.#snapshot, this.clock.now());
    this.root.hidden = false;
    say(this.text, text);
    if (this.root.dataset.state !== state) say(this.said, text);
    this.root.dataset.state = state;
    keepFocus(this.root, () => this.#drawTools(state));
  }

  /** @param {ReturnType<typeof standing>["state"]} state */
  #drawTools(state) {
    this.soon.hidden = !this.leads || state !== "practice";
    this.now.hidden = this.soon.hidden;
    this.stop.hidden = !this.leads || state !== "countdown";
  }
}
