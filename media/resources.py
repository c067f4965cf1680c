"""What others see of media: answers, streams, sessions, quality, and the listener they bring."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

CAMERA, SCREEN = "camera", "screen"
"""The kinds of streams that mean something here; others are as their publishers call them."""


class SessionKind(StrEnum):
    """Which way a media session carries media."""

    PUBLISH = "publish"
    PLAY = "play"


class SessionState(StrEnum):
    """How far a media session has come. An ended session is not found any more."""

    NEW = "new"
    """Answered; the peer has not reached us yet."""
    CONNECTED = "connected"
    """DTLS is done, media may flow."""
    ENDED = "ended"


class Level(StrEnum):
    """How much of a stream a viewer gets, measured by what its page wants to show."""

    HIGH = "high"
    """The best that the presenter sends and that fits the height on the page."""
    MIDDLE = "middle"
    """Less than that, because the downlink carries no more."""
    LOW = "low"
    """The least picture there is, for the same reason."""
    AUDIO = "audio"
    """No picture, because the downlink carries none."""
    NONE = "none"
    """Not even sound."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to an accepted offer."""

    session: str
    """Id of the new media session (the WHIP or WHEP resource)."""
    stream: str
    """Id of the stream that is published or played."""
    sdp: str
    """The SDP answer."""
    etag: str
    """Tag of the session's ICE generation, as the ETag header's value, quotes included."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The reply to an ICE restart."""

    sdp: str
    """Our new credentials and candidates, as an SDP fragment."""
    etag: str
    """Tag of the new ICE generation."""


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """A live stream."""

    id: str
    room: str
    participant: str
    """Who publishes it."""
    kind: str
    """What the publisher calls it: camera, screen, …"""
    audio: bool
    """Whether it has an audio track."""
    video: bool
    """Whether it has a video track."""
    started: int
    """UTC milliseconds at which its media first connected."""


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A live media session."""

    id: str
    kind: SessionKind
    state: SessionState
    room: str
    participant: str
    """Who publishes or views."""
    stream: str
    etag: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a participant is connected: the worst of the sessions that know."""

    rtt_ms: float | None
    """Round trip to the participant, None until measured."""
    loss: float
    """Share of packets lost before repair, 0..1, over the last reports."""
    kbps: float
    """Media received from and sent to the participant, kilobits a second."""
    score: int
    """4 excellent, 3 good, 2 fair, 1 poor, 0 nothing gets through."""
    path: str = "udp"
    """By which way media comes: udp; tcp when one of the sessions has no other."""


class MediaListener(Protocol):
    """Who wants to know which streams live. Called from the event loop; must not block.

    An exception is logged and harms neither the media nor the next call.
    """

    def stream_started(self, stream: StreamInfo, /) -> None:
        """The publisher's media has connected. Told once per stream id."""

    def stream_ended(self, stream: str, reason: str, /) -> None:
        """The stream is over: closed, silent, replaced, removed, room-ended, shutdown."""

    def view_changed(self, room: str, participant: str, stream: str, level: Level, /) -> None:
        """What a participant gets of a stream has changed; it begins as `Level.HIGH`, untold.

        Told only of what the network or the presenter does, never of what the page has asked for.
        """

    def speaker_changed(self, room: str, participant: str | None, /) -> None:
        """Somebody else speaks in that room, or nobody; see `media.speaker`."""
