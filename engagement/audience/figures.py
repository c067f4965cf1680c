"""The numbers of a webinar's report, as values. Times are UTC milliseconds.

Rule: what is told of a group is told of ``FEWEST`` people or more, so that nobody can be found
out behind an average. Smaller groups are put together, and shares of fewer are None.
"""

from dataclasses import dataclass

from engagement.audience.members import AudienceMember, Occasion

FEWEST = 5
"""The smallest group that a share, an average or a line of its own is given for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The head of the report."""

    registered: int
    """People with a seat, and those who came without one."""
    live: int
    """Were there while it ran."""
    on_demand: int
    """Watched the recording, whether they had been there or not."""
    came: int
    """Live or on demand, each person once."""
    no_shows: int
    excused: int
    walk_ins: int
    rate: float | None
    """Share of ``registered`` who came live; None: nobody registered."""
    peak: int
    """Most people connected within one minute."""
    median_ms: int | None
    """Half of those who came live stayed longer; None: nobody came."""
    mean_score: int | None
    """Over those who have one; None for fewer than ``FEWEST``."""
    scored: int
    """How many have a score."""
    questions: int
    votes: int
    answered: int
    """Questions settled, live or in writing."""
    polls: int
    poll_answers: int
    reactions: int
    chats: int
    hands: int


@dataclass(frozen=True, slots=True)
class Minute:
    """A point of the attendance curve."""

    at: int
    """Beginning of the minute."""
    people: int
    """How many of the audience were connected at any time within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A slide's turn on stage."""

    version: str
    slide: int
    key: str | None
    title: str
    start: int
    end: int
    there: int
    """People connected during the turn who agreed to capture."""
    watched: int
    """How many of these had the slide in sight meanwhile."""
    share: float | None
    """``watched`` of ``there``; None for fewer than ``FEWEST``."""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A part of the agenda: when it was planned, and when it was."""

    title: str
    speaker: str
    planned_start: int
    planned_end: int
    real_start: int | None
    """None: not told, or the show ended before."""
    real_end: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a poll."""

    text: str
    count: int
    """How many chose it; of a ranking the points (last place 1)."""
    correct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLine:
    """A poll with its answers. The last answer of a person counts."""

    poll: str
    kind: str
    """single, multiple, scale, ranking or text."""
    question: str
    at: int
    """When it was first opened."""
    quiz: bool
    """Whether some options are right."""
    answered: int
    right: int
    """Of a quiz: how many chose all that is right and nothing else."""
    there: int
    """Of the audience, how many were connected while it was open."""
    mean: float | None
    """Of a scale: the mean step, from 1; None for fewer than one answer."""
    choices: tuple[Choice, ...]
    texts: tuple[str, ...]
    """Free answers, without names, in the order of the alphabet: not in that of answering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question of the audience and what came of it."""

    question: str
    participant: str | None
    """Who asked; None: it was asked without a name."""
    name: str
    """Empty: it was asked without a name."""
    text: str
    at: int
    votes: int
    outcome: str
    """live, written, dismissed, merged, or open."""
    answer: str
    """What was written."""
    answered_by: str | None
    """Participant of the crew who settled it."""
    answered_at: int | None
    merged: str | None
    """Text of the question that asks the same, if it was put to one."""


@dataclass(frozen=True, slots=True)
class ReactionLine:
    """How often a reaction was sent."""

    reaction: str
    count: int


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement of the hosts."""

    at: int
    text: str
    link: str
    """Empty: without one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a file that was offered, and how many of the audience opened it."""

    name: str
    people: int
    file: bool
    """Whether it is a file to take along."""


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A group of the audience."""

    name: str
    """Empty: not told."""
    folded: int
    """How many small groups this line puts together; 0: it is one group, the named one."""
    registered: int
    live: int
    median_ms: int | None
    """Of those who came live; None for fewer than ``FEWEST``."""
    mean_score: int | None
    """None for fewer than ``FEWEST`` with a score."""


@dataclass(frozen=True, slots=True)
class Segments:
    """The audience, divided by one property."""

    by: str
    """country, specialty or segment."""
    lines: tuple[SegmentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A webinar as a line of the comparison."""

    meeting: str
    title: str
    starts: int
    registered: int
    live: int
    rate: float | None
    median_ms: int | None
    mean_score: int | None
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceReport:
    """All that the next morning's report says."""

    occasion: Occasion
    as_of: int
    """When it was drawn: of a show that still runs the figures go so far."""
    start: int | None
    """When the show began; None: it has not."""
    end: int | None
    """When it ended; None: it has not."""
    members: tuple[AudienceMember, ...]
    """By name."""
    totals: Totals
    curve: tuple[Minute, ...]
    bands: tuple[Band, ...]
    agenda: tuple[AgendaLine, ...]
    polls: tuple[PollLine, ...]
    questions: tuple[QuestionLine, ...]
    """The most wanted first."""
    reactions: tuple[ReactionLine, ...]
    notices: tuple[Notice, ...]
    links: tuple[Link, ...]
    segments: tuple[Segments, ...]
    comparison: tuple[Compared, ...] = ()
    """Earlier webinars, the latest first; this one is not among them."""

    @property
    def running(self) -> bool:
        """Whether it is on, so that the figures are not final."""
        return self.start is not None and self.end is None

    def member(self, participant: str) -> AudienceMember | None:
        """Somebody of the audience."""
        return next((one for one in self.members if one.participant == participant), None)
