/**
 * The run sheet of a webinar: its parts with their planned times, what runs, what comes next.
 *
 * Rule 1: a part begins when a host says so, never by the clock: the clock says only how late it is.
 * Rule 2: the hours are those of the webinar's place; whoever sits elsewhere is told so.
 * Rule 3: being over time is shown in amber and said once, never by something that blinks.
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";
import { minutesOf, sheetOf } from "./sheet.js";

/**
 * @import {Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 * @import {Line, Sheet} from "./sheet.js"
 */

export class RunSheet {
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} root
   * @param {Commands} commands
   * @param {{starts: number, zone: string, leads: boolean}} plan  `leads`: whether I may tick.
   */
  constructor(root, commands, { starts, zone, leads }) {
    this.root = root;
    this.commands = commands;
    this.starts = starts;
    this.leads = leads;
    this.hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.list = part(root, "lines", HTMLElement);
    this.none = part(root, "no-agenda", HTMLElement);
    this.pace = part(root, "pace", HTMLElement);
    this.behind = part(root, "behind", HTMLElement);
    this.left = part(root, "left", HTMLElement);
    const where = part(root, "zone", HTMLElement);
    show(where, isElsewhere(zone, starts));
    say(where, t("Times in {zone}", { zone: zone.replaceAll("_", " ") }));
  }

  /** @param {Snapshot} snapshot @param {number} now Server ms. */
  update(snapshot, now) {
    this.#snapshot = snapshot;
    this.tick(now);
  }

  /** Time passes. @param {number} now Server ms. @returns {Sheet | null} */
  tick(now) {
    const snapshot = this.#snapshot;
    if (!snapshot) return null;
    const { agenda = [], started, planned_minutes: minutes } = snapshot;
    const sheet = sheetOf(agenda, { starts: this.starts, started, minutes, now });
    show(this.none, agenda.length === 0);
    show(this.list, agenda.length > 0);
    const { state, behind, left } = paceWords(sheet);
    this.pace.dataset["state"] = state;
    say(this.behind, behind);
    say(this.left, left);
    follow(
      this.list,
      sheet.lines,
      ({ number }) => String(number),
      ({ number }) => this.#make(number),
      (row, line) => this.#fill(row, line, sheet.over),
    );
    return sheet;
  }

  /** @param {number} item */
  #make(item) {
    const row = stamp("sheet-line");
    part(row, "tick", HTMLButtonElement).addEventListener("click", () => {
      const started = this.#snapshot?.agenda?.[item]?.started == null;
      void this.commands.run("start_item", { item, started });
    });
    return row;
  }

  /** @param {HTMLElement} row @param {Line} line @param {boolean} over */
  #fill(row, { item, at, state }, over) {
    row.dataset["state"] = state;
    say(part(row, "at", HTMLElement), this.hour.format(at));
    say(part(row, "title", HTMLElement), item.title);
    const length = t("{n} min", { n: item.minutes });
    say(part(row, "about", HTMLElement), item.speaker ? `${item.speaker} · ${length}` : length);
    this.#sign(part(row, "state", HTMLElement), state, over);
    const tick = part(row, "tick", HTMLButtonElement);
    const begun = item.started !== null;
    show(tick, this.leads);
    tick.classList.toggle("primary", state === "next");
    tick.classList.toggle("quiet", state !== "next");
    const hour = begun ? this.hour.format(item.started ?? 0) : "";
    say(tick, begun ? t("Since {hour}", { hour }) : t("Start"));
    const label = begun
      ? t("Since {hour}: {title}. Take that back", { title: item.title, hour })
      : t("Start {title}", { title: item.title });
    if (tick.getAttribute("aria-label") !== label) tick.setAttribute("aria-label", label);
    tick.title = begun ? t("Take that back") : "";
  }

  /** @param {HTMLElement} sign @param {Line["state"]} state @param {boolean} over */
  #sign(sign, state, over) {
    show(sign, state === "now" || state === "next");
    const late = state === "now" && over;
    sign.dataset["tone"] = state === "now" ? (late ? "wait" : "good") : "";
    say(sign, state === "next" ? t("Up next") : late ? t("Over time") : t("Now"));
  }
}

/**
 * Whether the clocks of a place show another hour than mine.
 * @param {string} zone
 * @param {number} at  ms
 */
export function isElsewhere(zone, at) {
  const told = (/** @type {string | undefined} */ timeZone) =>
    new Intl.DateTimeFormat("en", { dateStyle: "short", timeStyle: "short", timeZone }).format(at);
  return told(zone) !== told(undefined);
}

/**
 * How the show stands, in words. Pure.
 * @param {Pick<Sheet, "behind"|"left">} sheet
 * @returns {{state: "waiting"|"good"|"late", behind: string, left: string}}
 */
export function paceWords({ behind, left }) {
  const rest = left === null ? "" : minutesOf(left);
  const tail =
    rest === "" ? "" : rest < 0 || (left ?? 0) < 0 ? t("{n} min over", { n: Math.abs(rest) }) : t("{n} min left", { n: rest });
  if (behind === null) return { state: (left ?? 0) < 0 ? "late" : "waiting", behind: "", left: tail };
  const off = minutesOf(behind);
  const words = off === 0 ? t("On time") : off > 0 ? t("{n} min behind", { n: off }) : t("{n} min ahead", { n: -off });
  return { state: off > 0 || (left ?? 0) < 0 ? "late" : "good", behind: words, left: tail };
}
