"""The connections of everybody: one for each tab, many for a participant, all of them of a room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rooms.roles import CREW
from signaling.engine import event_frame
from signaling.errors import Refused
from signaling.seams import Claim, Device
from signaling.wire import Wire

MOST_TABS = 10
"""Connections of one participant. A page that reconnects in a loop must not fill the room."""


@dataclass(slots=True, eq=False)
class Connection:
    """One Socket.IO connection of a participant."""

    id: str
    claim: Claim
    tab: str
    wire: Wire
    joined: bool = False
    """Whether it has asked to be in its room."""
    told: str | None = None
    """The state in the last ``status`` it was given."""
    told_host: bool = False
    """Whether that said that a host is there."""
    device: Device | None = None
    gone: bool = False
    """Whether it is closed; whoever awaited something must look."""

    def tell(self, status: Mapping[str, object]) -> None:
        """Send a ``status``."""
        self.note(status)
        self.send("status", status)

    def note(self, status: Mapping[str, object]) -> None:
        """Remember a status that is told in another way."""
        self.told, self.told_host = str(status["state"]), bool(status["host"])

    def send(self, name: str, payload: object) -> None:
        """Tell this browser alone."""
        self.wire.write(event_frame(name, payload))


class Connections:
    """Who is connected."""

    def __init__(self) -> None:
        self._by_id: dict[str, Connection] = {}
        self._by_room: dict[str, dict[str, dict[str, Connection]]] = {}
        self._crews: dict[str, dict[str, Connection]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._by_id.values()))

    def add(self, connection: Connection) -> None:
        """Note a connection. Raises Refused (too-many)."""
        claim = connection.claim
        tabs = self._by_room.setdefault(claim.meeting, {}).setdefault(claim.participant, {})
        if len(tabs) >= MOST_TABS:
            raise Refused("too-many", "This meeting is open in too many tabs.")
        tabs[connection.id] = self._by_id[connection.id] = connection
        if claim.role in CREW:
            self._crews.setdefault(claim.meeting, {})[connection.id] = connection

    def drop(self, id: str) -> Connection | None:
        """Forget a connection; None when it was never there."""
        connection = self._by_id.pop(id, None)
        if connection is None:
            return None
        connection.gone = True
        claim = connection.claim
        crew = self._crews.get(claim.meeting, {})
        if crew.pop(id, None) is not None and not crew:
            del self._crews[claim.meeting]
        people = self._by_room[claim.meeting]
        del people[claim.participant][id]
        if not people[claim.participant]:
            del people[claim.participant]
        if not people:
            del self._by_room[claim.meeting]
        return connection

    def get(self, id: str) -> Connection | None:
        """The connection of that id."""
        return self._by_id.get(id)

    def people(self, room: str) -> Iterable[tuple[str, Iterable[Connection]]]:
        """The participants of a room with their connections."""
        return [(who, tuple(tabs.values())) for who, tabs in self._by_room.get(room, {}).items()]

    def crew(self, room: str) -> tuple[Connection, ...]:
        """The connections of those who came to a room with more than an attendee's token.

        What is for hosts alone need not ask a thousand attendees whether they are one.
        """
        return tuple(self._crews.get(room, {}).values())

    def of(self, room: str, participant: str) -> tuple[Connection, ...]:
        """The connections of one participant."""
        return tuple(self._by_room.get(room, {}).get(participant, {}).values())
