/**
 * Which face the page shows: waiting (and its refusals), the room, or goodbye.
 *
 * Rule 1: one at a time; the heading gets the focus, so that a screen reader says what is new.
 * Rule 2: a refusal says its reason and what can be done; it never shows a bare code.
 *
 * @import {HcpPage} from "./page.js"
 */

import { iconOf, part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";

/** @typedef {"connecting"|"lobby"|"held"|"refused"|"removed"|"closed"|"room"|"goodbye"} View */

/**
 * @typedef {object} Face
 * @property {string} icon
 * @property {string} title
 * @property {string} text
 * @property {boolean} [again] Offer to try again.
 * @property {boolean} [receipt] Offer the receipt.
 */

export class Views {
  /** @type {View} */
  view = "connecting";

  #body;
  #page;

  /**
   * @param {HTMLElement} body
   * @param {HcpPage} page
   */
  constructor(body, page) {
    this.#body = body;
    this.#page = page;
    this.#apply();
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#body, name, HTMLElement);
  }

  /** The room itself. */
  room() {
    const fresh = this.#go("room");
    if (fresh) this.#part("room-title").focus({ preventScroll: true });
  }

  /** The end. @param {string} text @param {boolean} mayReturn */
  goodbye(text, mayReturn) {
    say(this.#part("goodbye-text"), text);
    show(this.#part("come-back"), mayReturn);
    this.#go("goodbye");
    this.#part("goodbye-title").focus();
  }

  /** What became of what was captured. @param {string} text */
  sent(text) {
    say(this.#part("goodbye-sent"), text);
  }

  /** In front of the door. @param {boolean} hostIsHere */
  lobby(hostIsHere) {
    const { given, name } = this.#page.host;
    const text = hostIsHere
      ? t("{host} has been told and will let you in.", { host: name })
      : t(
          "{host} is not here yet. You come in as soon as you are let in; just leave this page open.",
          { host: name },
        );
    this.#face("lobby", {
      icon: "clock",
      title: t("{host} knows that you are here", { host: given }),
      text,
    });
  }

  /** In front of a webinar's doors. @param {{title: string, text: string}} face */
  soon(face) {
    this.#face("lobby", { icon: "clock", ...face });
  }

  held() {
    this.#face("held", {
      icon: "circle-pause",
      title: t("One moment, please"),
      text: t(
        "{host} has put you on hold. You hear and see nothing until you are back, and nobody sees or hears you.",
        { host: this.#page.host.given },
      ),
    });
  }

  /** @param {string} reason In the host's words. */
  refused(reason) {
    const { name } = this.#page.host;
    this.#face("refused", {
      icon: "door-open",
      title: t("You were not let in"),
      text: reason
        ? t("{host} writes: {reason}", { host: name, reason })
        : t(
            "{host} cannot take you in now. If this is a mistake, please answer the invitation's mail.",
            { host: name },
          ),
      again: true,
    });
  }

  /** @param {string} reason */
  removed(reason) {
    const { name } = this.#page.host;
    this.#face("removed", {
      icon: "log-out",
      title: t("You are no longer in the meeting"),
      text: reason
        ? t("{host} writes: {reason}", { host: name, reason })
        : t("{host} has taken you out of the meeting.", { host: name }),
      receipt: true,
    });
  }

  /**
   * The server will not have us.
   * @param {string} code
   */
  closed(code) {
    this.#face("closed", closedFace(code));
  }

  connecting() {
    this.#face("connecting", {
      icon: "loader-circle",
      title: t("One moment …"),
      text: t("The room is being opened."),
    });
  }

  /** A tip under the text; "" takes it away. @param {string} text */
  tip(text) {
    say(this.#part("waiting-tip"), text);
    show(this.#part("waiting-tip"), text !== "");
  }

  /**
   * @param {View} view
   * @param {Face} face
   */
  #face(view, { icon, title, text, again = false, receipt = false }) {
    iconOf(this.#part("waiting-sign"), icon);
    say(this.#part("waiting-title"), title);
    say(this.#part("waiting-text"), text);
    show(this.#part("waiting-again"), again);
    show(this.#part("waiting-receipt"), receipt && Boolean(this.#page.urls["receipt"]));
    this.tip("");
    const fresh = this.#go(view);
    if (fresh && view !== "connecting") this.#part("waiting-title").focus();
  }

  /** @param {View} view @returns {boolean} Whether it is another one. */
  #go(view) {
    const fresh = this.view !== view;
    this.view = view;
    if (fresh) this.#apply();
    return fresh;
  }

  #apply() {
    this.#body.dataset["view"] = this.view;
    for (const section of this.#body.querySelectorAll("[data-shown]")) {
      if (!(section instanceof HTMLElement)) continue;
      show(section, (section.dataset["shown"] ?? "").split(" ").includes(this.view));
    }
  }
}

/** @param {string} code @returns {Face} */
function closedFace(code) {
  /** @type {Record<string, Face>} */
  const faces = {
    banned: {
      icon: "lock",
      title: t("This meeting is closed"),
      text: t("The host has closed this meeting to you."),
    },
    locked: {
      icon: "lock",
      title: t("The door is locked"),
      text: t(
        "The host has locked the room. Try again in a few minutes, or answer the invitation's mail.",
      ),
      again: true,
    },
    cancelled: {
      icon: "calendar-x",
      title: t("This meeting was cancelled"),
      text: t("There is nothing you need to do. If a new date is found, you get a new mail."),
    },
    revoked: {
      icon: "link",
      title: t("This link is no longer valid"),
      text: t("The latest mail says how things stand. If it has a link, please use that one."),
    },
    "room-ended": {
      icon: "calendar-check",
      title: t("This meeting is over"),
      text: t("Thank you for your time. What was captured is still here for you."),
      receipt: true,
    },
  };
  return (
    faces[code] ?? {
      icon: "mail",
      title: t("Please open your link again"),
      text: t("You get into the room by the link in your mail."),
    }
  );
}
