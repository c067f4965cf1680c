"""The audience: the listener that tells browsers what happens.

Rule 1: an event is encoded once for each audience (hosts, attendees) and the same bytes go to
every WebSocket. Only who did it, or whom it is about, may see more: theirs is encoded for them.
Rule 2: only who is present hears events. The lobby, the held and the removed receive nothing but
``status``, about themselves alone.
Rule 3: what is volatile (pointer, presence, quality) is dropped for whoever is behind.
Rule 4: in a webinar, events that an audience may not see are told to it as one, once a second:
a thousand people who come in are not a million frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rooms import Audience, Event, Phase, Role, Room, State, project
from rooms.events import (
    CountdownStarted,
    CountdownStopped,
    Hidden,
    ParticipantAppointed,
    ParticipantDemoted,
    ParticipantEvent,
    ParticipantPromoted,
    PollAnswered,
    QuestionVoted,
    Reacted,
    RoomEnded,
    dump,
)
from rooms.projecting import concerned
from rooms.roles import audience_of
from signaling.connections import Connection, Connections
from signaling.engine import event_frame
from signaling.tallies import Tallies
from signaling.unseen import Unseen

STATES = frozenset({State.LOBBY, State.PRESENT, State.HELD, State.REFUSED, State.REMOVED})
"""The states a browser is told about."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an audience is sent: what it missed since the last event that it saw, and the event."""

    run: bytes
    event: bytes

    @property
    def whole(self) -> bytes:
        return self.run + self.event


def status(room: Room, participant: str) -> dict[str, object]:
    """What somebody is told about themselves: where they are, why, and what they may see."""
    person = room.person(participant)
    state = room.state_of(participant)
    present = state is State.PRESENT
    return {
        "state": state,
        "reason": person.reason if person and state is State.REFUSED else None,
        "host": room.host_is_here(),
        "phase": room.phase,
        "live_at": room.live_at,
        "snapshot": room.snapshot(participant) if present else None,
    }


