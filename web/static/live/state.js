/**
 * The browser's picture of the room: the same rules as `rooms.apply` on the server.
 *
 * Rule 1: pure. A snapshot is never changed; a new one comes back.
 * Rule 2: an event carries the whole of what it changes, so to apply is to replace.
 * Rule 3: a kind that this page does not know moves the counter and nothing else.
 * Rule 4: participants are in order of `since`, then `id`. Hosts see everybody who ever knocked;
 *         others see who is present, reconnecting or held.
 *
 * @import {Participant, Role, RoomEvent, Snapshot} from "./types.js"
 */

/** The chat of a snapshot keeps this many messages. */
export const CHAT_KEPT = 200;
const ANNOUNCEMENTS_KEPT = 20;

/** @typedef {(snapshot: Snapshot, event: RoomEvent) => Partial<Snapshot>} Change */

/**
 * The list with `item` in the place of the one with the same id, or at the end.
 * @template {{id: string}} T
 * @param {T[]} list
 * @param {T} item
 * @returns {T[]}
 */
function put(list, item) {
  const at = list.findIndex((each) => each.id === item.id);
  return at < 0 ? [...list, item] : list.with(at, item);
}

/** @type {ReadonlySet<Role>} Who sees the lobby. */
const HOSTS = new Set(/** @type {const} */ (["host", "moderator"]));
/** @type {ReadonlySet<Role>} Who sees backstage. */
export const CREW = new Set(/** @type {const} */ (["host", "moderator", "presenter", "panelist"]));
/** @type {ReadonlySet<string>} */
const INSIDE = new Set(["present", "reconnecting", "held"]);

/**
 * By code units, as Python compares the ids.
 * @param {Participant} a
 * @param {Participant} b
 */
const byArrival = (a, b) => a.since - b.since || (a.id < b.id ? -1 : Number(a.id > b.id));

/** @type {ReadonlySet<string>} Where somebody may be seen and heard. */
const ON_STAGE = new Set(["present", "reconnecting"]);

/** @type {Change} */
function participantChanged(snapshot, { participant, at }) {
  if (!participant) return {};
  const others = snapshot.participants.filter((each) => each.id !== participant.id);
  const listed = HOSTS.has(snapshot.role) || (INSIDE.has(participant.state) && seen(snapshot, participant));
  const participants = listed ? [...others, participant].sort(byArrival) : others;
  return {
    participants,
    ...presenceAfter(snapshot, participant),
    ...facesAfter(snapshot, participant),
    ...hostAfter({ ...snapshot, participants }, at),
  };
}

/**
 * Whether this page is told of somebody: of attendees who are private only the hosts are, of who is
 * backstage only the crew.
 * @param {Snapshot} snapshot
 * @param {Participant} participant
 */
function seen({ role, me }, participant) {
  if (participant.id === me || HOSTS.has(role)) return true;
  return !participant.private && (!participant.backstage || CREW.has(role));
}

/** @type {Change} */
function participantStaged(snapshot, event) {
  const { participant, streams: mine } = event;
  if (!participant) return {};
  const others = snapshot.streams.filter((each) => each.participant !== participant.id);
  const streams = seen(snapshot, participant) ? [...others, ...(mine ?? [])] : others;
  const changed = { ...participantChanged(snapshot, event), streams };
  const { pinned, speaking } = snapshot;
  if (!participant.backstage) return changed;
  return {
    ...changed,
    pinned: pinned === participant.id ? null : pinned,
    speaking: speaking === participant.id ? null : speaking,
  };
}

/**
 * The crew is told since when a meeting that is live has been without its host.
 * @param {Snapshot} snapshot
 * @param {number} at
 */
function hostAfter({ role, phase, participants, host_gone: gone }, at) {
  if (!CREW.has(role) || phase === "ended") return {};
  const here = participants.some((each) => each.role === "host" && each.state === "present");
  return { host_gone: here || phase === "waiting" ? null : (gone ?? at) };
}

/**
 * What somebody looks at is known while they are here.
 * @param {Snapshot} snapshot
 * @param {Participant} participant
 */
function presenceAfter({ presence }, { id, state }) {
  if (state === "present" || !presence) return {};
  const { [id]: _, ...seen } = presence;
  return { presence: seen };
}

/**
 * Who is neither seen nor heard any more is neither pinned nor speaking.
 * @param {Snapshot} snapshot
 * @param {Participant} participant
 */
function facesAfter({ pinned, speaking }, { id, state }) {
  if (ON_STAGE.has(state)) return {};
  return { pinned: pinned === id ? null : pinned, speaking: speaking === id ? null : speaking };
}

/**
 * Whether a question is in this page's list: the audience sees what a host let through.
 * @param {Snapshot} snapshot
 * @param {import("./types.js").Question} question
 */
const seesQuestion = ({ role, me }, question) =>
  question.by === me ||
  CREW.has(role) ||
  ((question.state === "open" || question.state === "answered") &&
    !question.merged &&
    !question.whispered);

/** @type {Change} */
function questionChanged(snapshot, { question }) {
  if (!question) return {};
  const others = snapshot.questions.filter((each) => each.id !== question.id);
  const listed = seesQuestion(snapshot, question);
  return { questions: listed ? [...others, question].sort(byTime) : others };
}

