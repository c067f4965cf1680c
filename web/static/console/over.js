/**
 * What covers the console while its reader is not in the room: the end, being put out, being held.
 *
 * Rule 1: whoever came by a link (`urls.room`) reads it in their own language: the room's page says why,
 *         and leads back to the desk when they are in again. The staff reads it here.
 * Rule 2: what passes by itself (the door, a hold) covers the page only as long as it lasts.
 * Rule 3: what is covered cannot be reached by keys either, and no dialog stays open over the cover.
 */

import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";

/** The server closes the books of the meeting within this time; then the report is true. */
const AFTER_MS = 1_500;

/** @typedef {{webinar: boolean, urls: Record<string, string>}} OverPage */

export class Over {
  #root;
  #page;

  /** @param {HTMLElement} root @param {OverPage} page */
  constructor(root, page) {
    this.#root = root;
    this.#page = page;
  }

  /** Whether the reader came by a link. */
  get outside() {
    return Boolean(this.#page.urls["room"]);
  }

  /** The room lets me in (again). */
  lift() {
    this.#root.hidden = true;
    this.#shut(false);
  }

  /** Rule 3. @param {boolean} shut */
  #shut(shut) {
    for (const each of document.body.children) {
      if (each instanceof HTMLElement && each !== this.#root && each.id !== "toasts") each.inert = shut;
    }
    if (!shut) return;
    for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
  }

  /** It has ended. @param {string} reason @param {boolean} saw Whether this page saw it live: then it goes on by itself. */
  ended(reason, saw) {
    const { webinar, urls } = this.#page;
    const text = this.outside
      ? t("Thank you for making it.")
      : webinar
        ? t("The figures are being put together.")
        : t("The call report is being filled in.");
    const absent = t("No host was connected for five minutes, so it ended by itself.");
    this.cover(webinar ? t("The webinar has ended") : t("The meeting has ended"), reason === "host-absent" ? absent : text);
    if (saw) setTimeout(() => location.assign(urls["report"] ?? "/"), AFTER_MS);
  }

  /** The server will not have me. @param {string} message */
  refused(message) {
    if (this.#goOut()) return;
    this.#leadBack();
    this.cover(t("The room is closed"), message);
  }

  /**
   * I am not in the room, or not any more.
   * @param {string} state
   * @param {string} reason In the host's words.
   */
  away(state, reason) {
    if (this.#goOut()) return;
    const { head, text } = awayWords(state, reason);
    this.#leadBack();
    this.cover(head, text);
  }

  /** @param {string} head @param {string} text */
  cover(head, text) {
    say(part(this.#root, "head", HTMLElement), head);
    say(part(this.#root, "text", HTMLElement), text);
    if (!this.#root.hidden) return;
    this.#root.hidden = false;
    this.#shut(true);
    part(this.#root, "go", HTMLAnchorElement).focus();
  }

  /** There is no report yet: back to where one came from. */
  #leadBack() {
    const go = part(this.#root, "go", HTMLAnchorElement);
    go.href = this.#page.urls["meeting"] ?? "/";
    say(go, this.#page.webinar ? t("Back to the webinar") : t("Back to the meeting"));
  }

  /** Rule 1. */
  #goOut() {
    if (this.outside) location.replace(this.#page.urls["room"] ?? "/");
    return this.outside;
  }
}

/**
 * Pure.
 * @param {string} state
 * @param {string} reason
 */
export function awayWords(state, reason) {
  if (state === "held") {
    return { head: t("You are on hold"), text: t("You see and hear nothing until a host takes you back in.") };
  }
  if (state === "lobby") return { head: t("You are at the door"), text: t("A host was told and will let you in.") };
  if (state === "refused") return { head: t("You were not let in"), text: reason };
  return { head: t("You are no longer in the room"), text: t("A host has taken you out of it, or off the crew.") };
}
