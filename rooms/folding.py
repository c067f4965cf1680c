"""How events change what somebody knows of a room.

Rule 1: ``apply`` on a stale snapshot gives exactly what the room would hand to a newcomer now.
Rule 2: an event the snapshot already contains changes nothing; a hole raises ``Gap``.

``web/static/live/state.js`` does the same in the browser; ``tests/rooms/golden.json`` has the
cases that prove it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rooms.events import (
    AgendaStarted,
    CountdownStarted,
    CountdownStopped,
    Event,
    Hidden,
    ParticipantEvent,
    ParticipantStaged,
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
from rooms.foldtalk import TALK_CHANGES
from rooms.people import (
    Participant,
)
from rooms.programme import begun
from rooms.projecting import unseen, visible
from rooms.roles import ON_STAGE, Audience, Phase, Role, State, audience_of
from rooms.snapshot import Gap, Snapshot, order, rating_key


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
    shown = not unseen(person, audience_of(snapshot.role), snapshot.me)
    seen = replace(seen, streams=(*others, *event.streams) if shown else others)
    return _without_voice(seen, person.id) if person.backstage else seen


def _without_voice(snapshot: Snapshot, participant: str) -> Snapshot:
    return replace(
        snapshot,
        pinned=None if snapshot.pinned == participant else snapshot.pinned,
        speaking=None if snapshot.speaking == participant else snapshot.speaking,
    )


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


def _paused(snapshot: Snapshot, event: ShowPaused) -> Snapshot:
    return replace(snapshot, pause=event.pause)


def _resumed(snapshot: Snapshot, _event: ShowResumed) -> Snapshot:
    return replace(snapshot, pause=None)


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
    **TALK_CHANGES,
    CountdownStarted: _counting,
    CountdownStopped: _stopped_counting,
    AgendaStarted: _item_started,
    RoomOpened: _opened,
    RoomLocked: _locked,
    RoomEnded: _ended,
    SlideShown: _shown,
    SpeakerPinned: _pinned,
    ShowPaused: _paused,
    ShowResumed: _resumed,
    SlideRated: _rated,
    StreamStarted: _started,
    StreamChanged: _changed,
    StreamEnded: _stopped,
}
