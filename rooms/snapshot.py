"""All that a newcomer must know, and how events change it.

Rule 1: ``apply`` on a stale snapshot gives exactly what the room would hand to a newcomer now.
Rule 2: an event the snapshot already contains changes nothing; a hole raises ``Gap``.
Rule 3: participants are in order of ``since``, then ``id``. The hosts' audience keeps everybody
who ever knocked; attendees keep those who are present, reconnecting or held.

``web/static/live/state.js`` does the same in the browser; ``tests/rooms/golden.json`` has the
cases that prove it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rooms.deck import Deck, Position
from rooms.events import (
    AgendaStarted,
    Announced,
    AnnouncementRemoved,
    ChatModeSet,
    ChatPosted,
    CountdownStarted,
    CountdownStopped,
    Event,
    Hidden,
    MessageRemoved,
    ParticipantAppointed,
    ParticipantDemoted,
    ParticipantEvent,
    ParticipantLeft,
    ParticipantRemoved,
    ParticipantStaged,
    PollAnswered,
    PollEvent,
    PollMoved,
    PollRemoved,
    PollSaved,
    QuestionAnswered,
    QuestionAsked,
    QuestionChanged,
    QuestionVoted,
    RoomEnded,
    RoomLocked,
    RoomOpened,
    ShowPaused,
    ShowResumed,
    SlideRated,
    SlideShown,
    SpeakerPinned,
    StreamChanged,
    StreamEnded,
    StreamStarted,
)
from rooms.people import (
    Announcement,
    ChatMode,
    Message,
    Participant,
    Pause,
    Presence,
    Question,
    Rating,
    Stream,
)
from rooms.polls import Poll, order_of_polls
from rooms.programme import Agenda, begun
from rooms.roles import INSIDE, ON_STAGE, Audience, Phase, Role, State, audience_of
from rooms.sight import reads, sees_question, shown_message, shown_poll, shown_question

ANNOUNCEMENTS_KEPT = 20
CHAT_KEPT = 200
"""How many lines of chat a newcomer is given."""


class Gap(Exception):
    """Events are missing between the snapshot and this one: ask for a snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A room as one participant may know it."""

    seq: int
    """The number of the last event that is contained."""
    at: int
    """When that event happened."""
    room: str
    title: str
    phase: Phase
    locked: bool
    started: int | None
    """When the host came, or the crew went live."""
    live_at: int | None
    """When the crew goes live, while it counts down."""
    pause: Pause | None
    """The break that the audience has, and when it is meant to end."""
    host_gone: int | None
    """Since when a live meeting has been without a connected host; None for attendees."""
    planned_minutes: int
    me: str
    """Who this snapshot is for."""
    role: Role
    participants: tuple[Participant, ...]
    decks: tuple[Deck, ...]
    agenda: Agenda
    """Empty for attendees."""
    position: Position | None
    """What is on stage; None until the first slide."""
    pinned: str | None
    """Whom a host made the main face for everybody."""
    speaking: str | None
    """Who speaks now. Volatile: what changes it is no event, but its end with a stay."""
    streams: tuple[Stream, ...]
    chat_mode: ChatMode
    """Who reads what attendees write."""
    chat_slow: int
    """How many seconds an attendee waits between two lines."""
    chat: tuple[Message, ...]
    """The last ``CHAT_KEPT`` lines."""
    announcements: tuple[Announcement, ...]
    """What the hosts told everybody, the last 20."""
    questions: tuple[Question, ...]
    """For attendees their ``votes`` are volatile: what changes them is told besides events."""
    my_votes: tuple[str, ...]
    """The questions whose answers I want to hear, too, sorted."""
    polls: tuple[Poll, ...]
    my_answers: Mapping[str, tuple[int, ...]]
    """What I have chosen, by poll."""
    ratings: Mapping[str, Rating]
    """``version:slide`` → how it was received; empty for attendees."""
    presence: Mapping[str, Presence]
    """Participant → what they look at now; empty for attendees."""


def project(event: Event, audience: Audience, me: str = "") -> Event:
    """The event as this audience may see it; ``me`` sees what is about themselves."""
    if audience is Audience.HOSTS:
        return _to_hosts(event, me)
    if event.hosts_only or _about_the_lobby(event) or _about_the_unseen(event, audience, me):
        return Hidden(event.seq, event.at, None, event.seq)
    if isinstance(event, ParticipantRemoved):
        return replace(event, banned=False)
    return _told_in_part(event, audience, me)


def _to_hosts(event: Event, me: str) -> Event:
    """All but who asks without a name."""
    if not isinstance(event, QuestionAsked | QuestionAnswered | QuestionChanged):
        return event
    asked = isinstance(event, QuestionAsked) and event.question.anonymous
    shown = shown_question(event.question, Audience.HOSTS, me)
    return replace(event, question=shown, by=_who(event, me) if asked else event.by)


def _told_in_part(event: Event, audience: Audience, me: str) -> Event:
    """The event without what this audience may not know of a line, a question, a poll."""
    if isinstance(event, ChatPosted):
        return replace(
            event, message=shown_message(event.message, audience, me), by=_who(event, me)
        )
    if isinstance(event, QuestionAsked | QuestionAnswered | QuestionChanged):
        shown = shown_question(event.question, audience, me)
        return replace(event, question=shown, by=_who(event, me) if shown.private else event.by)
    if isinstance(event, PollMoved | PollAnswered):
        return replace(event, poll=shown_poll(event.poll, audience))
    return event


def _who(event: Event, me: str) -> str | None:
    """Who did it, unless that is what must not be told."""
    private = event.message.private if isinstance(event, ChatPosted) else True
    return event.by if not private or event.by == me else None


def concerned(event: Event) -> frozenset[str]:
    """Who is told of an event though the others of their audience are not."""
    found = {event.by}
    if isinstance(event, ParticipantEvent):
        found = {event.participant.id}
    elif isinstance(event, QuestionAsked | QuestionAnswered | QuestionChanged):
        found |= {event.question.by}
    return frozenset(each for each in found if each is not None)


def visible(participant: Participant, audience: Audience, me: str) -> bool:
    """Whether this audience's list has the participant."""
    if audience is Audience.HOSTS:
        return True
    return participant.state in INSIDE and not _unseen(participant, audience, me)


