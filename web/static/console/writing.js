/**
 * The field in which a line of chat is written.
 *
 * Rule 1: Enter sends, Shift and Enter begins a line; not while an input method still composes.
 * Rule 2: what could not be sent stands in the field again, before whatever was written meanwhile.
 * Rule 3: the id belongs to the text: when only the answer was lost, sending it again adds nothing.
 */

import { uuid7 } from "../live/ids.js";

/** @import {Commands} from "./commands.js" */

export class Writing {
  /** What was refused or not answered. */
  #unsent = { id: "", text: "" };

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTextAreaElement} field
   * @param {Commands} commands
   * @param {{channel?: "crew"}} [where]
   */
  constructor(form, field, commands, where = {}) {
    this.field = field;
    this.commands = commands;
    this.where = where;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.post();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  async post() {
    const text = this.field.value.trim();
    if (!text) return;
    const id = text === this.#unsent.text ? this.#unsent.id : uuid7();
    this.field.value = "";
    if (await this.commands.run("chat", { id, text, ...this.where })) return;
    this.#unsent = { id, text };
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
  }
}
