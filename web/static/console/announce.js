/** What the hosts tell everybody: written in a dialog, listed, taken back. */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { uuid7 } from "../live/ids.js";
import { t } from "../live/words.js";
import { LEADERS } from "./queue.js";

/**
 * @import {Announcement, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

export class Announcements {
  /** What the form in the dialog is to become: sent twice it is once. */
  #id = "";

  /**
   * @param {HTMLElement} root
   * @param {HTMLDialogElement} dialog
   * @param {Commands} commands
   * @param {string} zone
   */
  constructor(root, dialog, commands, zone) {
    this.root = root;
    this.dialog = dialog;
    this.commands = commands;
    this.hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.list = part(root, "told", HTMLElement);
    this.form = part(dialog, "form", HTMLFormElement);
    part(root, "new", HTMLButtonElement).addEventListener("click", () => this.write());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.tell();
    });
  }

  /** @param {Snapshot} snapshot */
  update({ announcements = [], role }) {
    const newest = announcements.toReversed();
    const make = (/** @type {Announcement} */ { id }) => this.make(id);
    follow(this.list, newest, ({ id }) => id, make, (row, told) => this.fill(row, told));
    show(this.list, newest.length > 0);
    show(this.root, newest.length > 0 || LEADERS.has(role));
  }

  write() {
    this.#id = uuid7();
    this.form.reset();
    this.dialog.showModal();
  }

  async tell() {
    const read = new FormData(this.form);
    const word = (/** @type {string} */ name) => String(read.get(name) ?? "").trim();
    const text = word("text");
    if (!text) return;
    const wish = { id: this.#id, text, link: word("link"), seconds: Number(word("seconds")), download: word("download") };
    if (await this.commands.run("announce", wish)) this.dialog.close();
  }

  /** @param {string} announcement */
  make(announcement) {
    const row = stamp("told-row");
    const button = part(row, "take-back", HTMLButtonElement);
    button.addEventListener("click", () => void this.commands.run("remove_announcement", { announcement }));
    return row;
  }

  /** @param {HTMLElement} row @param {Announcement} told */
  fill(row, { text, link, until, download }) {
    say(part(row, "text", HTMLElement), text);
    const end = until ? t("Until {time}", { time: this.hour.format(until) }) : "";
    const what = [link, download ? t("A deck to take home") : "", end];
    say(part(row, "what", HTMLElement), what.filter(Boolean).join(" · "));
    part(row, "take-back", HTMLElement).setAttribute("aria-label", t("Take back: {text}", { text }));
  }
}
