/**
 * The break of the audience, and a webinar that is without its host.
 *
 * Rule 1: what the crew says in a break the audience does not hear: the bar says which it is.
 * Rule 2: a break whose time is over is ended by the host, who is reminded: in the bar, by a message and
 *         in the window's title. It ends by itself only if the host has asked for that.
 * Rule 3: figures that run are silent; a screen reader hears when it closes, when it is over, and each
 *         minute that it is over; and once that no host is connected.
 * Rule 4: what the server has refused is not shown as done.
 */

import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { toast } from "../ui/toast.js";
import { keepFocus } from "./focus.js";

/**
 * @import {ServerTime} from "../live/servertime.js"
 * @import {Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/** The crew collects itself. */
const CLOSING_MS = 30_000;
const MORE_MIN = 2;
/** What the server takes. */
const LONGEST_MIN = 60;

/** A live meeting waits so long for its host; the server's rule. */
export const HOST_ABSENT_MS = 300_000;

/** @param {number} ms */
function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * What the crew is told of the break; "" while there is none. Pure.
 * @param {Pick<Snapshot, "pause"|"phase">} snapshot
 * @param {number} now Server ms.
 */
export function breakText({ pause, phase }, now) {
  if (!pause || phase === "ended") return "";
  if (!pause.until) return t("The audience has a break; only the crew hears you.");
  if (pause.until <= now) return overText(Math.floor((now - pause.until) / 60_000));
  const time = clock(pause.until - now);
  return pause.ends
    ? t("Break: {time} to go, then you are on air by itself; only the crew hears you.", { time })
    : t("Break: {time} to go; only the crew hears you.", { time });
}

/** @param {number} minutes Since the break should have ended. */
function overText(minutes) {
  return minutes < 1
    ? t("The break is over: go on when you are ready.")
    : t("The break has been over for {n} min: the audience waits.", { n: minutes });
}

/**
 * How far a break is: what is said anew when it changes. Pure.
 * @param {Pick<Snapshot, "pause"|"phase">} snapshot
 * @param {number} now Server ms.
 * @returns {"none" | "open" | "running" | "closing" | "over"}
 */
export function breakState({ pause, phase }, now) {
  if (!pause || phase === "ended") return "none";
  if (!pause.until) return "open";
  if (pause.until <= now) return "over";
  return pause.until - now <= CLOSING_MS ? "closing" : "running";
}

/**
 * For how many minutes from now a break goes on that is given some more. Pure.
 * @param {number} until
 * @param {number} now Server ms.
 */
export function longer(until, now) {
  return Math.min(LONGEST_MIN, Math.round(Math.max(0, until - now) / 60_000) + MORE_MIN);
}

/**
 * What the crew is told while no host is connected; "" while one is. Pure.
 * @param {Pick<Snapshot, "host_gone"|"phase">} snapshot
 * @param {number} now Server ms.
 */
export function aloneText({ host_gone: gone, phase }, now) {
  if (!gone || phase !== "live") return "";
  const time = clock(gone + HOST_ABSENT_MS - now);
  return t("No host is connected. It ends by itself in {time} unless one comes back.", { time });
}

export class Pause {
  /** @type {Snapshot | null} */
  #snapshot = null;
  #state = breakState({ pause: null, phase: "waiting" }, 0);
  #title = document.title;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} alone
   * @param {Commands} commands
   * @param {boolean} leads  whether I may pause
   * @param {ServerTime} clock
   */
  constructor(root, alone, commands, leads, clock) {
    this.root = root;
    this.alone = alone;
    this.commands = commands;
    this.leads = leads;
    this.clock = clock;
    this.standing = part(root, "standing", HTMLElement);
    this.said = part(root, "said", HTMLElement);
    this.aloneText = part(alone, "text", HTMLElement);
    this.aloneSaid = part(alone, "said", HTMLElement);
    this.minutes = part(root, "minutes", HTMLSelectElement);
    this.ends = part(root, "ends", HTMLInputElement);
    this.tools = {
      hold: part(root, "hold", HTMLButtonElement),
      resume: part(root, "resume", HTMLButtonElement),
      more: part(root, "more", HTMLButtonElement),
      ends: part(root, "ends-field", HTMLElement),
    };
    this.#listen();
    setInterval(() => this.draw(), 1_000);
  }

  #listen() {
    const { hold, resume, more } = this.tools;
    const pause = (/** @type {number | null} */ minutes) =>
      this.commands.run("pause", { paused: true, minutes, ends: minutes !== 0 && this.ends.checked });
    hold.addEventListener("click", () => void pause(Number(this.minutes.value)));
    resume.addEventListener("click", () => void this.commands.run("pause", { paused: false }));
    more.addEventListener("click", () => void pause(longer(this.#snapshot?.pause?.until ?? 0, this.clock.now())));
    this.minutes.addEventListener("change", () => this.draw());
    this.ends.addEventListener("change", async () => {
      if (this.#snapshot?.pause && !(await pause(null))) this.#tick();
    });
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    this.#tick();
    this.draw();
  }

  /** Another host may have ticked it. */
  #tick() {
    const pause = this.#snapshot?.pause;
    if (pause) this.ends.checked = pause.ends === true;
  }

  draw() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const now = this.clock.now();
    const paused = snapshot.pause !== null && snapshot.pause !== undefined;
    const text = breakText(snapshot, now);
    show(this.root, snapshot.phase === "live" && (this.leads || paused));
    say(this.standing, text);
    show(this.standing, text !== "");
    keepFocus(this.root, () => this.#drawTools(snapshot, paused));
    this.#remind(breakState(snapshot, now), text);
    const alone = aloneText(snapshot, now);
    show(this.alone, alone !== "");
    say(this.aloneText, alone);
    if (alone === "" || this.aloneSaid.textContent === "") say(this.aloneSaid, alone);
  }

  /** @param {Snapshot} snapshot @param {boolean} paused */
  #drawTools({ pause }, paused) {
    const timed = paused ? Boolean(pause?.until) : this.minutes.value !== "0";
    show(this.tools.hold, this.leads && !paused);
    show(this.minutes, this.leads && !paused);
    show(this.tools.resume, this.leads && paused);
    show(this.tools.more, this.leads && paused && timed);
    show(this.tools.ends, this.leads && timed);
  }

  /** @param {ReturnType<typeof breakState>} state @param {string} text */
  #remind(state, text) {
    const over = state === "over";
    this.root.dataset.state = state;
    if (over || state !== this.#state) say(this.said, text);
    if (state === this.#state) return;
    this.#state = state;
    document.title = over ? [t("Break over"), this.#title].join(" · ") : this.#title;
    if (over && this.leads) toast(t("The break is over: the audience waits for you."), "wait");
  }
}