def _unseen(participant: Participant, audience: Audience, me: str) -> bool:
    if participant.id == me or audience is Audience.HOSTS:
        return False
    return participant.private or (participant.backstage and audience is Audience.ATTENDEES)


def _about_the_unseen(event: Event, audience: Audience, me: str) -> bool:
    if isinstance(event, ParticipantStaged | ParticipantDemoted | ParticipantAppointed):
        # Whoever goes out of sight was seen until now.
        return False
    if isinstance(event, ParticipantEvent):
        return _unseen(event.participant, audience, me)
    if isinstance(event, AgendaStarted):
        return audience is Audience.ATTENDEES
    if isinstance(event, StreamStarted | StreamChanged | StreamEnded):
        return event.stream.backstage and audience is Audience.ATTENDEES
    return _said_to_others(event, audience, me)


def _said_to_others(event: Event, audience: Audience, me: str) -> bool:
    if isinstance(event, ChatPosted):
        return not reads(event.message, audience, me)
    if isinstance(event, QuestionAsked):
        return not sees_question(event.question, audience, me)
    if isinstance(event, PollAnswered):
        return event.by != me
    return isinstance(event, QuestionVoted) and audience is Audience.ATTENDEES and event.by != me


def _about_the_lobby(event: Event) -> bool:
    return isinstance(event, ParticipantLeft | ParticipantRemoved) and event.was not in INSIDE


def apply(snapshot: Snapshot, event: Event) -> Snapshot:
    """The snapshot after the event. Raises ``Gap`` when events before it are missing."""
    if event.seq <= snapshot.seq:
        return snapshot
    first = event.first if isinstance(event, Hidden) else event.seq
    if first > snapshot.seq + 1:
        raise Gap(f"{first - snapshot.seq - 1} events are missing before {first}")
    counted = replace(snapshot, seq=event.seq, at=event.at)
    if isinstance(event, ParticipantStaged):
        return _staged(counted, event)
    if isinstance(event, ParticipantEvent):
        return _with_participant(counted, event.participant)
    change = _CHANGES.get(type(event))
    return change(counted, event) if change else counted


def _with_participant(snapshot: Snapshot, participant: Participant) -> Snapshot:
    others = [p for p in snapshot.participants if p.id != participant.id]
    listed = visible(participant, audience_of(snapshot.role), snapshot.me)
    people = sorted([*others, participant] if listed else others, key=order)
    presence = dict(snapshot.presence)
    if participant.state is not State.PRESENT:
        presence.pop(participant.id, None)
    seen = _without_host(replace(snapshot, participants=tuple(people), presence=presence))
    return seen if participant.state in ON_STAGE else _without_voice(seen, participant.id)


