"""The call report's facts: what happened in a meeting, drawn from what was captured. Pure.

Rule: a report says what the store holds and no more. Who gave no consent to capture appears with
attendance only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engagement.completeness import Completeness
from engagement.consents import ConsentState
from engagement.content import SlideId
from engagement.facts import Facts, slide_of
from engagement.interactions import Interaction
from engagement.questions import SETTLING, settled
from engagement.rows import EventRow
from engagement.stage import Stage
from engagement.views import SlideView


@dataclass(frozen=True, slots=True)
class Attendee:
    """One HCP of the meeting."""

    participant: str
    interaction: str
    hcp: str | None
    name: str
    identity: str
    device: str | None
    browser: str | None
    os: str | None
    joined_at: int | None
    """First moment connected; None: never."""
    left_at: int | None
    connected_ms: int
    engaged_ms: int
    """While the host was connected too."""
    consents: ConsentState
    slides_counted: int
    visible_ms: int
    clicks: int
    questions: int
    reactions: int
    completeness: Completeness


@dataclass(frozen=True, slots=True)
class Seen:
    """What one HCP saw of one slide."""

    participant: str
    name: str
    visible_ms: int
    views: int
    """Counted ones."""
    clicks: int
    reaction: str | None
    """The rep's judgement of it."""


@dataclass(frozen=True, slots=True)
class SlideLine:
    """One slide that was on stage, or that somebody looked at."""

    version: str
    slide: int
    key: str | None
    title: str
    topic: str | None
    key_message: str | None
    mandatory: bool
    shown_ms: int
    """How long the host had it on stage."""
    visible_ms: int
    """How long it was seen, over all HCPs."""
    views: int
    reaction: str | None
    """The rep's last judgement."""
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A key message or a topic, over all slides that carry it."""

    name: str
    visible_ms: int
    slides: int
    reaction: str | None
    """The rep's last judgement on any of these slides."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of an HCP."""

    question: str | None
    participant: str
    name: str
    text: str
    at: int
    slide: SlideId | None
    """What was on stage when it was asked."""
    topic: str | None
    how: str | None
    """``live``, ``written``, ``dismissed``; None: still open."""
    answer: str | None


@dataclass(frozen=True, slots=True)
class CallReport:
    """What a call report is filled with before the rep has written a word."""

    meeting: str
    started_at: int | None
    ended_at: int | None
    host: str | None
    host_connected_ms: int
    attendees: tuple[Attendee, ...]
    slides: tuple[SlideLine, ...]
    key_messages: tuple[Heard, ...]
    topics: tuple[Heard, ...]
    questions: tuple[QuestionLine, ...]
    messages: int
    """Chat messages of everybody."""
    completeness: Completeness


def draw(facts: Facts) -> CallReport:
    """The report as the facts stand."""
    stage = Stage(facts)
    slides = _slides(facts, stage)
    spans = [span for spans in facts.presence.of.values() for span in spans]
    started = [row.at for row in facts.kind("meeting.started")]
    ended = [row.at for row in facts.kind("meeting.ended")]
    host = facts.presence.host
    return CallReport(
        meeting=facts.meeting,
        started_at=min([*started, *(start for start, _ in spans)], default=None),
        ended_at=max(ended, default=None) or max((end for _, end in spans), default=None),
        host=host,
        host_connected_ms=facts.presence.connected_ms(host) if host else 0,
        attendees=tuple(_attendee(facts, found) for found in facts.interactions),
        slides=slides,
        key_messages=_heard(slides, [line.key_message for line in slides]),
        topics=_heard(slides, [line.topic for line in slides]),
        questions=questions(facts, stage),
        messages=len(facts.kind("chat.posted")),
        completeness=sum(facts.completeness.values(), Completeness()),
    )


def questions(facts: Facts, stage: Stage) -> tuple[QuestionLine, ...]:
    """The questions in order, each with its answer."""
    answers = settled(row for row in facts.events if row.kind in SETTLING)
    names = {found.participant: facts.named(found) for found in facts.interactions}
    return tuple(
        _question(facts, stage, row, names.get(row.participant, ""), answers)
        for row in facts.kind("question.asked")
    )


