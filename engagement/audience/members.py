"""The people of a webinar's audience, as values. Times are UTC milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Attended(StrEnum):
    """How somebody took part."""

    LIVE = "live"
    ON_DEMAND = "on_demand"
    BOTH = "both"
    NO_SHOW = "no_show"
    """Had a seat and never connected. Who cancelled or was denied had none."""
    EXPECTED = "expected"
    """Has a seat, and the show is not over: may still come."""
    EXCUSED = "excused"
    """Had a seat, said beforehand that they cannot come and want the recording, and has not
    watched it yet: no no-show."""

    @property
    def came(self) -> bool:
        """Whether they saw anything of it, live or later."""
        return self in (Attended.LIVE, Attended.ON_DEMAND, Attended.BOTH)

    @property
    def live(self) -> bool:
        """Whether they were there while it ran."""
        return self in (Attended.LIVE, Attended.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who signed up, as the registrations tell it."""

    participant: str
    """Id of the registration, which is the participant's in the room."""
    name: str
    email: str
    hcp: str | None
    """`hcp.id`; None: not known to the directory."""
    country: str
    """ISO 3166-1 alpha-2; empty: not told."""
    specialty: str
    registered_at: int
    seated: bool
    """Approved: was let in, or would have been. False for who waits, was denied or cancelled."""
    excused: bool = False
    """Said beforehand that they want the recording."""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A part of the agenda."""

    title: str
    minutes: int
    speaker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The webinar itself: its plan, and its course as the plan's store knows it."""

    org: str
    meeting: str
    title: str
    planned_start: int
    planned_end: int
    zone: str
    """IANA time zone of the plan."""
    state: str
    """planned, live, ended or cancelled."""
    started: int | None = None
    """When it went live; None: not yet."""
    ended: int | None = None
    series: str = ""
    agenda: Sequence[PlannedItem] = ()
    crew: frozenset[str] = frozenset()
    """Participants who are hosts and crew: they are no audience, and nothing of theirs counts."""
    states: tuple[tuple[str, int], ...] = ()
    """How many registrations are in each state: approved, pending, waiting, denied, cancelled."""

    @property
    def over(self) -> bool:
        return self.state == "ended"


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One component of a score."""

    key: str
    """Stable: time, slides, polls, questions, acts or links."""
    words: str
    """What it is, in words that the report prints: "38 of 60 minutes, away for 4 of them"."""
    amount: int
    """What was counted: minutes, slides, polls, questions, acts, links."""
    points: int
    most: int
    """The points that could be had. Those of all parts are 100 together."""


@dataclass(frozen=True, slots=True)
class Score:
    """How engaged somebody was, with the reasons."""

    total: int
    """0 to 100: the sum of the parts' points."""
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceMember:
    """Somebody who had a seat, or who came without one.

    Counts are of the person's own acts that the store keeps: of somebody who never agreed to
    capture they are all nought, and ``captured`` says why.
    """

    participant: str
    name: str
    email: str
    """Empty: came without signing up."""
    hcp: str | None
    country: str
    specialty: str
    segment: str
    """Given by marketing in the directory; empty: none, or not known."""
    registered_at: int | None
    """None: came without signing up, for example with a link of the administrator's."""
    attended: Attended
    walk_in: bool
    """Signed up after the show had begun, or came without signing up."""
    first_join: int | None
    """First moment connected, live or on demand; None: never."""
    last_leave: int | None
    live_ms: int
    """Connected while it ran: the union of all connections, never their sum."""
    on_demand_ms: int
    """The same of the recording, counted apart."""
    away_ms: int | None
    """The part of ``live_ms`` with the tab out of sight; None: no consent to say so."""
    captured: bool
    """Agreed to capture, as it stands now."""
    slides: tuple[str, ...] = ()
    """Keys of the slides that count as seen, in the order of seeing. Of a slide without a key
    the version and number, as "v1/3"."""
    questions: int = 0
    """Asked under their own name; questions without a name are nobody's."""
    votes: int = 0
    """Other people's questions that they want answered."""
    answers: int = 0
    """Polls answered."""
    reactions: int = 0
    hands: int = 0
    """How often the hand went up."""
    chats: int = 0
    links: int = 0
    """Different links opened."""
    downloads: int = 0
    """Different files taken along: a part of ``links``."""
    score: Score | None = None
    """None: no consent to capture, or was not there; ``unscored`` says which."""

    @property
    def watched_ms(self) -> int:
        """Live and on demand together."""
        return self.live_ms + self.on_demand_ms

    @property
    def unscored(self) -> str:
        """Why there is no score, in words; empty when there is one."""
        if self.score is not None:
            return ""
        if not self.attended.came:
            return "Has not come"
        return "No score: did not agree to capture"
