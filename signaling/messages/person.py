"""What everybody says: that they come and go, how they are, what they looked at."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from rooms.people import Lack
from signaling.messages.shapes import MOST_EVENTS, Count, Id, Message, Moment, Name, Uuid, Values


class DeviceInfo(Message, frozen=True):
    """What the browser says of itself."""

    kind: Literal["phone", "tablet", "desktop"] = msgspec.field(name="class")
    browser: Name = ""
    os: Name = ""


class Auth(Message, frozen=True):
    """What CONNECT brings: who, and in which tab."""

    token: Annotated[str, Meta(min_length=1, max_length=4_096)]
    tab: Uuid


class Join(Message, frozen=True):
    """Asks to be in."""

    device: DeviceInfo


class GetSnapshot(Message, frozen=True):
    """Asks for a fresh snapshot."""


class Leave(Message, frozen=True):
    """Says goodbye."""


class RaiseHand(Message, frozen=True):
    """Raises or lowers one's own hand."""

    raised: bool


class React(Message, frozen=True):
    """Sends a reaction."""

    reaction: Literal["thumbs_up", "clap", "heart", "laugh", "surprised", "confused"]


class StreamState(Message, frozen=True):
    """Says whether sound and picture of one's own stream are on."""

    stream: Id
    audio: bool
    video: bool


class Presence(Message, frozen=True):
    """Says what this browser shows now."""

    version: Id | None
    slide: Count | None
    step: Count | None
    visible: bool | None
    quality: Annotated[int, Meta(ge=0, le=4)] | None
    relay: bool | None = None
    """Whether media comes through a relay; None while nobody knows."""
    devices: Lack | None = None


class View(Message, frozen=True):
    """Says how high this page shows a stream's picture, in pixels; 0: not at all."""

    stream: Id
    height: Annotated[int, Meta(ge=0, le=8_640)]


class EngageEvent(Message, frozen=True):
    """One engagement event."""

    id: Uuid
    seq: Annotated[int, Meta(ge=1, le=2**31)]
    kind: Name
    at: Moment
    version: Id | None = None
    slide: Count | None = None
    step: Count | None = None
    values: Values = {}


class Engage(Message, frozen=True):
    """Delivers engagement events of one tab."""

    session: Uuid
    sent_at: Moment
    through: Annotated[int, Meta(ge=0, le=2**31)]
    events: Annotated[list[EngageEvent], Meta(max_length=MOST_EVENTS)]


class EngageBeacon(Engage, frozen=True):
    """The same by HTTP, when the page is about to go; a beacon carries no header."""

    token: Annotated[str, Meta(min_length=1, max_length=4_096)]


class AnswerInvitation(Message, frozen=True):
    """Comes on stage, or would rather not."""

    accept: bool
