"""Who is who in a room, which state they are in, and what each role may do.

Rule 1: the state of a participant changes by ``STEPS`` and in no other way.
Rule 2: what a role may do is a row of ``MAY``; who acts must be in the room besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a participant is here for; fixed by the invitation, never by the browser."""

    HOST = "host"
    """Drives and ends the meeting, and decides who is in it."""
    PRESENTER = "presenter"
    """May publish a screen and drive the slides."""
    PANELIST = "panelist"
    """May publish a camera; does not wait in the lobby."""
    MODERATOR = "moderator"
    """Tends the lobby and the questions."""
    ATTENDEE = "attendee"
    """Watches, and takes part."""


class State(StrEnum):
    """Where a participant is."""

    LOBBY = "lobby"
    """Knocked; sees nothing of the room."""
    PRESENT = "present"
    """In the room with at least one connection."""
    RECONNECTING = "reconnecting"
    """In the room, without a connection for less than ``KEPT_MS``."""
    HELD = "held"
    """In the room's list, but put aside by the host: sees and hears nothing."""
    LEFT = "left"
    """Went, or stayed away too long."""
    REFUSED = "refused"
    """Was not let in."""
    REMOVED = "removed"
    """Was put out."""


class Phase(StrEnum):
    """How far the meeting is."""

    WAITING = "waiting"
    """The host has not come yet."""
    LIVE = "live"
    """The host came; the meeting runs."""
    ENDED = "ended"
    """Over, for good."""


class Audience(StrEnum):
    """Who is shown how much: events and snapshots exist once for each."""

    HOSTS = "hosts"
    """Sees the lobby, the refused, the notes, the ratings and what each person looks at."""
    CREW = "crew"
    """Sees backstage besides what attendees see, but no attendee who is private."""
    ATTENDEES = "attendees"
    """Sees the people who are in, the stage and the conversation."""


HOSTS = frozenset({Role.HOST, Role.MODERATOR})
"""The roles of the hosts' audience. Presenters are not in it: control may be given to an HCP."""

CREW = frozenset(Role) - {Role.ATTENDEE}
"""Who makes a webinar: on stage, backstage, at the door."""

DESK = frozenset({Role.HOST, Role.PRESENTER, Role.MODERATOR})
"""Who of a webinar's crew works at its console, also by a link; a panelist has the room's page."""

INSIDE = frozenset({State.PRESENT, State.RECONNECTING, State.HELD})
"""States in which a person is listed for attendees."""

ON_STAGE = frozenset({State.PRESENT, State.RECONNECTING})
"""States in which a person may be seen and heard: media often finds its way back first."""

_HOST = frozenset({Role.HOST})
_DRIVERS = frozenset({Role.HOST, Role.PRESENTER})
_ALL = frozenset(Role)

MAY: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "admit": HOSTS,
        "refuse": HOSTS,
        "lock": _HOST,
        "remove": _HOST,
        "mute": HOSTS,
        "hold": _HOST,
        "pin": _HOST,
        "lower_hand": HOSTS,
        "answer": CREW,
        "take_question": CREW,
        "rate_slide": _HOST,
        "end": _HOST,
        "vote": _ALL,
        "open_question": HOSTS,
        "assign_question": HOSTS,
        "merge_questions": HOSTS,
        "separate_question": HOSTS,
        "chat_mode": HOSTS,
        "remove_message": HOSTS,
        "announce": HOSTS,
        "remove_announcement": HOSTS,
        "poll_save": HOSTS,
        "poll_remove": HOSTS,
        "poll_move": HOSTS,
        "poll_show": HOSTS,
        "poll_answer": _ALL,
        "go_live": _HOST,
        "start_item": HOSTS,
        "pause": _HOST,
        "set_backstage": CREW,
        "invite": HOSTS,
        "answer_invitation": _ALL,
        "demote": HOSTS | {Role.PANELIST},
        "show": _DRIVERS,
        "publish_camera": _ALL,
        "publish_screen": _DRIVERS,
        "chat": _ALL,
        "ask": _ALL,
        "raise_hand": _ALL,
        "react": _ALL,
        "stream_state": _ALL,
    }
)
"""Action → the roles that may do it, once they are in the room."""

STEPS: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "knock": {State.LEFT: State.LOBBY, State.REMOVED: State.LOBBY},
        "enter": {State.LEFT: State.PRESENT},
        "enter_held": {State.LEFT: State.HELD},
        "return": {State.RECONNECTING: State.PRESENT},
        "lose": {State.PRESENT: State.RECONNECTING, State.LOBBY: State.LEFT},
        "expire": {State.RECONNECTING: State.LEFT, State.HELD: State.LEFT},
        "leave": {
            State.LOBBY: State.LEFT,
            State.PRESENT: State.LEFT,
            State.RECONNECTING: State.LEFT,
            State.HELD: State.LEFT,
        },
        "admit": {State.LOBBY: State.PRESENT, State.REFUSED: State.PRESENT},
        "refuse": {State.LOBBY: State.REFUSED},
        "hold": {State.PRESENT: State.HELD, State.RECONNECTING: State.HELD},
        "resume": {State.HELD: State.PRESENT},
        "remove": {
            State.LEFT: State.REMOVED,
            State.LOBBY: State.REMOVED,
            State.REFUSED: State.REMOVED,
            State.PRESENT: State.REMOVED,
            State.RECONNECTING: State.REMOVED,
            State.HELD: State.REMOVED,
        },
    }
)
"""Action → state before → state after. A pair that is not here is refused."""


def step(action: str, state: State) -> State | None:
    """Where ``action`` leads from ``state``; ``state`` itself when it led there before.

    None when the table has no such step.
    """
    ways = STEPS[action]
    return ways.get(state, state if state in ways.values() else None)


def rights(role: Role) -> tuple[str, ...]:
    """The actions that a role may do, sorted by name; ``MAY`` read by its other side."""
    return tuple(sorted(action for action, roles in MAY.items() if role in roles))


def audience_of(role: Role) -> Audience:
    """Which audience a role belongs to."""
    if role in HOSTS:
        return Audience.HOSTS
    return Audience.CREW if role in CREW else Audience.ATTENDEES
