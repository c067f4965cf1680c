/**
 * What of an event is said: to all as a short message, or to screen readers only. Pure.
 *
 * @import {RoomEvent, Snapshot} from "../live/types.js"
 * @import {HcpPage} from "./page.js"
 */

import { t } from "../live/words.js";
import { nameOf } from "./reactions.js";

/** @typedef {{message?: string, voice?: string}} Told */

/** @typedef {(event: RoomEvent, snapshot: Snapshot, page: HcpPage) => Told} Teller */

/** @type {Record<string, Teller>} */
const TELLERS = {
  slide_shown: ({ position }, { decks }) => {
    const slide = decks.find(({ version }) => version === position?.version)?.slides[
      position?.slide ?? 0
    ];
    return slide && position?.step === 0
      ? { voice: t("Slide {n}: {title}", { n: slide.number + 1, title: slide.title }) }
      : {};
  },
  participant_joined: ({ participant }, _, { me }) =>
    participant && participant.id !== me
      ? { voice: t("{name} is here.", { name: participant.name }) }
      : {},
  participant_left: ({ participant }, _, { me }) =>
    participant && participant.id !== me
      ? { voice: t("{name} has left.", { name: participant.name }) }
      : {},
  participant_reconnecting: ({ participant }, _, { host }) =>
    participant?.id === host.id
      ? { message: t("{host}'s connection is interrupted. The slide stays.", { host: host.given }) }
      : {},
  participant_returned: ({ participant }, _, { host }) =>
    participant?.id === host.id ? { message: t("{host} is back.", { host: host.given }) } : {},
  participant_muted: ({ participant, by }, { participants }, { me, host }) =>
    participant?.id === me
      ? {
          message: t("{host} has switched your microphone off. You can switch it on again.", {
            host: nameFor(by, participants, host),
          }),
        }
      : {},
  speaker_pinned: ({ pinned, by }, { participants }, { me, host }) => {
    if (pinned === me) {
      const name = nameFor(by, participants, host);
      return { message: t("{host} shows you large to everybody.", { host: name }) };
    }
    const name = participants.find(({ id }) => id === pinned)?.name;
    return name ? { voice: t("{name} is shown large to everybody.", { name }) } : {};
  },
  hand_lowered: ({ participant, by }, _, { me, host }) =>
    participant?.id === me && by !== me
      ? { message: t("{host} has seen your hand.", { host: host.given }) }
      : {},
  chat_posted: ({ message }, _, { me }) =>
    message && message.by !== me
      ? {
          voice: t("{name} writes: {text}", {
            name: message.name || t("A participant"),
            text: message.text,
          }),
        }
      : {},
  announced: ({ announcement }) => (announcement ? { voice: announcement.text } : {}),
  show_paused: () => ({ voice: t("A short break") }),
  show_resumed: () => ({ message: t("We go on.") }),
  poll_moved: ({ poll }) =>
    poll?.state === "open" && !poll.shown
      ? { voice: t("A poll is open: {question}", { question: poll.question }) }
      : {},
  question_answered: ({ question }, _, { me }) => (question?.by === me ? answered(question) : {}),
  question_changed: ({ question }, _, { me }) => {
    if (question?.answering) {
      const mine = t("Your question is being answered now.");
      return question.by === me ? { message: mine } : {};
    }
    return question?.assigned === me && question.state === "open"
      ? { message: t("A question was given to you: {text}", { text: question.text }) }
      : {};
  },
  reacted: ({ by, reaction }, { participants }, { me }) => {
    const name = participants.find(({ id }) => id === by)?.name;
    if (!name || by === me || !reaction) return {};
    return {
      voice: `${name}: ${nameOf(/** @type {import("../live/types.js").Reaction} */ (reaction))}`,
    };
  },
};

/** What becomes of my own question. @param {import("../live/types.js").Question} question @returns {Told} */
function answered({ how, answer }) {
  if (how === "dismissed") {
    return answer
      ? { message: t("Your question is not answered here: {reason}", { reason: answer }) }
      : { message: t("Your question is not answered here.") };
  }
  return answer ? { message: t("Your question was answered: {text}", { text: answer }) } : {};
}

/**
 * Whoever did it: the host by the first name, as everywhere; a moderator by the whole.
 * @param {string|undefined} by
 * @param {Snapshot["participants"]} participants
 * @param {HcpPage["host"]} host
 */
function nameFor(by, participants, host) {
  const other = by === host.id ? undefined : participants.find(({ id }) => id === by);
  return other?.name ?? host.given;
}

/**
 * @param {RoomEvent} event
 * @param {Snapshot} snapshot After the event.
 * @param {HcpPage} page
 * @returns {Told}
 */
export function announce(event, snapshot, page) {
  return TELLERS[event.kind]?.(event, snapshot, page) ?? {};
}
