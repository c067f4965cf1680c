/**
 * A question in the panel: whose, how it stands, and how many want to hear the answer.
 *
 * @import {Question} from "../live/types.js"
 */

import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";

/** @typedef {{me: string, votes: readonly string[], mine: readonly string[], webinar: boolean}} Reader What I voted for, and what I asked. */

/**
 * Whether a question, or one that was put to it, is among these.
 * @param {Question} question
 * @param {readonly string[]} ids
 */
export const isOf = ({ id, same = [] }, ids) => [id, ...same].some((each) => ids.includes(each));

/**
 * @param {HTMLElement} row
 * @param {Question} question
 * @param {Reader} reader
 */
export function drawQuestion(row, question, { me, votes, mine: asked, webinar }) {
  const { by, name, text, state, answer } = question;
  const mine = isOf(question, asked);
  say(part(row, "name", HTMLElement), by === me ? t("You") : name || t("A participant"));
  say(part(row, "text", HTMLElement), text);
  say(part(row, "state", HTMLElement), stateOf(question));
  row.dataset["answering"] = String(question.answering === true);
  row.dataset["answered"] = String(state === "answered" || state === "dismissed");
  const reply = part(row, "answer", HTMLElement);
  say(reply, answer ?? "");
  show(reply, Boolean(answer));
  const vote = part(row, "vote", HTMLButtonElement);
  const count = question.votes ?? 0;
  const voted = isOf(question, votes);
  show(vote, webinar && state === "open" && !question.merged && (!mine || count > 0));
  vote.disabled = mine;
  vote.setAttribute("aria-pressed", String(voted));
  say(part(vote, "vote-word", HTMLElement), voteLabel(mine, voted, count));
  say(part(vote, "votes", HTMLElement), String(count));
}

/** @param {boolean} mine @param {boolean} voted @param {number} n */
function voteLabel(mine, voted, n) {
  if (mine) return t("{n} others want to know this, too", { n });
  return voted
    ? t("You want to know this, too ({n}). Take back", { n })
    : t("I want to know this, too ({n})", { n });
}

/**
 * The questions in the order in which a reader looks for them: what waits for an answer first, by
 * how many want it; then what was answered. Outside webinars as they were asked. Pure.
 * @param {readonly Question[]} questions
 * @param {boolean} webinar
 */
export function inOrder(questions, webinar) {
  if (!webinar) return [...questions];
  const settled = (/** @type {Question} */ { state, answering }) =>
    answering ? -1 : Number(state === "answered" || state === "dismissed");
  return questions.toSorted(
    (a, b) => settled(a) - settled(b) || (b.votes ?? 0) - (a.votes ?? 0) || a.at - b.at,
  );
}

/** @param {Question} question */
function stateOf({ state, how, merged, answering, whispered }) {
  if (merged) return t("Asked together with another question");
  if (answering) return t("Being answered now");
  if (state === "pending") return t("Sent to the hosts");
  if (state === "open") return t("Waiting for an answer");
  if (how === "live") return t("Answered in the talk");
  if (how === "written") return whispered ? t("Answered, only to you") : t("Answered");
  return t("Closed");
}
