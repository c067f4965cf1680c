/** What the rep asks the server for; a refusal is said in words, and nothing else changes. */

import { CommandError } from "../live/connection.js";
import { pageLanguage, t } from "../live/words.js";
import { toast } from "../ui/toast.js";

/** @typedef {{send: (name: string, payload: object) => Promise<any>}} Sender */

export class Commands {
  /** @param {Sender} connection */
  constructor(connection) {
    this.connection = connection;
  }

  /**
   * Send one command. Resolves with true when the server took it; never rejects.
   * @param {string} name
   * @param {object} payload
   * @returns {Promise<boolean>}
   */
  async run(name, payload) {
    try {
      await this.connection.send(name, payload);
      return true;
    } catch (error) {
      toast(sentence(error), "wait");
      return false;
    }
  }
}

/** The server's own sentence, or ours when it could not be asked. @param {unknown} error */
export function sentence(error) {
  if (error instanceof CommandError && error.code === "offline") {
    return t("The connection is lost, so nothing was changed. It comes back by itself.");
  }
  if (!(error instanceof CommandError) || error.code === "timeout") {
    return t("The server did not answer. Nothing was changed; try again.");
  }
  return pageLanguage() === "en" ? error.message : spoken(error.code);
}

/** What a code means, for whom the server's sentence is in another language. @param {string} code */
function spoken(code) {
  const words = {
    "not-allowed": t("Your role may not do that."),
    "not-found": t("That is not there any more: somebody else was quicker."),
    "room-ended": t("It is over; nothing more can be sent."),
    "stage-full": t("All places on stage are taken."),
    "screen-taken": t("Somebody else is sharing a screen."),
    "too-many": t("That was a lot at once. Please wait a moment."),
  };
  return words[/** @type {keyof typeof words} */ (code)] ?? t("The server did not take that. Please try again.");
}
