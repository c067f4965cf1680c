/**
 * The results of a poll as bars with numbers.
 *
 * @import {Poll} from "../live/types.js"
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";

/**
 * @typedef {object} Bar
 * @property {string} key
 * @property {string} text
 * @property {string} value What stands behind the bar.
 * @property {number} share 0 to 1 of the whole width.
 * @property {boolean} mine
 * @property {boolean} right
 */

/**
 * The bars, in the order of the options; a ranking's best first. Pure.
 * @param {Poll} poll
 * @param {readonly number[]} mine
 * @returns {Bar[]}
 */
export function barsOf({ kind, options, results, answered, correct }, mine) {
  const ranking = kind === "ranking";
  const whole = ranking ? Math.max(1, ...results) : Math.max(1, answered);
  const bars = options.map((text, number) => {
    const count = results[number] ?? 0;
    return {
      key: String(number),
      text,
      value: ranking ? t("{n} points", { n: count }) : `${Math.round((100 * count) / whole)} %`,
      share: count / whole,
      mine: !ranking && mine.includes(number),
      right: correct?.includes(number) ?? false,
    };
  });
  return ranking ? bars.toSorted((a, b) => b.share - a.share) : bars;
}

/**
 * @param {HTMLElement} list
 * @param {Poll} poll
 * @param {readonly number[]} mine
 */
export function drawResults(list, poll, mine) {
  const bars = poll.kind === "text" ? textsOf(poll) : barsOf(poll, mine);
  follow(list, bars, ({ key }) => key, () => stamp("poll-bar"), drawBar);
}

/** @param {Poll} poll @returns {Bar[]} */
function textsOf({ texts }) {
  return texts.map((text, n) => ({
    ...{ key: String(n), text, value: "", share: 0, mine: false, right: false },
  }));
}

/** @param {HTMLElement} row @param {Bar} bar */
function drawBar(row, { text, value, share, mine, right }) {
  say(part(row, "text", HTMLElement), text);
  say(part(row, "value", HTMLElement), value);
  show(part(row, "mine", HTMLElement), mine);
  show(part(row, "right", HTMLElement), right);
  row.style.setProperty("--share", String(share));
  row.dataset["right"] = String(right);
}
