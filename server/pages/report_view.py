"""The call report as its page shows it: values that the template only has to draw."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attendee:
    """One HCP who was there."""

    name: str
    hcp: str | None
    joined: int
    left: int | None
    """None: still connected."""
    connected_ms: int
    engaged_ms: int
    device: str | None


@dataclass(frozen=True, slots=True)
class ShownSlide:
    """One slide of the meeting's decks, shown or not."""

    version: str
    number: int
    title: str
    mandatory: bool
    shown: bool
    visible_ms: int
    """By all HCPs together who agreed to it."""
    counted: bool
    reaction: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A key message whose reception the rep judges."""

    index: int
    """Its place on the form: the field is ``stance_<index>``."""
    key: str
    text: str
    title: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked in writing."""

    text: str
    name: str
    at: int
    slide: str
    state: str
    """open, answered or dismissed."""
    answer: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the events that browsers made have arrived."""

    received: int
    expected: int

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return self.received >= self.expected

    @property
    def words(self) -> str:
        """``412 of 412 events``."""
        if self.expected == 0:
            return "No events captured"
        return f"{self.received:,} of {self.expected:,} events"

    @property
    def explanation(self) -> str:
        """What a number that is not whole means, and what happens next."""
        missing = self.expected - self.received
        words = "1 event has" if missing == 1 else f"{missing:,} events have"
        return (
            f"{words} not arrived yet. A browser keeps what it could not send and sends it when "
            "it is online again; the times below grow then."
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """One signed version."""

    signed_name: str
    written_at: int
    meaning: str
    reason: str
    digest: str
    changes: tuple[str, ...] = ()
    """What it changed against the version before, in words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the fields."""

    stances: dict[str, str] = field(default_factory=dict)
    """By the key of the slide: positive, neutral or negative."""
    topics_open: tuple[str, ...] = ()
    next_step: str = ""
    note: str = ""
    adverse_event: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole page."""

    meeting: str
    title: str
    host: str
    names: str
    zone: str
    started: int
    ended: int | None
    status: str
    """draft, submitted or amended."""
    people: tuple[Attendee, ...]
    slides: tuple[ShownSlide, ...]
    messages: tuple[Message, ...]
    topics: tuple[tuple[str, str], ...]
    """Key and name of every topic of the decks."""
    questions: tuple[Question, ...]
    reactions: str
    """``3 thumbs up, 1 clap``; blank when there were none."""
    completeness: Completeness
    revisions: tuple[Revision, ...]
    saved_at: int | None
    may_amend: bool
    meaning: str
    """What the signature says."""

    @property
    def shown(self) -> int:
        """How many slides were shown."""
        return sum(slide.shown for slide in self.slides)

    @property
    def visible_ms(self) -> int:
        """How long slides were looked at, all together."""
        return sum(slide.visible_ms for slide in self.slides)

    @property
    def longest_ms(self) -> int:
        """The time of the slide that was looked at longest."""
        return max((slide.visible_ms for slide in self.slides), default=0)
