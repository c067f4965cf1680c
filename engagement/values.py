"""What the kinds of engagement events say: one closed schema each. Pure.

An unknown name, a wrong type, or a number out of its bounds does not fit; times are milliseconds,
places on a slide are shares of its width and height.
"""

from typing import Annotated, Literal

import msgspec

DAY_MS = 86_400_000

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
