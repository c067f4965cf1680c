"""What a meeting left behind, as pictures: a line of time per HCP, the time on each slide.

The geometry is worked out here, so that the template draws and counts nothing. Lines of time are
``WIDTH`` units wide, bars ``HEIGHT`` units high.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from engagement.errors import NotFound
from engagement.facts import Facts
from engagement.interactions import Interaction
from engagement.report import SlideLine
from engagement.report import draw as draw_report
from scheduling.plans import Meeting
from server.pages.moments import clock_text, span_text
from server.services import Services

WIDTH = 1000.0
HEIGHT = 120.0
MARK_KINDS = {
    "question.asked": "asked",
    "chat.posted": "wrote",
    "hand.raised": "raised a hand",
    "reaction.sent": "reacted",
    "pointer.clicked": "clicked on the slide",
    "slide.zoomed": "zoomed into the slide",
}
"""Which events are a mark on the line, and in which words."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look of an HCP at one slide."""

    entered: int
    left: int
    visible_ms: int
    number: int
    title: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Something an HCP did, at one instant."""

    at: int
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """One HCP's part of a meeting, as the store knows it."""

    name: str
    connected_ms: int
    intervals: Sequence[tuple[int, int]]
    looks: Sequence[Look]
    acts: Sequence[Act]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a line of time."""

    x: float
    width: float
    label: str = ""
    words: str = ""
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on a line of time."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A minute under the line."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """The same facts for those who read tables."""

    at: int
    words: str
    visible_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One HCP's line of time."""

    name: str
    words: str
    connected_ms: int
    visible_ms: int
    present: tuple[Block, ...]
    seen: tuple[Block, ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How long one slide was looked at, by all together."""

    version: str
    number: int
    title: str
    visible_ms: int
    counted: bool
    height: float


@dataclass(frozen=True, slots=True)
class After:
    """Both pictures of one meeting."""

    start: int
    end: int
    zone: str
    tracks: tuple[Track, ...] = ()
    bars: tuple[Bar, ...] = ()
    ticks: tuple[Tick, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Scale:
    """Instants of a meeting on a line of ``WIDTH`` units."""

    start: int
    end: int

    def x(self, at: int) -> float:
        """Where an instant lies; those outside lie at the ends."""
        share = (at - self.start) / max(1, self.end - self.start)
        return round(min(1.0, max(0.0, share)) * WIDTH, 1)

    def block(self, start: int, end: int) -> tuple[float, float]:
        """Left edge and width; what happened is at least a hair wide."""
        left = self.x(start)
        return left, max(1.0, round(self.x(end) - left, 1))

    def ticks(self) -> tuple[Tick, ...]:
        """Whole minutes, at most eleven of them, counted from the start."""
        minutes = max(1, (self.end - self.start) // 60_000)
        step = next(n for n in (1, 2, 5, 10, 15, 30, 60, 120, 480) if minutes <= n * 10)
        places = range(0, minutes + 1, step)
        return tuple(
            Tick(self.x(self.start + n * 60_000), f"{n} min", "start" if n == 0 else "middle")
            for n in places
            if self.x(self.start + n * 60_000) < WIDTH - 20
        )


async def after_of(parts: Services, meeting: Meeting) -> After | None:
    """Both pictures of a meeting; None before anybody was there."""
    try:
        facts = await parts.reports.facts(meeting.org, meeting.id, parts.clock())
    except NotFound:
        return None
    drawn = draw([presence_of(facts, found) for found in facts.interactions], meeting.zone)
    if drawn is None:
        return None
    return replace(drawn, bars=bars(_bar(line) for line in draw_report(facts).slides))


def presence_of(facts: Facts, found: Interaction) -> Presence:
    """One HCP's part of the facts."""
    who = found.participant
    return Presence(
        name=facts.named(found),
        connected_ms=facts.presence.connected_ms(who),
        intervals=facts.presence.of.get(who, ()),
        looks=[
            Look(
                view.entered_at,
                view.left_at,
                view.visible_ms,
                view.slide,
                _title(facts, view.version, view.slide),
                view.counted,
            )
            for view in facts.views[who]
        ],
        acts=[Act(row.at, row.kind, str(row.values.get("text", ""))) for row in facts.of(who)],
    )


def _title(facts: Facts, version: str, slide: int) -> str:
    info = facts.slides.get((version, slide))
    return info.title if info else ""


def _bar(line: SlideLine) -> tuple[str, int, str, int, bool]:
    return (line.version, line.slide, line.title, line.visible_ms, line.views > 0)


def draw(presences: Iterable[Presence], zone: str) -> After | None:
    """The lines of time; None when nobody was there."""
    people = [person for person in presences if person.intervals]
    if not people:
        return None
    start = min(person.intervals[0][0] for person in people)
    end = max(until for person in people for _, until in person.intervals)
    scale = Scale(start, end)
    tracks = tuple(track(person, scale, zone) for person in people)
    return After(start, end, zone, tracks=tracks, ticks=scale.ticks())


def track(person: Presence, scale: Scale, zone: str) -> Track:
    """One HCP's line."""
    present = tuple(Block(*scale.block(start, end)) for start, end in person.intervals)
    seen = tuple(_look(look, scale) for look in person.looks)
    marks = tuple(
        Mark(scale.x(act.at), f"{clock_text(act.at, zone)}: {_act(act)}")
        for act in person.acts
        if act.kind in MARK_KINDS
    )
    visible = sum(look.visible_ms for look in person.looks)
    words = (
        f"{person.name}: {len(person.looks)} looks at slides, {span_text(visible)} in all, "
        f"{len(marks)} questions, messages and signs. The table below says when."
    )
    return Track(
        person.name, words, person.connected_ms, visible, present, seen, marks, _rows(person)
    )


def bars(slides: Iterable[tuple[str, int, str, int, bool]]) -> tuple[Bar, ...]:
    """One bar for each slide (version, number, title, visible ms, counted); the longest is full."""
    rows = list(slides)
    longest = max((visible for _, _, _, visible, _ in rows), default=0)
    return tuple(
        Bar(version, number, title, visible, counted, round(HEIGHT * visible / longest, 1))
        for version, number, title, visible, counted in rows
        if longest > 0
    )


def _look(look: Look, scale: Scale) -> Block:
    x, width = scale.block(look.entered, look.left)
    words = f"Slide {look.number + 1}, {look.title}: {span_text(look.visible_ms)}"
    return Block(x, width, str(look.number + 1), words, look.counted)


def _act(act: Act) -> str:
    words = MARK_KINDS[act.kind]
    return f"{words}: {act.text}" if act.text else words


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _rows(person: Presence) -> tuple[Row, ...]:
    rows = [
        Row(look.entered, f"Slide {look.number + 1}: {look.title}", look.visible_ms)
        for look in person.looks
    ]
    rows += [Row(act.at, _sentence(_act(act))) for act in person.acts if act.kind in MARK_KINDS]
    return tuple(sorted(rows, key=lambda row: row.at))