/** @type {Change} */
function questionVoted({ questions, my_votes, me }, { question_id: id, votes, up, by }) {
  const counted = questions.map((each) => (each.id === id ? { ...each, votes: votes ?? 0 } : each));
  if (by !== me || !id) return { questions: counted };
  const others = (my_votes ?? []).filter((each) => each !== id);
  return { questions: counted, my_votes: up ? [...others, id].sort() : others };
}

/** @type {Change} */
function pollMoved({ polls = [] }, { poll }) {
  if (!poll) return {};
  return { polls: [...polls.filter((each) => each.id !== poll.id), poll].sort(byTime) };
}

/** @type {Change} */
function pollAnswered(snapshot, event) {
  const { poll, by, choices = [] } = event;
  const counted = pollMoved(snapshot, event);
  if (!poll || by !== snapshot.me) return counted;
  return { ...counted, my_answers: { ...snapshot.my_answers, [poll.id]: choices } };
}

/** Hosts go on reading what they took out; for everybody else it is gone. @type {Change} */
function messageRemoved({ role, chat }, { message_id: id }) {
  if (!HOSTS.has(role)) return { chat: chat.filter((each) => each.id !== id) };
  return { chat: chat.map((each) => (each.id === id ? { ...each, removed: true } : each)) };
}

/**
 * In the order in which they were asked, or made.
 * @param {{at?: number, id: string}} a
 * @param {{at?: number, id: string}} b
 */
function byTime(a, b) {
  return (a.at ?? 0) - (b.at ?? 0) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** @type {Change} */
const streamChanged = ({ streams }, { stream }) =>
  stream ? { streams: put(streams, stream) } : {};

/** @type {Change} */
const chatPosted = ({ chat }, { message }) =>
  message ? { chat: put(chat, message).slice(-CHAT_KEPT) } : {};

/** @type {Change} */
function agendaStarted({ agenda = [] }, { item, started = null }) {
  return { agenda: agenda.map((each, number) => (number === item ? { ...each, started } : each)) };
}

/** @type {Change} */
function slideRated({ ratings }, { version, slide, reaction }) {
  const key = `${version}:${slide}`;
  const { [key]: _, ...others } = ratings ?? {};
  const rated = /** @type {import("./types.js").Rating|null} */ (reaction ?? null);
  return { ratings: rated === null ? others : { ...others, [key]: rated } };
}

/** @type {Record<string, Change>} */
const CHANGES = {
  participant_knocked: participantChanged,
  participant_joined: participantChanged,
  participant_left: participantChanged,
  participant_reconnecting: participantChanged,
  participant_returned: participantChanged,
  participant_refused: participantChanged,
  participant_removed: participantChanged,
  participant_held: participantChanged,
  participant_resumed: participantChanged,
  participant_muted: participantChanged,
  participant_unmuted: participantChanged,
  hand_raised: participantChanged,
  hand_lowered: participantChanged,
  participant_staged: participantStaged,
  participant_invited: participantChanged,
  participant_promoted: participantChanged,
  participant_demoted: participantChanged,
  participant_appointed: participantChanged,
  countdown_started: (_, { live_at }) => ({ live_at: live_at ?? null }),
  countdown_stopped: () => ({ live_at: null }),
  agenda_started: agendaStarted,
  room_opened: (snapshot, { at }) => ({
    ...{ phase: "live", started: at, live_at: null },
    ...hostAfter({ ...snapshot, phase: "live" }, at),
  }),
  show_paused: (_, { pause }) => ({ pause: pause ?? null }),
  show_resumed: () => ({ pause: null }),
  room_locked: (_, { locked }) => ({ locked: locked === true }),
  room_ended: () => ({ phase: "ended", live_at: null, streams: [], pinned: null, speaking: null }),
  slide_shown: (_, { position }) => (position ? { position } : {}),
  speaker_pinned: (_, { pinned }) => ({ pinned: pinned ?? null }),
  chat_posted: chatPosted,
  question_asked: questionChanged,
  question_answered: questionChanged,
  question_changed: questionChanged,
  question_voted: questionVoted,
  message_removed: messageRemoved,
  chat_mode_set: (_, { mode, slow }) => ({ chat_mode: mode ?? "all", chat_slow: slow ?? 0 }),
  announced: ({ announcements = [] }, { announcement }) =>
    announcement ? { announcements: [...announcements, announcement].slice(-ANNOUNCEMENTS_KEPT) } : {},
  announcement_removed: ({ announcements = [] }, { announcement_id: id }) => ({
    announcements: announcements.filter((each) => each.id !== id),
  }),
  poll_saved: pollMoved,
  poll_moved: pollMoved,
  poll_removed: ({ polls = [] }, { poll }) => ({ polls: polls.filter((each) => each.id !== poll?.id) }),
  poll_answered: pollAnswered,
  slide_rated: slideRated,
  stream_started: streamChanged,
  stream_changed: streamChanged,
  stream_ended: ({ streams }, { stream }) => ({
    streams: streams.filter((each) => each.id !== stream?.id),
  }),
};

/**
 * The snapshot after the event.
 * @param {Snapshot} snapshot
 * @param {RoomEvent} event
 * @returns {Snapshot}
 */
export function apply(snapshot, event) {
  const change = CHANGES[event.kind];
  const changed = change ? change(snapshot, event) : {};
  return { ...snapshot, ...changed, seq: event.seq, at: event.at };
}
