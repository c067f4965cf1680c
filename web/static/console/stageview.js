/**
 * The stage view of a webinar: what comes and what is live side by side, the run sheet, the crew.
 *
 * Rule 1: what must be heard is said in one quiet place, each thing once, never twice within half a minute.
 */

import { part, say, show } from "../live/dom.js";
import { t, tn } from "../live/words.js";
import { CrewChat } from "./crewchat.js";
import { Figures } from "./figures.js";
import { News } from "./news.js";
import { RunSheet } from "./runsheet.js";
import { TroubleList } from "./trouble.js";
import { Views } from "./views.js";
import { Wings } from "./wings.js";

/**
 * @import {ServerTime} from "../live/servertime.js"
 * @import {RoomPage, Snapshot} from "../live/types.js"
 * @import {Audience} from "../live/volatiletypes.js"
 * @import {Commands} from "./commands.js"
 */

const LEADERS = new Set(["host", "moderator"]);
const QUIET_MS = 30_000;

export class StageView {
  /** Whether the part that runs was over its time. */
  #over = false;
  /** How many had trouble. */
  #troubled = 0;
  /** When something was last said (ms of this page). */
  #spoke = -QUIET_MS;

  /**
   * @param {(id: string) => HTMLElement} at  finds a part of the page
   * @param {Commands} commands
   * @param {Pick<RoomPage, "role"|"starts"|"zone">} page
   * @param {ServerTime} clock
   */
  constructor(at, commands, { role, starts, zone }, clock) {
    const leads = LEADERS.has(role);
    this.clock = clock;
    this.views = new Views(at("views"), at("main"));
    this.news = new News();
    this.sheet = new RunSheet(at("run-sheet"), commands, { starts, zone, leads });
    this.wings = new Wings(at("wings"), part(at("stage"), "on-air", HTMLElement), commands, leads);
    this.crew = new CrewChat(at("crew-chat"), commands, zone);
    this.figures = new Figures(at("figures"), zone);
    this.trouble = new TroubleList(at("trouble-list"));
    this.showFigures(at, leads);
    this.mixer = at("mixer");
    this.sign = part(at("stage"), "sign", HTMLElement);
    this.spoken = at("spoken");
    setInterval(() => this.tick(), 1_000);
  }

  /** Figures are told to hosts alone. @param {(id: string) => HTMLElement} at @param {boolean} shown */
  showFigures(at, shown) {
    show(at("figures"), shown);
    show(at("trouble-list"), shown);
    this.views.offer("figures", shown);
  }

  /** @param {Audience} told */
  hear(told) {
    this.figures.hear(told, this.#now());
    this.trouble.hear(told.trouble, this.#now());
    const { count } = told.trouble;
    if (count > this.#troubled) {
      this.views.mark("figures");
      this.#speak(tn("{n} person has trouble with the connection", "{n} people have trouble with the connection", count));
    }
    this.#troubled = count;
  }

  /** The line is cut. */
  cut() {
    this.figures.cut(this.#now());
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.mixer.dataset["phase"] = snapshot.phase;
    say(this.sign, snapshot.phase === "live" ? t("Live") : t("Practice"));
    this.wings.update(snapshot);
    this.sheet.update(snapshot, this.#now());
    this.trouble.know(snapshot.participants, this.#now());
    if (this.crew.update(snapshot) > 0) this.views.mark("crew");
    for (const name of this.news.hear(snapshot)) this.views.mark(name);
    this.tick();
  }

  tick() {
    const now = this.#now();
    this.figures.tick(now);
    this.trouble.tick(now);
    const over = this.sheet.tick(now)?.over === true;
    if (over && !this.#over) {
      this.views.mark("sheet");
      this.#speak(t("This part has had its time."));
    }
    this.#over = over;
  }

  /** Say something to whoever hears the page, unless something was said just now. @param {string} words */
  #speak(words) {
    if (performance.now() - this.#spoke < QUIET_MS) return;
    this.#spoke = performance.now();
    say(this.spoken, words);
  }

  #now() {
    return this.clock.now();
  }
}
