/**
 * What a refusal means to the reader, in words: what happened, what is safe, what to do next. Pure.
 */

import { t } from "../live/words.js";

/**
 * @param {unknown} error
 * @param {string} [name] What was sent.
 */
export function sentenceOf(error, name = "") {
  const code = /** @type {{code?: string}} */ (error).code;
  if (code === "offline" || code === "timeout") {
    return t("There is no connection at the moment. Your text is kept; send it again in a moment.");
  }
  if (code === "too-many") return tooMany(name);
  if (code === "room-ended") return t("It is over; nothing more can be sent.");
  const late = code === "not-allowed" || code === "not-found";
  return (late && lateFor(name)) || t("The server did not take that. Please try again.");
}

/** @param {string} name */
function tooMany(name) {
  if (name === "chat") return t("The hosts let everybody write only now and then. Your text is kept; send it in a moment.");
  if (name === "ask") return t("No more questions can be taken at the moment. Your text is kept.");
  return t("That was a lot at once. Please wait a moment.");
}

/** What was possible a moment ago. @param {string} name */
function lateFor(name) {
  if (name === "vote") return t("This question takes no more votes.");
  if (name === "poll_answer") return t("This poll has just been closed; answers until then are counted.");
  if (name === "chat") return t("The hosts have just closed the chat. Your text is kept.");
  if (name === "answer_invitation") return t("The hosts have taken the invitation back.");
  return "";
}

/**
 * How it ended, in words.
 * @param {{webinar: boolean, host: {name: string}}} page
 * @param {string} reason
 */
export function endText({ webinar, host }, reason) {
  if (reason === "host-absent") {
    return t("{host}'s connection was lost and did not come back within five minutes, so it has ended.", {
      host: host.name,
    });
  }
  return webinar ? t("The webinar is over.") : t("The meeting with {host} is over.", { host: host.name });
}
