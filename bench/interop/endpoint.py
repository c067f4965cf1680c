"""Where a client is sent, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """What a client does."""

    PUBLISH = "publish"
    PLAY = "play"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's WHIP or WHEP address with the token that opens it."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to try."""

    client: str
    direction: Direction
    codec: str
    """VP8 or H264; the sound is Opus."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case."""

    client: str
    version: str
    direction: Direction
    codec: str
    ok: bool
    first_ms: int | None
    """To the first decoded picture: from the offer for a browser and every player, from the start
    of the program for the other publishers."""
    note: str
    """What was seen, or what went wrong."""


class Failed(Exception):
    """A client did not do what it should; the text says what was seen."""
