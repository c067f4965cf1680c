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
from typing import Annotated, Any, Literal

import msgspec

from engagement.errors import Invalid

DAY_MS = 86_400_000


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


Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=DAY_MS)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Word = Annotated[str, msgspec.Meta(max_length=64)]
Label = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=4_000)]
Judgement = Literal["positive", "neutral", "negative"]
Gesture = Literal["thumbs_up", "clap", "heart", "laugh", "surprised", "confused"]
DeviceClass = Literal["phone", "tablet", "desktop"]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No values."""


class Looked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long the slide was there, and how long of that it could be seen."""

    visible_ms: Milliseconds
    total_ms: Milliseconds


class Clicked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where on the slide, as shares of its width and height; what was hit, if it has a name."""

    x: Share
    y: Share
    element: Label | None = None


class Zoomed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far, and around which point of the slide."""

    scale: Annotated[float, msgspec.Meta(gt=0, le=100)]
    x: Share
    y: Share


class Idle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how long nothing had been touched."""

    idle_ms: Milliseconds


class Sampled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Round trip, share of packets lost, bit rate received; None where not measured."""

    rtt_ms: Annotated[float, msgspec.Meta(ge=0, le=600_000)] | None = None
    loss: Share | None = None
    kbps: Annotated[float, msgspec.Meta(ge=0, le=10_000_000)] | None = None


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Means over so long, by the server; `worst` is the lowest score of that time."""

    measured_ms: Milliseconds
    loss: Share
    kbps: Annotated[float, msgspec.Meta(ge=0, le=10_000_000)]
    score: Annotated[float, msgspec.Meta(ge=0, le=4)]
    worst: Annotated[int, msgspec.Meta(ge=0, le=4)]
    rtt_ms: Annotated[float, msgspec.Meta(ge=0, le=600_000)] | None = None


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the person looks at it with."""

    kind: DeviceClass = msgspec.field(name="class")
    browser: Word | None = None
    os: Word | None = None


class Dropped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many events of this tab the browser gave up: its outbox was full, or was emptied."""

    count: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof of what was shown: deck, version, SHA-256 of the version."""

    deck: Word
    sha256: Word
    version: Word | None = None


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rep's judgement of how a slide was received; None takes it back."""

    reaction: Judgement | None
    about: Word | None = None
    """The participant it is about; None: everybody who was there."""


class Reacted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gesture of a participant."""

    reaction: Gesture


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, with its id in the room; whoever asked without a name is not its author here."""

    text: Text
    question: Word | None = None
    anonymous: bool | None = None


class Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a question was answered."""

    question: Word | None = None
    how: Literal["live", "written", "dismissed"] | None = None
    text: Text | None = None


class Posted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chat message, with its id in the room."""

    text: Text
    message: Word | None = None


class Unposted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which chat message a host took out."""

    message: Word


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the hosts announced; an address to open, a deck version to take home."""

    announcement: Word
    text: Text
    link: Text | None = None
    download: Word | None = None


class Followed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which announcement a link was opened."""

    announcement: Word


class Downloaded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was taken home: the deck version, the SHA-256 of the file, and who offered it."""

    announcement: Word
    version: Word
    sha256: Word


class Merged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, and the one that asks the same."""

    question: Word
    into: Word


class Separated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question that is put to another no longer."""

    question: Word


class Reopened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question that waits for an answer again."""

    question: Word


class Voted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wish to hear the answer to a question, too."""

    question: Word
    up: bool


class Polled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to a poll; the last one of a person counts."""

    poll: Word
    choices: list[Annotated[int, msgspec.Meta(ge=0, lt=100)]] = []
    text: Text | None = None


class PollRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A poll as it was when it was opened or closed."""

    poll: Word
    state: Word
    kind: Word
    question: Text
    options: list[Text] = []
    correct: list[int] | None = None


class Surveyed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to one question of the survey; without any, the last one is taken back."""

    question: Word
    kind: Literal["scale", "nps", "choice", "text"]
    label: Label
    number: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    choice: Label | None = None
    text: Text | None = None


class Opened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which material: a link, or a file of so much content."""

    title: Label
    link: Text | None = None
    version: Word | None = None
    sha256: Word | None = None


class AgendaPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the agenda as it was planned, and whether it began."""

    item: Annotated[int, msgspec.Meta(ge=0, le=1_000)]
    title: Text
    minutes: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    started: bool


class Came(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As what somebody joined."""

    role: Word | None = None
    device: DeviceClass | None = None


class Ended(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why somebody left, or why the meeting ended."""

    reason: Word | None = None


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
