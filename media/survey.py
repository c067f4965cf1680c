"""A look at all sessions at once: how well each person is connected. No I/O.

Whoever asks about everybody asks here: person by person it would be a walk through all sessions for
each.
"""

from collections.abc import Iterable

from media.quality import Health, rate
from media.resources import Quality, SessionState
from media.session import Session

Person = tuple[str, str]
"""Room and participant."""


def qualities(sessions: Iterable[Session], now: float) -> dict[Person, Quality]:
    """How well each participant of each room is connected, of those who are."""
    found: dict[Person, list[tuple[Health, float]]] = {}
    for session in sessions:
        if session.media is not None and session.info.state is SessionState.CONNECTED:
            person = session.info.room, session.info.participant
            found.setdefault(person, []).append((session.media.health, now - session.heard))
    rated = ((person, rate(known)) for person, known in found.items())
    return {person: quality for person, quality in rated if quality is not None}
