"""Who may say what: one table, event × role × state.

Rule 1: every message has a row; a message without one cannot be sent, and a test fails.
Rule 2: the table is asked before anything else is done with a message. The room asks again for
what only it knows (whose stream, which question, who may be removed).
Rule 3: a state of None is somebody the room has never met, or whose connection has not joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rooms import Role, State
from rooms.errors import NotAllowed, NotInRoom, RoomError
from rooms.roles import MAY

Where = State | None

ANYWHERE: frozenset[Where] = frozenset({None, *State})
INSIDE: frozenset[Where] = frozenset({State.PRESENT})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles may send a message, and where they must be."""

    roles: frozenset[Role]
    states: frozenset[Where] = INSIDE


_OWN: dict[str, Rule] = {
    "join": Rule(EVERYBODY, ANYWHERE),
    "leave": Rule(EVERYBODY, ANYWHERE),
    "engage": Rule(EVERYBODY, ANYWHERE),
    "snapshot": Rule(EVERYBODY),
    "presence": Rule(EVERYBODY),
    "view": Rule(EVERYBODY),
    "point": Rule(MAY["show"]),
    "admit_all": Rule(MAY["admit"]),
    "mute_all": Rule(MAY["mute"]),
    "lower_all_hands": Rule(MAY["lower_hand"]),
    "stop_countdown": Rule(MAY["go_live"]),
}
"""Messages that are no action of a room's table. Engagement events come late, too: from an outbox
that was offline while the meeting ended."""

_ROOM = {name: Rule(roles) for name, roles in MAY.items() if not name.startswith("publish_")}

TABLE: Mapping[str, Rule] = MappingProxyType(_OWN | _ROOM)
"""Message → rule."""


def refusal(message: str, role: Role, state: Where) -> RoomError | None:
    """Why somebody may not send a message; None when they may."""
    rule = TABLE[message]
    if state not in rule.states:
        return NotInRoom("only somebody who is in the room can do this")
    if role not in rule.roles:
        return NotAllowed(f"a {role} may not do this")
    return None
