/**
 * Around the chat: what the hosts announce, and who reads what I write.
 *
 * @import {Snapshot} from "../live/types.js"
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t, tn } from "../live/words.js";
import { drawTold } from "./told.js";

/**
 * @param {HTMLElement} panel
 * @param {Snapshot} snapshot
 */
export function drawChatMode(panel, { chat_mode: mode, chat_slow: slow = 0, role, room, announcements = [] }) {
  const list = part(panel, "announced", HTMLElement);
  const newest = announcements.toReversed().slice(0, 3);
  follow(list, newest, ({ id }) => id, () => stamp("announcement-row"), (row, told) => drawTold(row, told, room));
  show(list, newest.length > 0);
  const bound = role === "attendee" ? mode : "all";
  const note = part(panel, "chat-note", HTMLElement);
  if (bound === "hosts") say(note, t("Only the hosts read what you write here."));
  if (bound === "off") say(note, t("The hosts have closed the chat. Questions are welcome."));
  const slowed = bound === "all" && role === "attendee" && slow > 0;
  if (slowed) say(note, tn("You can write once a second.", "You can write once every {n} seconds.", slow));
  show(note, bound === "hosts" || bound === "off" || slowed);
  show(part(panel, "chat-form", HTMLElement), bound !== "off");
}

/**
 * Who reads a line beside its author: said where it is not everybody.
 * @param {HTMLElement} row
 * @param {import("../live/types.js").Message} message
 */
export function drawChannel(row, { channel }) {
  const badge = part(row, "channel", HTMLElement);
  if (channel === "crew") say(badge, t("Only the crew"));
  if (channel === "hosts") say(badge, t("Only the hosts"));
  show(badge, channel === "crew" || channel === "hosts");
}
