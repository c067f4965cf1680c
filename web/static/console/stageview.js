/**
 * The stage view of a webinar: what comes and what is live side by side, the run sheet, the crew.
 *
 * Rule 1: what must be heard is said in one quiet place, each thing once, never twice within half a minute.
 */

import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";
import { CrewChat } from "./crewchat.js";
import { RunSheet } from "./runsheet.js";
import { Views } from "./views.js";
import { Wings } from "./wings.js";

/**
 * @import {RoomPage, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

const LEADERS = new Set(["host", "moderator"]);

export class StageView {
  /** Server time minus ours, in ms. */
  #skew = 0;
  /** How many lines of the crew were seen; null before the first picture. @type {number | null} */
  #lines = null;
  /** Whether the part that runs was over its time. */
  #over = false;

  /**
   * @param {(id: string) => HTMLElement} at  finds a part of the page
   * @param {Commands} commands
   * @param {Pick<RoomPage, "role"|"starts"|"now"|"zone">} page
   */
  constructor(at, commands, { role, starts, now, zone }) {
    const leads = LEADERS.has(role);
    this.#skew = now - Date.now();
    this.views = new Views(at("views"), at("main"));
    this.sheet = new RunSheet(at("run-sheet"), commands, { starts, zone, leads });
    this.wings = new Wings(at("wings"), part(at("stage"), "on-air", HTMLElement), commands, leads);
    this.crew = new CrewChat(at("crew-chat"), commands, zone);
    this.mixer = at("mixer");
    this.sign = part(at("stage"), "sign", HTMLElement);
    this.spoken = at("spoken");
    setInterval(() => this.tick(), 1_000);
  }

  /** @param {Snapshot} snapshot @param {boolean} now Whether it has just become so. */
  update(snapshot, now) {
    // What comes late says less than what came at once; nothing comes before it has happened.
    if (now) this.#skew = Math.max(this.#skew, snapshot.at - Date.now());
    this.mixer.dataset["phase"] = snapshot.phase;
    say(this.sign, snapshot.phase === "live" ? t("Live") : t("Practice"));
    this.wings.update(snapshot);
    this.sheet.update(snapshot, this.#now());
    this.#count(this.crew.update(snapshot));
    this.tick();
  }

  tick() {
    const over = this.sheet.tick(this.#now())?.over === true;
    if (over && !this.#over) {
      this.views.mark("sheet");
      say(this.spoken, t("This part has had its time."));
    }
    this.#over = over;
  }

  /** @param {number} lines */
  #count(lines) {
    if (this.#lines !== null && lines > this.#lines) this.views.mark("crew");
    this.#lines = lines;
  }

  #now() {
    return Date.now() + this.#skew;
  }
}
