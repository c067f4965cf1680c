/**
 * What can be chosen in a poll, and what was chosen.
 *
 * Rule 1: every kind is native fields in a fieldset: keyboard, screen reader and zoom need nothing more.
 * Rule 2: a ranking gives each option its place by a list; nothing has to be dragged.
 *
 * @import {Poll} from "../live/types.js"
 */

import { part, say, stamp } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @param {HTMLElement} place
 * @param {Poll} poll
 * @param {boolean} anew Fields are made only then, so that no choice is lost by a redraw.
 */
export function drawChoices(place, poll, anew) {
  if (!anew && place.childElementCount > 0) return;
  place.dataset["kind"] = poll.kind;
  place.replaceChildren(
    ...(poll.kind === "text" ? [free()] : poll.options.map((text, n) => choice(poll, text, n))),
  );
}

/** A free answer. */
function free() {
  const row = stamp("poll-text");
  row.querySelector("textarea")?.setAttribute("aria-label", t("Your answer"));
  return row;
}

/** @param {Poll} poll @param {string} text @param {number} number */
function choice(poll, text, number) {
  const row = stamp(poll.kind === "ranking" ? "poll-rank" : "poll-choice");
  say(part(row, "text", HTMLElement), text);
  const field = row.querySelector("input, select");
  if (field instanceof HTMLInputElement) {
    field.type = poll.kind === "multiple" ? "checkbox" : "radio";
    field.name = `poll-${poll.id}`;
    field.value = String(number);
  }
  if (field instanceof HTMLSelectElement) {
    field.setAttribute("aria-label", t("Place of {option}", { option: text }));
    field.dataset["option"] = String(number);
    field.append(...poll.options.map((_, place) => new Option(String(place + 1), String(place))));
    field.value = String(number);
  }
  return row;
}

/**
 * The answer as the fields have it; null: none yet, or a ranking with two on one place.
 * @param {HTMLElement} form
 * @param {Poll} poll
 * @returns {{choices: number[], text: string}|null}
 */
export function choicesOf(form, poll) {
  if (poll.kind === "text") {
    const text = form.querySelector("textarea")?.value.trim() ?? "";
    return text ? { choices: [], text } : null;
  }
  if (poll.kind === "ranking") return rankingOf([...form.querySelectorAll("select")]);
  const chosen = [...form.querySelectorAll("input")].filter(({ checked }) => checked);
  return chosen.length > 0 ? { choices: chosen.map(({ value }) => Number(value)), text: "" } : null;
}

/** @param {HTMLSelectElement[]} fields */
function rankingOf(fields) {
  /** @type {number[]} */
  const order = [];
  for (const { value, dataset } of fields) order[Number(value)] = Number(dataset["option"]);
  const whole = fields.every((_, place) => order[place] !== undefined);
  return whole ? { choices: order, text: "" } : null;
}
