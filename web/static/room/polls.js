/**
 * Polls: a card over the stage, answered without leaving the slide.
 *
 * Rule 1: one at a time: the newest that waits for an answer, else the newest whose results are shown.
 * Rule 2: an answer counts at once and may be changed while the poll is open; the card says both.
 * Rule 3: bars are never told by colour alone: each has its number, what is right has a word.
 *
 * @import {Poll, Snapshot} from "../live/types.js"
 */

import { part, say, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";
import { t, tn } from "../live/words.js";
import { choicesOf, drawChoices } from "./pollchoices.js";
import { drawResults } from "./pollresults.js";

/**
 * @typedef {object} Heard
 * @property {null} change Opened or put away.
 * @property {{poll: string, choices: number[], text: string}} answer
 */

/**
 * The poll that the card is about; null: none. Pure.
 * @param {Pick<Snapshot, "polls"|"my_answers">} snapshot
 * @returns {Poll|null}
 */
export function pollNow({ polls = [], my_answers: mine = {} }) {
  const newest = (/** @type {(poll: Poll) => boolean} */ fits) => polls.findLast(fits);
  return (
    newest(({ id, state }) => state === "open" && !(id in mine)) ??
    newest(({ state, shown }) => state === "open" || shown) ??
    null
  );
}

/** @extends {Emitter<Heard>} */
export class PollCard extends Emitter {
  /** Whether the card is put away. */
  away = false;

  #card;
  #form;
  /** @type {Poll|null} */
  #poll = null;
  /** @type {number[]|undefined} */
  #mine;
  #changing = false;

  /** @param {HTMLElement} card */
  constructor(card) {
    super();
    this.#card = card;
    this.#form = part(card, "poll-form", HTMLFormElement);
    part(card, "poll-away", HTMLButtonElement).addEventListener("click", () => this.toggle(false));
    part(card, "poll-change", HTMLButtonElement).addEventListener("click", () => this.#change());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    card.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
  }

  /** The poll that the card is about. */
  get poll() {
    return this.#poll;
  }

  /** Whether it waits for my answer. */
  get waits() {
    return this.#poll?.state === "open" && this.#mine === undefined;
  }

  /** @param {Snapshot} snapshot @returns {boolean} Whether it is another poll than before. */
  update(snapshot) {
    const poll = pollNow(snapshot);
    const fresh = poll !== null && poll.id !== this.#poll?.id;
    const mine = poll ? snapshot.my_answers?.[poll.id] : undefined;
    if (fresh || this.#poll?.shown !== poll?.shown) this.away = false;
    if (fresh || mine !== this.#mine) this.#changing = false;
    this.#poll = poll;
    this.#mine = mine;
    this.#draw(fresh);
    return fresh;
  }

  /** @param {boolean} [open] */
  toggle(open = this.away) {
    this.away = !open;
    this.#draw(false);
    if (open) part(this.#card, "poll-question", HTMLElement).focus();
    this.tell("change", null);
  }

  /** @param {boolean} fresh */
  #draw(fresh) {
    show(this.#card, this.#poll !== null && !this.away);
    const poll = this.#poll;
    if (!poll) return;
    const asks = poll.state === "open" && (this.#mine === undefined || this.#changing);
    say(part(this.#card, "poll-kind", HTMLElement), headingOf(poll));
    say(part(this.#card, "poll-question", HTMLElement), poll.question);
    if (asks) drawChoices(part(this.#card, "poll-choices", HTMLElement), poll, fresh);
    show(this.#form, asks);
    const results = part(this.#card, "poll-results", HTMLElement);
    show(results, !asks && poll.shown);
    if (poll.shown) drawResults(results, poll, this.#mine ?? []);
    const note = part(this.#card, "poll-note", HTMLElement);
    say(note, noteOf(poll, this.#mine));
    show(note, !asks);
    show(part(this.#card, "poll-change", HTMLElement), !asks && poll.state === "open");
  }

  #change() {
    this.#changing = true;
    this.#draw(true);
    this.#form.querySelector("input, textarea, select")?.scrollIntoView({ block: "nearest" });
  }

  #submit() {
    const poll = this.#poll;
    if (!poll) return;
    const answer = choicesOf(this.#form, poll);
    if (answer) this.tell("answer", { poll: poll.id, ...answer });
    else say(part(this.#card, "poll-problem", HTMLElement), t("Please choose an answer first."));
    show(part(this.#card, "poll-problem", HTMLElement), answer === null);
  }
}

/** @param {Poll} poll */
function headingOf({ state, shown }) {
  if (state === "open") return t("Poll");
  return shown ? t("Poll: results") : t("Poll: closed");
}

/** @param {Poll} poll @param {number[]|undefined} mine */
function noteOf({ state, shown, answered }, mine) {
  if (shown) return tn("{n} answer", "{n} answers", answered);
  if (state === "open") return t("Thank you; your answer is counted.");
  return mine ? t("This poll is closed. Thank you for your answer.") : t("This poll is closed.");
}
