"""The register: which connections of whom are in the room, written down as intervals.

Rule: a connection counts while it has joined and its participant is present or held. ``look`` is
called after everything that can change either; it compares with what is open and notes the rest.
"""

from __future__ import annotations

from rooms import Event, Phase, Room, State
from rooms.events import ParticipantEvent, ParticipantLeft, ParticipantRemoved, RoomEnded
from signaling.clerk import Clerk
from signaling.connections import Connections

COUNTED = frozenset({State.PRESENT, State.HELD})


class Register:
    """Notes when connections begin and end to count."""

    def __init__(self, connections: Connections, clerk: Clerk) -> None:
        self._connections = connections
        self._clerk = clerk
        self._open: dict[str, dict[str, str]] = {}
        """Room → connection → participant."""

    async def hear(self, room: Room, event: Event) -> None:
        """Look at whom the event is about; at everybody when the room has ended."""
        if isinstance(event, ParticipantEvent):
            self.look(room, event.participant.id, event.at, _reason(event))
        elif isinstance(event, RoomEnded):
            for connection in self._open.pop(room.id, {}):
                self._clerk.closed(room.id, connection, event.at, "ended")

    def look(self, room: Room, participant: str, at: int, reason: str) -> None:
        """Note which of somebody's connections have begun or ceased to count at ``at``."""
        open = self._open.setdefault(room.id, {})
        inside = room.phase is not Phase.ENDED and room.state_of(participant) in COUNTED
        tabs = self._connections.of(room.id, participant) if inside else ()
        wanted = {tab.id: tab for tab in tabs if tab.joined}
        for id in [id for id, who in open.items() if who == participant and id not in wanted]:
            del open[id]
            self._clerk.closed(room.id, id, at, reason)
        for id, tab in wanted.items():
            if id not in open:
                open[id] = participant
                self._clerk.opened(tab.claim, id, tab.device, at)
        if not open:
            self._open.pop(room.id, None)


def _reason(event: ParticipantEvent) -> str:
    if isinstance(event, ParticipantLeft):
        return event.reason
    return "removed" if isinstance(event, ParticipantRemoved) else "lost"
