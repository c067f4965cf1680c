"""A look at all sessions at once: how well people, streams and sessions are doing. No I/O.

Whoever asks about everybody asks here: one by one it would be a walk through all sessions for each.
What is told of streams and sessions bears their ids, never anybody's name.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from media.batch import TcpAddress
from media.publisher import Publisher
from media.quality import Health, rate
from media.resources import Quality, SessionKind, SessionState
from media.session import Session
from media.sessions import Sessions
from media.stream import Stream

Person = tuple[str, str]
"""Room and participant."""


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """What is measured of one connected session."""

    id: str
    stream: str
    kind: str
    """publish or play."""
    health: Health
    score: int


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What is measured of one stream."""

    id: str
    kind: str
    """camera, screen, …"""
    health: Health
    """Of the publisher that feeds it."""
    viewers: int
    key_frames_asked: int


def qualities(sessions: Iterable[Session], now: float) -> dict[Person, Quality]:
    """How well each participant of each room is connected, of those who are."""
    found: dict[Person, list[tuple[Health, float]]] = {}
    by_tcp: set[Person] = set()
    for session, health in _connected(sessions):
        person = session.info.room, session.info.participant
        found.setdefault(person, []).append((health, now - session.heard))
        if isinstance(session.ice.selected, TcpAddress):
            by_tcp.add(person)
    rated = ((person, rate(known)) for person, known in found.items())
    told = {person: quality for person, quality in rated if quality is not None}
    return told | {person: replace(told[person], path="tcp") for person in by_tcp & told.keys()}


def session_figures(sessions: Iterable[Session], now: float) -> list[SessionFigures]:
    """What is measured of each connected session."""
    figures = []
    for session, health in _connected(sessions):
        quality = rate([(health, now - session.heard)])
        info = session.info
        score = quality.score if quality is not None else 0
        figures.append(SessionFigures(info.id, info.stream, info.kind, health, score))
    return figures


def stream_figures(streams: Iterable[Stream], sessions: Iterable[Session]) -> list[StreamFigures]:
    """What is measured of each stream."""
    watched = Counter(
        session.info.stream for session, _ in _connected(sessions) if session.info.kind == "play"
    )
    return [
        StreamFigures(
            stream.info.id,
            stream.info.kind,
            stream.upstream.health,
            watched[stream.info.id],
            stream.key_frames_asked,
        )
        for stream in streams
        if isinstance(stream.upstream, Publisher)
    ]


def gauges(sessions: Sessions) -> dict[str, float]:
    """What there is at this moment behind the port."""
    kinds = [session.info.kind for session in sessions]
    return {
        "send_buffer_bytes": sessions.port.send_buffer,
        "tcp_connections": len(sessions.port.tcp),
        "publishers": kinds.count(SessionKind.PUBLISH),
        "viewers": kinds.count(SessionKind.PLAY),
        "addresses": sessions.port.routes,
        "held": sessions.held,
        "closing": sessions.closing,
    }


def _connected(sessions: Iterable[Session]) -> Iterable[tuple[Session, Health]]:
    for session in sessions:
        if session.media is not None and session.info.state is SessionState.CONNECTED:
            yield session, session.media.health
