/**
 * Around the chat: what the hosts announce, and who reads what I write.
 *
 * @import {Snapshot} from "../live/types.js"
 */

import { follow, part, say, show, stamp } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @param {HTMLElement} panel
 * @param {Snapshot} snapshot
 */
export function drawChatMode(panel, { chat_mode: mode, role, announcements = [] }) {
  const list = part(panel, "announced", HTMLElement);
  const newest = announcements.toReversed().slice(0, 3);
  follow(list, newest, ({ id }) => id, () => stamp("announcement-row"), drawAnnouncement);
  show(list, newest.length > 0);
  const bound = role === "attendee" ? mode : "all";
  const note = part(panel, "chat-note", HTMLElement);
  if (bound === "hosts") say(note, t("Only the hosts read what you write here."));
  if (bound === "off") say(note, t("The hosts have closed the chat. Questions are welcome."));
  show(note, bound === "hosts" || bound === "off");
  show(part(panel, "chat-form", HTMLElement), bound !== "off");
}

/** @param {HTMLElement} row @param {import("../live/types.js").Announcement} announcement */
function drawAnnouncement(row, { text, link }) {
  say(part(row, "text", HTMLElement), text);
  const address = part(row, "link", HTMLAnchorElement);
  show(address, link !== "");
  if (!link || address.href === link) return;
  address.href = link;
  say(address, link);
}
