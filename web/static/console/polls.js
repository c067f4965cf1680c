/**
 * Polls as the hosts run them: made on the spot, opened, closed, shown.
 *
 * Rule 1: results are the hosts' alone until they show them; the row says which it is.
 * Rule 2: a poll that was opened is not changed any more, nor thrown away.
 */

import { part, say, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { uuid7 } from "../live/ids.js";
import { t, tn } from "../live/words.js";
import { LEADERS } from "./queue.js";
import { drawResults } from "../room/pollresults.js";

/**
 * @import {Poll, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/**
 * A poll as the form has it; null: something is missing. Pure.
 * @param {{kind: string, question: string, options: string, right: string}} form `options`: one in each
 *   line; `right`: which are right, by number from 1, with commas; "" for a poll without.
 */
export function pollOf({ kind, question, options, right }) {
  const lines = options.split("\n").map((line) => line.trim());
  const choices = kind === "text" ? [] : [...new Set(lines.filter(Boolean))];
  if (!question.trim() || (kind !== "text" && choices.length < 2)) return null;
  const numbers = right.split(/[\s,;]+/).filter(Boolean).map((each) => Number(each) - 1);
  if (numbers.some((number) => !(number in choices))) return null;
  const quiz = numbers.length > 0 && (kind === "single" || kind === "multiple");
  return { kind, question: question.trim(), options: choices, correct: quiz ? numbers : null };
}

export class Polls {
  /** What the form is to become: sent twice it is one poll. */
  #id = "";

  /**
   * @param {HTMLElement} root
   * @param {HTMLDialogElement} dialog where a new one is written
   * @param {Commands} commands
   */
  constructor(root, dialog, commands) {
    this.root = root;
    this.dialog = dialog;
    this.commands = commands;
    this.list = part(root, "polls-list", HTMLElement);
    this.none = part(root, "no-polls", HTMLElement);
    this.form = part(dialog, "form", HTMLFormElement);
    this.problem = part(dialog, "problem", HTMLElement);
    /** @type {Poll[]} */
    this.polls = [];
    part(root, "new-poll", HTMLButtonElement).addEventListener("click", () => this.write());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    this.kind().addEventListener("change", () => this.drawForm());
  }

  /** @param {Snapshot} snapshot */
  update({ polls = [], role }) {
    this.root.hidden = polls.length === 0 && !LEADERS.has(role);
    this.polls = polls;
    this.none.hidden = polls.length > 0;
    const newest = polls.toReversed();
    follow(this.list, newest, ({ id }) => id, ({ id }) => this.make(id), (row, poll) => this.fill(row, poll));
  }

  /** @param {string} poll */
  make(poll) {
    const row = stamp("poll-row");
    const now = () => this.polls.find(({ id }) => id === poll);
    const on = (/** @type {string} */ name, /** @type {() => void} */ action) =>
      part(row, name, HTMLButtonElement).addEventListener("click", action);
    on("move", () => {
      const state = now()?.state === "open" ? "closed" : "open";
      void this.commands.run("poll_move", { poll, state });
    });
    on("reveal", () => void this.commands.run("poll_show", { poll, shown: now()?.shown !== true }));
    on("remove", () => void this.commands.run("poll_remove", { poll }));
    return row;
  }

  /** @param {HTMLElement} row @param {Poll} poll */
  fill(row, poll) {
    const draft = poll.state === "draft";
    say(part(row, "question", HTMLElement), poll.question);
    say(part(row, "standing", HTMLElement), standingOf(poll));
    say(part(row, "move", HTMLElement), poll.state === "open" ? t("Close") : draft ? t("Open") : t("Open again"));
    say(part(row, "reveal", HTMLElement), poll.shown ? t("Hide results") : t("Show results to all"));
    part(row, "reveal", HTMLElement).hidden = draft;
    part(row, "remove", HTMLElement).hidden = !draft;
    const results = part(row, "results", HTMLElement);
    results.hidden = draft;
    drawResults(results, poll, []);
  }

  write() {
    this.#id = uuid7();
    this.form.reset();
    this.problem.hidden = true;
    this.drawForm();
    this.dialog.showModal();
  }

  drawForm() {
    part(this.dialog, "options-field", HTMLElement).hidden = this.kind().value === "text";
    part(this.dialog, "right-field", HTMLElement).hidden = !["single", "multiple"].includes(this.kind().value);
  }

  async save() {
    const read = (/** @type {string} */ name) => String(new FormData(this.form).get(name) ?? "");
    const right = part(this.dialog, "right-field", HTMLElement).hidden ? "" : read("right");
    const poll = pollOf({ kind: this.kind().value, question: read("question"), options: read("options"), right });
    this.problem.hidden = poll !== null;
    if (poll && (await this.commands.run("poll_save", { id: this.#id, ...poll }))) this.dialog.close();
  }

  kind() {
    return part(this.dialog, "kind", HTMLSelectElement);
  }
}

/** @param {Poll} poll */
function standingOf({ state, shown, answered }) {
  if (state === "draft") return t("Draft: nobody else sees it");
  const answers = tn("{n} answer", "{n} answers", answered);
  const seen = shown ? t("all see the results") : t("only you see the results");
  const now = state === "open" ? t("Running") : t("Closed");
  return [now, answers, seen].join(" · ");
}
