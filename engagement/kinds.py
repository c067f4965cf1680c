"""The kinds of engagement events, who may make them, and what they say. Pure.

Rules:

1. A kind that is not in ``KINDS`` does not exist: it is refused at the door, never stored.
2. The values of a kind are a closed schema: an unknown name, a wrong type, an infinite number or
   a string too long is refused.
3. ``consent`` names the consent without which nothing of this kind is kept about an HCP. Coming
   and going is attendance, which the HCP is told of, and needs none.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from engagement.errors import Invalid
from engagement.values import (
    AgendaPart,
    Answered,
    Asked,
    Came,
    Clicked,
    Device,
    Downloaded,
    Dropped,
    Ended,
    Followed,
    Idle,
    Judged,
    Looked,
    Measured,
    Merged,
    Nothing,
    Opened,
    Polled,
    PollRun,
    Posted,
    Reacted,
    Reopened,
    Sampled,
    Separated,
    Shown,
    Surveyed,
    Told,
    Unposted,
    Voted,
    Zoomed,
)


class Source(StrEnum):
    """Who makes events of a kind."""

    CLIENT = "client"
    SERVER = "server"


class ConsentKind(StrEnum):
    """What a person can agree to."""

    CAPTURE = "capture"
    ATTENTION = "attention"
    RECORDING = "recording"
    REGISTRATION = "registration"
    """What the organiser of a webinar asks whoever signs up; each version is a text of its own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of event is and demands."""

    name: str
    source: Source
    consent: ConsentKind | None
    """Without this consent of the HCP, nothing of this kind is kept about them."""
    values: type[msgspec.Struct]
    meaning: str
    on_slide: bool = False
    """True: the event must say on which slide of which version it happened."""


CAPTURE, ATTENTION = ConsentKind.CAPTURE, ConsentKind.ATTENTION
CLIENT, SERVER = Source.CLIENT, Source.SERVER

_ALL = (
    Kind("slide.entered", CLIENT, CAPTURE, Nothing, "a slide came on this screen", True),
    Kind("slide.left", CLIENT, CAPTURE, Looked, "it went, after so long", True),
    Kind("step.shown", CLIENT, CAPTURE, Nothing, "a build came on this screen", True),
    Kind("pointer.clicked", CLIENT, CAPTURE, Clicked, "a click on the slide", True),
    Kind("slide.zoomed", CLIENT, CAPTURE, Zoomed, "a zoom into the slide", True),
    Kind("attention.hidden", CLIENT, ATTENTION, Nothing, "the tab went out of sight"),
    Kind("attention.shown", CLIENT, ATTENTION, Nothing, "the tab came into sight"),
    Kind("attention.focused", CLIENT, ATTENTION, Nothing, "the window got the focus"),
    Kind("attention.blurred", CLIENT, ATTENTION, Nothing, "the window lost the focus"),
    Kind("attention.idle", CLIENT, ATTENTION, Idle, "nothing has been touched for a while"),
    Kind("quality.sampled", CLIENT, CAPTURE, Sampled, "how good the connection was"),
    Kind("device.reported", CLIENT, CAPTURE, Device, "phone, tablet or desktop, browser, system"),
    Kind("capture.dropped", CLIENT, CAPTURE, Dropped, "the browser had to give events up"),
    Kind("meeting.started", SERVER, None, Nothing, "the room opened"),
    Kind("meeting.ended", SERVER, None, Ended, "the room closed"),
    Kind("participant.joined", SERVER, None, Came, "somebody was let in, or came back"),
    Kind("participant.left", SERVER, None, Ended, "somebody went"),
    Kind("quality.measured", SERVER, CAPTURE, Measured, "how well the person's media got through"),
    Kind("slide.shown", SERVER, None, Shown, "the host put a slide on stage", True),
    Kind("slide.reaction", SERVER, None, Judged, "the rep judged how a slide was received", True),
    Kind("reaction.sent", SERVER, CAPTURE, Reacted, "a thumb, a clap, a heart …"),
    Kind("question.asked", SERVER, CAPTURE, Asked, "a question was asked"),
    Kind("question.answered", SERVER, CAPTURE, Answered, "a question was answered or dismissed"),
    Kind("question.reopened", SERVER, None, Reopened, "an answer or dismissal was taken back"),
    Kind("chat.posted", SERVER, CAPTURE, Posted, "a chat message was sent"),
    Kind("chat.removed", SERVER, None, Unposted, "a host took a chat message out"),
    Kind("announcement.made", SERVER, None, Told, "the hosts told everybody something"),
    Kind("announcement.removed", SERVER, None, Followed, "a host took an announcement back"),
    Kind("link.clicked", CLIENT, CAPTURE, Followed, "the link of an announcement was opened"),
    Kind("material.downloaded", SERVER, CAPTURE, Downloaded, "an approved deck was taken home"),
    Kind("show.paused", SERVER, None, Nothing, "the audience of a webinar got a break"),
    Kind("show.resumed", SERVER, None, Nothing, "the webinar went on"),
    Kind("question.merged", SERVER, None, Merged, "a question was put to one that asks the same"),
    Kind("question.separated", SERVER, None, Separated, "that it was put there was taken back"),
    Kind("question.voted", SERVER, CAPTURE, Voted, "somebody wants to hear the answer, too"),
    Kind("poll.moved", SERVER, None, PollRun, "the hosts opened or closed a poll"),
    Kind(
        "agenda.started",
        SERVER,
        None,
        AgendaPart,
        "a part of the agenda began, or did not after all",
    ),
    Kind("poll.answered", SERVER, CAPTURE, Polled, "a poll was answered; the last answer counts"),
    Kind(
        "survey.answered",
        SERVER,
        CAPTURE,
        Surveyed,
        "the survey afterwards; the last answer counts",
    ),
    Kind(
        "material.opened", SERVER, CAPTURE, Opened, "a link or file offered afterwards was opened"
    ),
    Kind("hand.raised", SERVER, CAPTURE, Nothing, "a hand went up"),
    Kind("hand.lowered", SERVER, CAPTURE, Nothing, "a hand went down"),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def kind_of(name: str, source: Source) -> Kind:
    """The kind of this name that ``source`` may make, or raise ``Invalid``."""
    kind = KINDS.get(name)
    if kind is None or kind.source is not source:
        raise Invalid("kind", f"is none that a {source} makes")
    return kind


def parse_values(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored, without the absent ones, or raise ``Invalid``."""
    try:
        parsed = msgspec.convert(dict(values), kind.values)
    except msgspec.ValidationError as error:
        raise Invalid("values", f"of {kind.name}: {error}") from None
    stored = {
        name: value for name, value in msgspec.to_builtins(parsed).items() if value is not None
    }
    if not all(_storable(value) for value in stored.values()):
        raise Invalid("values", f"of {kind.name}: a number is not finite or a text is broken")
    return stored


def _storable(value: object) -> bool:
    # A comparison with NaN is false, so the bounds of a schema let it pass; a lone surrogate is a
    # legal string in Python and in JSON, and in no database.
    if isinstance(value, float):
        return math.isfinite(value)
    return not (isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value))
