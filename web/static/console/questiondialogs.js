/** The two questions about a question: which one asks the same, and why it is dismissed. */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { chosen } from "./queue.js";

/**
 * @import {Question} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/** Puts a question to one that asks the same. */
export class Merger {
  #question = "";
  /** @type {Question[]} */
  #goals = [];

  /** @param {HTMLDialogElement} dialog @param {Commands} commands */
  constructor(dialog, commands) {
    this.dialog = dialog;
    this.search = part(dialog, "search", HTMLInputElement);
    this.goals = part(dialog, "goals", HTMLElement);
    this.legend = this.goals.querySelector("legend");
    this.search.addEventListener("input", () => this.#draw());
    part(dialog, "form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const into = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("into");
      if (!into) return;
      dialog.close();
      void commands.run("merge_questions", { question: this.#question, into });
    });
  }

  /** @param {string} question @param {Question[]} all */
  ask(question, all) {
    this.#question = question;
    this.#goals = all.filter(({ id }) => id !== question);
    this.search.value = "";
    say(part(this.dialog, "what", HTMLElement), all.find(({ id }) => id === question)?.text ?? "");
    this.#draw();
    this.dialog.showModal();
  }

  #draw() {
    const wish = { search: this.search.value, me: "" };
    const found = chosen(this.#goals, { filter: "waiting", order: "votes", ...wish });
    const make = () => stamp("merge-goal");
    if (this.legend) this.legend.remove();
    follow(this.goals, found, ({ id }) => id, make, (label, goal) => {
      const choice = label.querySelector("input");
      if (choice) choice.value = goal.id;
      say(part(label, "text", HTMLElement), goal.text);
    });
    if (this.legend) this.goals.prepend(this.legend);
    show(part(this.dialog, "none", HTMLElement), found.length === 0);
    part(this.dialog, "merge", HTMLButtonElement).disabled = found.length === 0;
  }
}

/** Dismisses a question, with a reason for whoever asked if there is one. */
export class Dismissal {
  #question = "";

  /** @param {HTMLDialogElement} dialog @param {Commands} commands */
  constructor(dialog, commands) {
    this.dialog = dialog;
    this.why = part(dialog, "why", HTMLTextAreaElement);
    part(dialog, "form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close();
      const text = this.why.value.trim() || null;
      void commands.run("answer", { question: this.#question, how: "dismissed", text });
    });
  }

  /** @param {string} question @param {string} text */
  ask(question, text) {
    this.#question = question;
    this.why.value = "";
    say(part(this.dialog, "what", HTMLElement), text);
    this.dialog.showModal();
  }
}