def _without_host(snapshot: Snapshot) -> Snapshot:
    """With what the crew is told of a host's absence from a meeting that is live."""
    if audience_of(snapshot.role) is Audience.ATTENDEES or snapshot.phase is Phase.ENDED:
        return snapshot
    here = any(p.role is Role.HOST and p.state is State.PRESENT for p in snapshot.participants)
    gone = None if here or snapshot.phase is Phase.WAITING else snapshot.host_gone or snapshot.at
    return replace(snapshot, host_gone=gone)


def _staged(snapshot: Snapshot, event: ParticipantStaged) -> Snapshot:
    person = event.participant
    seen = _with_participant(snapshot, person)
    others = tuple(s for s in seen.streams if s.participant != person.id)
    shown = not _unseen(person, audience_of(snapshot.role), snapshot.me)
    seen = replace(seen, streams=(*others, *event.streams) if shown else others)
    return _without_voice(seen, person.id) if person.backstage else seen


def _without_voice(snapshot: Snapshot, participant: str) -> Snapshot:
    return replace(
        snapshot,
        pinned=None if snapshot.pinned == participant else snapshot.pinned,
        speaking=None if snapshot.speaking == participant else snapshot.speaking,
    )


def order(participant: Participant) -> tuple[int, str]:
    """The key by which participants are listed."""
    return participant.since, participant.id


def rating_key(version: str, slide: int) -> str:
    """The name of a slide in ``Snapshot.ratings``."""
    return f"{version}:{slide}"


def _opened(snapshot: Snapshot, event: RoomOpened) -> Snapshot:
    return _without_host(replace(snapshot, phase=Phase.LIVE, started=event.at, live_at=None))


def _counting(snapshot: Snapshot, event: CountdownStarted) -> Snapshot:
    return replace(snapshot, live_at=event.live_at)


def _stopped_counting(snapshot: Snapshot, _event: CountdownStopped) -> Snapshot:
    return replace(snapshot, live_at=None)


def _item_started(snapshot: Snapshot, event: AgendaStarted) -> Snapshot:
    return replace(snapshot, agenda=begun(snapshot.agenda, event.item, event.started))


def _locked(snapshot: Snapshot, event: RoomLocked) -> Snapshot:
    return replace(snapshot, locked=event.locked)


def _ended(snapshot: Snapshot, _event: RoomEnded) -> Snapshot:
    return replace(
        snapshot, phase=Phase.ENDED, live_at=None, streams=(), pinned=None, speaking=None
    )


def _shown(snapshot: Snapshot, event: SlideShown) -> Snapshot:
    return replace(snapshot, position=event.position)


def _pinned(snapshot: Snapshot, event: SpeakerPinned) -> Snapshot:
    return replace(snapshot, pinned=event.pinned)


def _mode_set(snapshot: Snapshot, event: ChatModeSet) -> Snapshot:
    return replace(snapshot, chat_mode=event.mode, chat_slow=event.slow)


def _message_removed(snapshot: Snapshot, event: MessageRemoved) -> Snapshot:
    """Hosts go on reading what they took out; for everybody else it is gone."""
    kept = snapshot.chat
    if audience_of(snapshot.role) is not Audience.HOSTS:
        kept = tuple(m for m in kept if m.id != event.message_id)
    marked = (replace(m, removed=True) if m.id == event.message_id else m for m in kept)
    return replace(snapshot, chat=tuple(marked))


def _paused(snapshot: Snapshot, event: ShowPaused) -> Snapshot:
    return replace(snapshot, pause=event.pause)


def _resumed(snapshot: Snapshot, _event: ShowResumed) -> Snapshot:
    return replace(snapshot, pause=None)


def _announcement_removed(snapshot: Snapshot, event: AnnouncementRemoved) -> Snapshot:
    kept = tuple(a for a in snapshot.announcements if a.id != event.announcement_id)
    return replace(snapshot, announcements=kept)


def _announced(snapshot: Snapshot, event: Announced) -> Snapshot:
    told = (*snapshot.announcements, event.announcement)[-ANNOUNCEMENTS_KEPT:]
    return replace(snapshot, announcements=told)


def _posted(snapshot: Snapshot, event: ChatPosted) -> Snapshot:
    return replace(snapshot, chat=(*snapshot.chat, event.message)[-CHAT_KEPT:])


def _asked(snapshot: Snapshot, event: QuestionAsked) -> Snapshot:
    return _with_question(snapshot, event.question)


