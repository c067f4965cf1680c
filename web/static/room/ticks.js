/**
 * The list of the device check that ticks itself: a sign and a sentence for each line.
 *
 * @import {Path} from "./pathcheck.js"
 */

import { iconOf, part, say } from "../live/dom.js";
import { t } from "../live/words.js";

/** @typedef {"waiting"|"busy"|"good"|"poor"|"off"} Tick */

const ICONS = {
  waiting: "circle",
  busy: "loader-circle",
  good: "circle-check",
  poor: "circle-alert",
  off: "minus",
};

/**
 * Writes one line.
 * @param {HTMLElement} root
 * @param {"camera"|"microphone"|"sound"|"connection"} name
 * @param {Tick} state
 * @param {string} text
 */
export function tick(root, name, state, text) {
  const line = part(root, `tick-${name}`, HTMLElement);
  line.dataset["state"] = state;
  iconOf(line, ICONS[state]);
  say(part(line, "note", HTMLElement), text);
}

/**
 * What the line of the connection says of a way.
 * @param {Path} path
 * @returns {[Tick, string]}
 */
export function tickOf(path) {
  return WAYS[path]();
}

/** @type {Record<Path, () => [Tick, string]>} */
const WAYS = {
  direct: () => ["good", t("Direct (UDP): the best there is.")],
  tcp: () => ["good", t("By TCP: good, perhaps a little slower.")],
  relay: () => ["good", t("Through a relay: good, perhaps a little slower.")],
  none: () => [
    "poor",
    t(
      "This network lets no video through. Slides, chat and questions work; for sound, try another network.",
    ),
  ],
  unknown: () => ["off", t("Could not be tried now. It is tried again when you join.")],
};
