"""What runs a room: slides, the door, the people, the show."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from signaling.messages.shapes import Count, Id, Line, Message, Share


class Show(Message, frozen=True):
    """Moves the stage to a place in a deck."""

    version: Id
    slide: Count
    step: Count = 0
    state: dict[str, Any] | None = None


class Point(Message, frozen=True):
    """Moves the pointer over the slide; volatile."""

    slide: Count
    x: Share
    y: Share
    shown: bool


class Admit(Message, frozen=True):
    """Lets somebody in."""

    participant: Id


class AdmitAll(Message, frozen=True):
    """Lets everybody in who waits."""


class Refuse(Message, frozen=True):
    """Turns somebody away; they are told the reason."""

    participant: Id
    reason: Line


class Lock(Message, frozen=True):
    """Lets no newcomer in, or opens the door again."""

    locked: bool


class Remove(Message, frozen=True):
    """Puts somebody out, for good if banned."""

    participant: Id
    ban: bool


class Mute(Message, frozen=True):
    """Silences somebody until they switch their sound on again."""

    participant: Id


class MuteAll(Message, frozen=True):
    """Silences everybody but hosts, until they switch their sound on again."""


class Pin(Message, frozen=True):
    """Makes somebody the main face for everybody; null: nobody."""

    participant: Id | None


class Hold(Message, frozen=True):
    """Puts somebody aside, or takes them back in."""

    participant: Id
    held: bool


class LowerHand(Message, frozen=True):
    """Takes somebody's hand down."""

    participant: Id


class LowerAllHands(Message, frozen=True):
    """Takes all hands down."""


class RateSlide(Message, frozen=True):
    """Notes how a slide was received; null takes the note back."""

    version: Id
    slide: Count
    reaction: Literal["positive", "neutral", "negative"] | None


class GoLive(Message, frozen=True):
    """Opens the doors of a webinar, at once or after a countdown."""

    delay_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0


class PauseShow(Message, frozen=True):
    """Gives the audience of a webinar a break, of so many minutes (0: open end), or goes on."""

    paused: bool
    minutes: Annotated[int, Meta(ge=0, le=60)] | None = None
    """None: as it is set, and an open end when it begins."""
    ends: bool = False
    """Whether it goes on by itself when the minutes are over."""


class StopCountdown(Message, frozen=True):
    """Does not go live yet."""


class StartItem(Message, frozen=True):
    """Says that a part of the agenda begins now, or takes that back."""

    item: Count
    started: bool = True


class SetBackstage(Message, frozen=True):
    """Brings a member of the crew on stage, or behind it."""

    participant: Id
    backstage: bool


class Invite(Message, frozen=True):
    """Asks an attendee to come on stage, or takes that back."""

    participant: Id
    invited: bool


class Demote(Message, frozen=True):
    """Puts somebody who came on stage back into the audience."""

    participant: Id


class End(Message, frozen=True):
    """Ends the meeting."""