def _answered(snapshot: Snapshot, event: QuestionAnswered) -> Snapshot:
    return _with_question(snapshot, event.question)


def _with_question(snapshot: Snapshot, now: Question) -> Snapshot:
    """The list with the question in its place, in the order of asking; or without it."""
    others = [q for q in snapshot.questions if q.id != now.id]
    seen = sees_question(now, audience_of(snapshot.role), snapshot.me)
    listed = sorted([*others, now], key=lambda q: (q.at, q.id)) if seen else others
    return replace(snapshot, questions=tuple(listed))


def _question_changed(snapshot: Snapshot, event: QuestionChanged) -> Snapshot:
    changed = _with_question(snapshot, event.question)
    return replace(changed, my_votes=_votes_after_merger(snapshot, event.question))


def _votes_after_merger(snapshot: Snapshot, question: Question) -> tuple[str, ...]:
    """Whoever asked or voted for what was merged votes for the other, unless it is theirs."""
    if question.merged is None:
        return snapshot.my_votes
    mine = {goal.id for goal in snapshot.questions if goal.by == snapshot.me}
    wanted = question.id in snapshot.my_votes or question.by == snapshot.me
    votes = set(snapshot.my_votes) - {question.id}
    votes |= {question.merged} - mine if wanted else set()
    return tuple(sorted(votes))


def _voted(snapshot: Snapshot, event: QuestionVoted) -> Snapshot:
    questions = tuple(
        replace(q, votes=event.votes) if q.id == event.question_id else q
        for q in snapshot.questions
    )
    mine = set(snapshot.my_votes)
    if event.by == snapshot.me:
        (mine.add if event.up else mine.discard)(event.question_id)
    return replace(snapshot, questions=questions, my_votes=tuple(sorted(mine)))


def _poll_moved(snapshot: Snapshot, event: PollEvent) -> Snapshot:
    others = [poll for poll in snapshot.polls if poll.id != event.poll.id]
    return replace(snapshot, polls=tuple(sorted([*others, event.poll], key=order_of_polls)))


def _poll_removed(snapshot: Snapshot, event: PollRemoved) -> Snapshot:
    return replace(snapshot, polls=tuple(p for p in snapshot.polls if p.id != event.poll.id))


def _poll_answered(snapshot: Snapshot, event: PollAnswered) -> Snapshot:
    counted = _poll_moved(snapshot, event)
    if event.by != snapshot.me:
        return counted
    return replace(counted, my_answers={**snapshot.my_answers, event.poll.id: event.choices})


def _rated(snapshot: Snapshot, event: SlideRated) -> Snapshot:
    ratings = dict(snapshot.ratings)
    ratings.pop(rating_key(event.version, event.slide), None)
    if event.reaction is not None:
        ratings[rating_key(event.version, event.slide)] = event.reaction
    return replace(snapshot, ratings=ratings)


def _started(snapshot: Snapshot, event: StreamStarted) -> Snapshot:
    return replace(snapshot, streams=(*snapshot.streams, event.stream))


def _changed(snapshot: Snapshot, event: StreamChanged) -> Snapshot:
    now = event.stream
    return replace(snapshot, streams=tuple(now if s.id == now.id else s for s in snapshot.streams))


def _stopped(snapshot: Snapshot, event: StreamEnded) -> Snapshot:
    return replace(snapshot, streams=tuple(s for s in snapshot.streams if s.id != event.stream.id))


_CHANGES: dict[type[Event], Callable[[Snapshot, Any], Snapshot]] = {
    CountdownStarted: _counting,
    CountdownStopped: _stopped_counting,
    AgendaStarted: _item_started,
    RoomOpened: _opened,
    RoomLocked: _locked,
    RoomEnded: _ended,
    SlideShown: _shown,
    SpeakerPinned: _pinned,
    ChatModeSet: _mode_set,
    MessageRemoved: _message_removed,
    Announced: _announced,
    AnnouncementRemoved: _announcement_removed,
    ShowPaused: _paused,
    ShowResumed: _resumed,
    QuestionChanged: _question_changed,
    QuestionVoted: _voted,
    PollSaved: _poll_moved,
    PollMoved: _poll_moved,
    PollRemoved: _poll_removed,
    PollAnswered: _poll_answered,
    ChatPosted: _posted,
    QuestionAsked: _asked,
    QuestionAnswered: _answered,
    SlideRated: _rated,
    StreamStarted: _started,
    StreamChanged: _changed,
    StreamEnded: _stopped,
}
