/**
 * The conversation of a webinar as its crew runs it: questions, chat, announcements, hands, breaks.
 *
 * Rule 1: a role that has changed is another console: the page is loaded again, and is what it may be.
 */

import { show } from "../live/dom.js";
import { t } from "../live/words.js";
import { toast } from "../ui/toast.js";
import { Announcements } from "./announce.js";
import { ChatControls } from "./chatctl.js";
import { Hands } from "./hands.js";
import { Pause } from "./pause.js";
import { Questions } from "./questions.js";
import { LEADERS } from "./queue.js";

/**
 * @import {ServerTime} from "../live/servertime.js"
 * @import {RoomPage, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 */

/** How long the sentence about a new role can be read before the page goes. */
const READ_MS = 2_500;

export class Floor {
  #leaving = false;

  /**
   * @param {(id: string) => HTMLElement} at Finds a part of the page.
   * @param {(id: string) => HTMLDialogElement} dialog
   * @param {Commands} commands
   * @param {RoomPage} page
   * @param {ServerTime} clock
   */
  constructor(at, dialog, commands, page, clock) {
    this.page = page;
    const dialogs = { merge: dialog("merge-dialog"), dismiss: dialog("dismiss-dialog") };
    this.questions = new Questions(at("questions-panel"), dialogs, commands, page.zone);
    this.chat = new ChatControls(at("talk"), commands);
    const told = at("announcements");
    this.announcements = new Announcements(told, dialog("announce-dialog"), commands, page.zone);
    this.hands = new Hands(at("hands"), commands, page.zone);
    this.pause = new Pause(at("pause"), at("alone"), commands, page.role === "host", clock);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.chat.update(snapshot);
    this.announcements.update(snapshot);
    this.hands.update(snapshot);
    this.pause.update(snapshot);
    const leads = LEADERS.has(snapshot.role);
    for (const tool of document.querySelectorAll("[data-leads]")) {
      if (tool instanceof HTMLButtonElement) show(tool, leads);
    }
    if (snapshot.role !== this.page.role) this.#becomeAnother();
  }

  #becomeAnother() {
    if (this.#leaving) return;
    this.#leaving = true;
    toast(t("Your role in this webinar has changed. The console is being loaded again."), "wait");
    setTimeout(() => location.reload(), READ_MS);
  }
}
