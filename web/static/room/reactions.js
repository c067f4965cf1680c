/**
 * Reactions: chosen from a small menu, seen by all for a moment.
 *
 * Rule 1: with reduced motion nothing floats; the reaction stands still and goes.
 * Rule 2: never more than a dozen at once, however many people clap.
 *
 * @import {Reaction} from "../live/types.js"
 */

import { iconOf, part, say, stamp } from "../live/dom.js";
import { t } from "../live/words.js";

const SHOWN_MS = 2_600;
const MOST = 12;

/** @type {Record<Reaction, string>} */
const ICONS = {
  thumbs_up: "thumbs-up",
  clap: "party-popper",
  heart: "heart",
  laugh: "laugh",
  surprised: "sparkles",
  confused: "circle-question-mark",
};

/** @param {Reaction} reaction */
export function nameOf(reaction) {
  const names = {
    thumbs_up: t("Agree"),
    clap: t("Applause"),
    heart: t("Love it"),
    laugh: t("Funny"),
    surprised: t("Surprising"),
    confused: t("Unclear"),
  };
  return names[reaction];
}

/**
 * Lets the reactions of a crowd rise: as many bubbles as can be told apart.
 * @param {HTMLElement} place
 * @param {Partial<Record<Reaction, number>>} counts
 */
export function floatAll(place, counts) {
  for (const [reaction, count] of Object.entries(counts)) {
    const bubbles = Math.min(3, Math.ceil(Math.log2(count + 1)));
    for (let n = 0; n < bubbles; n += 1) float(place, /** @type {Reaction} */ (reaction), "");
  }
}

/**
 * Lets a reaction rise over the slide.
 * @param {HTMLElement} place
 * @param {Reaction} reaction
 * @param {string} name Whose it is; "" in a crowd.
 */
export function float(place, reaction, name) {
  if (!(reaction in ICONS)) return;
  const bubble = stamp("reaction-bubble");
  bubble.dataset["reaction"] = reaction;
  bubble.style.setProperty("--at", String(Math.random()));
  iconOf(bubble, ICONS[reaction]);
  say(part(bubble, "name", HTMLElement), name);
  place.append(bubble);
  while (place.childElementCount > MOST) place.firstElementChild?.remove();
  setTimeout(() => bubble.remove(), SHOWN_MS);
}