class Broadcast:
    """Tells the browsers of all rooms."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._unseen = Unseen(self._tell_unseen)
        self._tallies = Tallies(self._tell_tally)

    def close(self) -> None:
        """Tell nothing any more. Twice is harmless."""
        self._unseen.close()
        self._tallies.close()

    async def hear(self, room: Room, event: Event) -> None:
        """Tell whom it concerns, then everybody who is present."""
        if isinstance(event, ParticipantEvent):
            # A new role is a new audience: what it may see is another picture.
            anew = isinstance(
                event, ParticipantPromoted | ParticipantDemoted | ParticipantAppointed
            )
            self._tell_person(room, event.participant.id, anew)
            if event.participant.role is Role.HOST:
                self._tell_lobby(room)
        elif isinstance(event, CountdownStarted | CountdownStopped):
            self._tell_lobby(room, anew=True)
        self._tell_present(room, event)
        if isinstance(event, RoomEnded):
            self._tell_all_of_the_end(room, event.reason)

    def _tell_present(self, room: Room, event: Event) -> None:
        self._count(room, event)
        frames = {audience: self._frame(room, event, audience) for audience in Audience}
        about = concerned(event)
        for connection, audience in self._hearers(room, frames, about):
            frame = frames[audience]
            if connection.claim.participant in about:
                self._tell_own(room, event, connection, audience, frame)
            elif frame is not None:
                connection.wire.write(frame.whole)

    def _hearers(
        self, room: Room, frames: Mapping[Audience, _Frame | None], about: Iterable[str]
    ) -> Iterable[tuple[Connection, Audience]]:
        """Who is told now; a thousand attendees are not asked one by one whether they are."""
        if frames[Audience.ATTENDEES] is not None:
            return self._present(room)
        few = dict.fromkeys((*room.crew(), *about))
        return self._present_of(room, [(who, self._connections.of(room.id, who)) for who in few])

    def _count(self, room: Room, event: Event) -> None:
        """What is told to all as a count."""
        if room.plan.webinar and isinstance(event, Reacted):
            self._tallies.react(room, event.reaction)
        elif isinstance(event, QuestionVoted):
            self._tallies.vote(room, event.question_id, event.votes)
        elif isinstance(event, PollAnswered) and event.poll.shown:
            self._tallies.answer(room, event.poll)

    def _tell_tally(self, room: Room, tally: dict[str, object]) -> None:
        frame = event_frame("tally", tally)
        for connection, _ in self._present(room):
            connection.wire.hint(frame)

    def _frame(self, room: Room, event: Event, audience: Audience) -> _Frame | None:
        """What this audience is sent now; None when it is told of later, with others."""
        told = project(event, audience)
        if room.plan.webinar and isinstance(event, Reacted):
            told = Hidden(event.seq, event.at, None, event.seq)
        if room.plan.webinar and isinstance(told, Hidden):
            self._unseen.add(room, audience, told)
            return None
        before = self._unseen.take(room, audience)
        run = b"" if before is None else event_frame("event", dump(before))
        return _Frame(run, event_frame("event", dump(told)))

    def _tell_own(
        self,
        room: Room,
        event: Event,
        connection: Connection,
        audience: Audience,
        frame: _Frame | None,
    ) -> None:
        """Tell somebody what is about themselves, of which others see less or nothing."""
        run = b"" if frame is None else frame.run
        first = self._unseen.first(room, audience) if frame is None else None
        if first is not None and first < event.seq:
            run = event_frame("event", dump(Hidden(event.seq - 1, event.at, None, first)))
        own = project(event, audience, connection.claim.participant)
        connection.wire.write(run + event_frame("event", dump(own)))

    def _tell_unseen(self, room: Room, audience: Audience, run: Hidden) -> None:
        frame = event_frame("event", dump(run))
        for connection, whose in self._present(room):
            if whose is audience:
                connection.wire.write(frame)

    def point(self, room: Room, sender: Connection, pointer: object) -> None:
        """Pass the pointer on to everybody else who is present."""
        frame = event_frame("pointer", pointer)
        for connection, _ in self._present(room):
            if connection is not sender:
                connection.wire.hint(frame)

    def look(self, room: Room, presence: object) -> None:
        """Pass on to the hosts what somebody looks at."""
        self.tell_hosts(room, "presence", presence)

    def speak(self, room: Room) -> None:
        """Tell everybody who is present who speaks now. Small, and rare enough to drop none."""
        frame = event_frame("speaking", {"participant": room.speaking})
        for connection, _ in self._present(room):
            connection.wire.write(frame)

    def measure(self, room: Room, people: object) -> None:
        """Tell the hosts how well people are connected."""
        self.tell_hosts(room, "quality", {"people": people})

    def tell_hosts(self, room: Room, name: str, payload: object) -> None:
        """Tell the hosts something that only matters now."""
        hosts = self.hosts(room)
        if hosts:
            frame = event_frame(name, payload)
            for connection in hosts:
                connection.wire.hint(frame)

    def hosts(self, room: Room) -> list[Connection]:
        """The connections of hosts and moderators who are present."""
        found = []
        for connection in self._connections.crew(room.id):
            person = room.person(connection.claim.participant)
            if connection.joined and person is not None and person.state is State.PRESENT:
                if audience_of(person.public.role) is Audience.HOSTS:
                    found.append(connection)
        return found

    def _present(self, room: Room) -> Iterable[tuple[Connection, Audience]]:
        return self._present_of(room, self._connections.people(room.id))

    def _present_of(
        self, room: Room, people: Iterable[tuple[str, Iterable[Connection]]]
    ) -> Iterable[tuple[Connection, Audience]]:
        for participant, connections in people:
            person = room.person(participant)
            if person is not None and person.state is State.PRESENT:
                audience = audience_of(person.public.role)
                yield from ((c, audience) for c in connections if c.joined)

    def _tell_person(self, room: Room, participant: str, anew: bool = False) -> None:
        """Say to somebody where they are now, unless they were told."""
        state = room.state_of(participant)
        if state not in STATES or room.phase is Phase.ENDED:
            return
        for connection in self._connections.of(room.id, participant):
            if connection.joined and (anew or connection.told != state):
                connection.tell(status(room, participant))

    def _tell_lobby(self, room: Room, anew: bool = False) -> None:
        """Say to who waits whether a host is there and when it begins, when that is news."""
        here = room.host_is_here()
        for participant, connections in self._connections.people(room.id):
            if room.state_of(participant) is State.LOBBY:
                for connection in connections:
                    if connection.joined and (anew or connection.told_host != here):
                        connection.tell(status(room, participant))

    def _tell_all_of_the_end(self, room: Room, reason: str) -> None:
        told = {
            "state": "ended",
            "reason": reason,
            "host": False,
            "phase": room.phase,
            "live_at": None,
            "snapshot": None,
        }
        frame = event_frame("status", told)
        for _, connections in self._connections.people(room.id):
            for connection in connections:
                connection.note(told)
                connection.wire.write(frame)
