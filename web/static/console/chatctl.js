/**
 * What hosts do with the chat: who reads and writes, how often, and what is taken out.
 *
 * Rule 1: a line that was taken out is gone for everybody but the hosts, who read that it is.
 * Rule 2: the fields show what is true, also when what they asked for was refused.
 */

import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { LEADERS } from "./queue.js";

/**
 * @import {Message, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

export class ChatControls {
  /** @type {Pick<Snapshot, "role"|"chat_mode"|"chat_slow">} */
  #known = { role: "attendee" };

  /** @param {HTMLElement} root @param {Commands} commands */
  constructor(root, commands) {
    this.commands = commands;
    this.tools = part(root, "chat-tools", HTMLElement);
    this.mode = part(root, "chat-mode", HTMLSelectElement);
    this.slow = part(root, "chat-slow", HTMLSelectElement);
    for (const field of [this.mode, this.slow]) field.addEventListener("change", () => void this.#set());
  }

  /** @param {Pick<Snapshot, "role"|"chat_mode"|"chat_slow">} snapshot */
  update({ role, chat_mode: mode = "all", chat_slow: slow = 0 }) {
    this.#known = { role, chat_mode: mode, chat_slow: slow };
    show(this.tools, LEADERS.has(role));
    choose(this.mode, mode);
    choose(this.slow, String(slow), t("Each {n} s", { n: slow }));
    show(this.slow, mode !== "off");
  }

  async #set() {
    const wish = { mode: this.mode.value, slow: Number(this.slow.value) };
    if (!(await this.commands.run("chat_mode", wish))) this.update(this.#known);
  }

  /** A new line of chat gets its button. @param {HTMLElement} row @param {string} message */
  equip(row, message) {
    const button = part(row, "take-out", HTMLButtonElement);
    button.addEventListener("click", () => void this.commands.run("remove_message", { message }));
  }

  /** @param {HTMLElement} row @param {Message} message */
  fill(row, { name, text, channel, removed }) {
    row.dataset["removed"] = String(removed === true);
    const badge = part(row, "channel", HTMLElement);
    const only = channel === "hosts" ? t("Only to the hosts") : "";
    say(badge, removed ? t("Taken out") : only);
    show(badge, removed === true || only !== "");
    const button = part(row, "take-out", HTMLButtonElement);
    show(button, LEADERS.has(this.#known.role) && removed !== true);
    button.setAttribute("aria-label", t("Take out what {name} wrote: {text}", { name, text: text.slice(0, 60) }));
  }
}

/**
 * Select a value; one that the page does not offer is added, so that the field never lies.
 * @param {HTMLSelectElement} field
 * @param {string} value
 * @param {string} [word]
 */
function choose(field, value, word = value) {
  if (field.value === value) return;
  field.value = value;
  if (field.value === value) return;
  field.append(new Option(word, value, false, true));
}