def _attendee(facts: Facts, found: Interaction) -> Attendee:
    who = found.participant
    spans = facts.presence.of.get(who, ())
    mine = facts.of(who)
    views = facts.views[who]
    return Attendee(
        participant=who,
        interaction=found.id,
        hcp=found.hcp,
        name=facts.named(found),
        identity=found.identity,
        device=found.device,
        browser=found.browser,
        os=found.os,
        joined_at=spans[0][0] if spans else None,
        left_at=spans[-1][1] if spans else None,
        connected_ms=facts.presence.connected_ms(who),
        engaged_ms=facts.presence.engaged_ms(who),
        consents=facts.consents.get(who, ConsentState()),
        slides_counted=len({(v.version, v.slide) for v in views if v.counted}),
        visible_ms=sum(view.visible_ms for view in views),
        clicks=sum(view.clicks for view in views),
        questions=sum(row.kind == "question.asked" for row in mine),
        reactions=sum(row.kind == "reaction.sent" for row in mine),
        completeness=facts.completeness.get(who, Completeness()),
    )


def _slides(facts: Facts, stage: Stage) -> tuple[SlideLine, ...]:
    looked = sorted(
        (view for views in facts.views.values() for view in views),
        key=lambda view: view.entered_at,
    )
    order = dict.fromkeys([*stage.slides, *((view.version, view.slide) for view in looked)])
    return tuple(_slide(facts, stage, slide) for slide in order)


def _slide(facts: Facts, stage: Stage, slide: SlideId) -> SlideLine:
    version, number = slide
    info = facts.slides.get(slide)
    seen = tuple(
        _seen(facts, found, views)
        for found in facts.interactions
        if (views := [v for v in facts.views[found.participant] if (v.version, v.slide) == slide])
    )
    return SlideLine(
        version=version,
        slide=number,
        key=info.key if info else None,
        title=info.title if info else f"Slide {number + 1}",
        topic=info.topic if info else None,
        key_message=info.key_message if info else None,
        mandatory=info.mandatory if info else False,
        shown_ms=stage.shown_ms(slide),
        visible_ms=sum(line.visible_ms for line in seen),
        views=sum(line.views for line in seen),
        reaction=_judged(facts.kind("slide.reaction"), slide),
        seen=seen,
    )


def _seen(facts: Facts, found: Interaction, views: Sequence[SlideView]) -> Seen:
    reactions = [view.reaction for view in views if view.reaction is not None]
    return Seen(
        participant=found.participant,
        name=facts.named(found),
        visible_ms=sum(view.visible_ms for view in views),
        views=sum(view.counted for view in views),
        clicks=sum(view.clicks for view in views),
        reaction=reactions[-1] if reactions else None,
    )


def _judged(rows: Iterable[EventRow], slide: SlideId) -> str | None:
    reaction: str | None = None
    for row in rows:
        if (row.version, row.slide) == slide:
            reaction = row.values.get("reaction")
    return reaction


def _heard(slides: Sequence[SlideLine], names: Sequence[str | None]) -> tuple[Heard, ...]:
    """One line for each name that is not None, in the order of its first slide."""
    found = {}
    for name in dict.fromkeys(name for name in names if name is not None):
        lines = [line for line, carried in zip(slides, names, strict=True) if carried == name]
        reactions = [line.reaction for line in lines if line.reaction is not None]
        found[name] = Heard(
            name=name,
            visible_ms=sum(line.visible_ms for line in lines),
            slides=len(lines),
            reaction=reactions[-1] if reactions else None,
        )
    return tuple(found.values())


def _question(
    facts: Facts,
    stage: Stage,
    row: EventRow,
    name: str,
    answers: Mapping[str, EventRow],
) -> QuestionLine:
    id = row.values.get("question")
    answer = answers.get(id) if id is not None else None
    slide = slide_of(row) or stage.at(row.at)
    info = facts.slides.get(slide) if slide is not None else None
    return QuestionLine(
        question=id,
        participant=row.participant,
        name=name,
        text=str(row.values.get("text", "")),
        at=row.at,
        slide=slide,
        topic=info.topic if info else None,
        how=(answer.values.get("how") or "live") if answer else None,
        answer=answer.values.get("text") if answer else None,
    )
