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
    ChatPosted,
    CountdownStarted,
    CountdownStopped,
    Event,
    Hidden,
    ParticipantDemoted,
    ParticipantEvent,
    ParticipantLeft,
    ParticipantRemoved,
    ParticipantStaged,
    QuestionAnswered,
    QuestionAsked,
    RoomEnded,
    RoomLocked,
    RoomOpened,
    SlideRated,
    SlideShown,
    SpeakerPinned,
    StreamChanged,
    StreamEnded,
    StreamStarted,
)
from rooms.people import Message, Participant, Presence, Question, Rating, Stream
from rooms.roles import INSIDE, ON_STAGE, Audience, Phase, Role, State, audience_of

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
    planned_minutes: int
    me: str
    """Who this snapshot is for."""
    role: Role
    participants: tuple[Participant, ...]
    decks: tuple[Deck, ...]
    position: Position | None
    """What is on stage; None until the first slide."""
    pinned: str | None
    """Whom a host made the main face for everybody."""
    speaking: str | None
    """Who speaks now. Volatile: what changes it is no event, but its end with a stay."""
    streams: tuple[Stream, ...]
    chat: tuple[Message, ...]
    """The last ``CHAT_KEPT`` lines."""
    questions: tuple[Question, ...]
    ratings: Mapping[str, Rating]
    """``version:slide`` → how it was received; empty for attendees."""
    presence: Mapping[str, Presence]
    """Participant → what they look at now; empty for attendees."""


def project(event: Event, audience: Audience, me: str = "") -> Event:
    """The event as this audience may see it; ``me`` sees what is about themselves."""
    if audience is Audience.HOSTS:
        return event
    if event.hosts_only or _about_the_lobby(event) or _about_the_unseen(event, audience, me):
        return Hidden(event.seq, event.at, None, event.seq)
    if isinstance(event, ParticipantRemoved):
        return replace(event, banned=False)
    return event


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
    if isinstance(event, ParticipantStaged | ParticipantDemoted):
        # Whoever goes out of sight was seen until now.
        return False
    if isinstance(event, ParticipantEvent):
        return _unseen(event.participant, audience, me)
    if isinstance(event, StreamStarted | StreamChanged | StreamEnded):
        return event.stream.backstage and audience is Audience.ATTENDEES
    return False


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
    seen = replace(snapshot, participants=tuple(people), presence=presence)
    return seen if participant.state in ON_STAGE else _without_voice(seen, participant.id)


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
    return replace(snapshot, phase=Phase.LIVE, started=event.at, live_at=None)


def _counting(snapshot: Snapshot, event: CountdownStarted) -> Snapshot:
    return replace(snapshot, live_at=event.live_at)


def _stopped_counting(snapshot: Snapshot, _event: CountdownStopped) -> Snapshot:
    return replace(snapshot, live_at=None)


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


def _posted(snapshot: Snapshot, event: ChatPosted) -> Snapshot:
    return replace(snapshot, chat=(*snapshot.chat, event.message)[-CHAT_KEPT:])


def _asked(snapshot: Snapshot, event: QuestionAsked) -> Snapshot:
    return replace(snapshot, questions=(*snapshot.questions, event.question))


def _answered(snapshot: Snapshot, event: QuestionAnswered) -> Snapshot:
    now = event.question
    return replace(
        snapshot, questions=tuple(now if q.id == now.id else q for q in snapshot.questions)
    )


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
    RoomOpened: _opened,
    RoomLocked: _locked,
    RoomEnded: _ended,
    SlideShown: _shown,
    SpeakerPinned: _pinned,
    ChatPosted: _posted,
    QuestionAsked: _asked,
    QuestionAnswered: _answered,
    SlideRated: _rated,
    StreamStarted: _started,
    StreamChanged: _changed,
    StreamEnded: _stopped,
}
