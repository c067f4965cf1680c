/**
 * The run sheet as sums: which part runs, what comes next, how far ahead or behind the show is.
 *
 * Rule 1: pure; `now` comes in. Times are server ms.
 * Rule 2: a show is measured against the hour it was planned for; one that goes live at quite another
 *         hour, as a rehearsal does, against the minute in which it went live.
 *
 * @import {AgendaItem} from "../live/types.js"
 * @typedef {{starts: number, started: number|null, minutes: number, now: number}} Hours  When it was planned
 *   to begin, when it went live, how long it was planned to be.
 * @typedef {{number: number, item: AgendaItem, at: number, state: "done"|"now"|"next"|"later"|"skipped"}} Line  `at`: when
 *   it was planned to begin.
 * @typedef {{lines: Line[], behind: number|null, left: number|null, over: boolean}} Sheet  `behind` and `left`
 *   in ms, null while nothing can be said; `over`: the part that runs has had its time.
 */

const MINUTE_MS = 60_000;
/** A show this far from its hour is no late start but another hour. */
const ANOTHER_HOUR_MS = 30 * MINUTE_MS;

/** @param {Hours} hours */
function base({ starts, started }) {
  return started === null || Math.abs(started - starts) <= ANOTHER_HOUR_MS ? starts : started;
}

/**
 * The part that runs: the one begun last; -1 while none has.
 * @param {AgendaItem[]} agenda
 */
function running(agenda) {
  return agenda.reduce((last, { started }, number) => {
    if (started === null) return last;
    return started >= (agenda[last]?.started ?? 0) ? number : last;
  }, -1);
}

/** @param {AgendaItem[]} agenda @param {number} current */
function following(agenda, current) {
  const after = agenda.findIndex(({ started }, number) => number > current && started === null);
  return after >= 0 || current >= 0 ? after : 0;
}

/**
 * @param {AgendaItem} item
 * @param {number} number
 * @param {number} current
 * @param {number} next
 * @returns {Line["state"]}
 */
function standing({ started }, number, current, next) {
  if (number === current) return "now";
  if (number === next) return "next";
  if (started !== null) return "done";
  return number < current ? "skipped" : "later";
}

/**
 * @param {AgendaItem[]} agenda
 * @param {Hours} hours
 * @returns {Sheet}
 */
export function sheetOf(agenda, hours) {
  const current = running(agenda);
  const next = following(agenda, current);
  let at = base(hours);
  const lines = agenda.map((item, number) => {
    const line = { number, item, at, state: standing(item, number, current, next) };
    at += item.minutes * MINUTE_MS;
    return line;
  });
  const now = lines[current];
  const end = now ? (now.item.started ?? 0) + now.item.minutes * MINUTE_MS : 0;
  const behind = now ? Math.max(end, hours.now) - (now.at + now.item.minutes * MINUTE_MS) : null;
  const left = hours.started === null ? null : base(hours) + hours.minutes * MINUTE_MS - hours.now;
  return { lines, behind, left, over: now !== undefined && hours.now > end };
}

/** Whole minutes, towards zero: nobody is told of seconds. @param {number} ms */
export const minutesOf = (ms) => Math.trunc(ms / MINUTE_MS);
