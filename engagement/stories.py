"""An HCP's story over all meetings: for the HCP page, and for preparing the next talk.

It is read from settled rows (``Reports.settle``), so a meeting appears when it is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import interactions
from engagement.interactions import Interaction
from engagement.paging import Page, Slice
from engagement.questions import SETTLING
from engagement.tables import content_slide, event, interaction, slide_view, topic


@dataclass(frozen=True, slots=True)
class Past:
    """One interaction of an HCP, for a list."""

    interaction: Interaction
    slides_counted: int
    visible_ms: int


@dataclass(frozen=True, slots=True)
class TopicStory:
    """How an HCP took to one topic."""

    key: str
    name: str
    visible_ms: int
    views: int
    questions: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of an HCP that nobody has answered."""

    meeting: str
    question: str
    text: str
    at: int
    title: str | None
    """Of the slide that was on stage."""
    topic: str | None


class Stories:
    """Reads across the meetings of one HCP."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def interactions(
        self, org: str, hcp: str, *, number: int = 1, size: int = 25
    ) -> Page[Past]:
        """The interactions of an HCP, newest first."""
        part = Slice.of(number, size)
        which = select(interaction).where(interaction.c.org == org, interaction.c.hcp == hcp)
        async with self._engine.connect() as connection:
            total = await connection.scalar(select(func.count()).select_from(which.subquery()))
            newest = which.order_by(interaction.c.started_at.desc(), interaction.c.id)
            rows = await connection.execute(newest.limit(part.size).offset(part.offset))
            found = [interactions.read(row) for row in rows]
            seen = await _seen(connection, org, [one.id for one in found])
        items = [Past(one, *seen.get(one.id, (0, 0))) for one in found]
        return Page(items, total or 0, part.number, part.size)

    async def topics(self, org: str, hcp: str) -> Sequence[TopicStory]:
        """The topics that an HCP has seen, the longest first."""
        async with self._engine.connect() as connection:
            topics = await _topics(connection, org, hcp)
            asked = await _questions(connection, org, hcp)
        return [
            replace(
                story,
                questions=sum(one.topic == story.key for one, _ in asked),
                unanswered=sum(one.topic == story.key and not done for one, done in asked),
            )
            for story in topics
        ]

    async def open_questions(self, org: str, hcp: str) -> Sequence[OpenQuestion]:
        """What an HCP has asked and nobody has answered, newest first."""
        async with self._engine.connect() as connection:
            asked = await _questions(connection, org, hcp)
        return [question for question, answered in reversed(asked) if not answered]


async def _seen(
    connection: AsyncConnection, org: str, ids: Sequence[str]
) -> dict[str, tuple[int, int]]:
    c = slide_view.c
    rows = await connection.execute(
        select(
            c.interaction,
            func.count(func.distinct(c.version + ":" + c.slide)),
            func.sum(c.visible_ms),
        )
        .where(c.org == org, c.interaction.in_(ids), c.counted)
        .group_by(c.interaction)
    )
    return {row[0]: (row[1], int(row[2])) for row in rows}


async def _topics(connection: AsyncConnection, org: str, hcp: str) -> list[TopicStory]:
    """Each topic that was seen, without its questions."""
    visible = func.sum(slide_view.c.visible_ms).label("visible_ms")
    this_slide = and_(
        content_slide.c.version == slide_view.c.version,
        content_slide.c.number == slide_view.c.slide,
    )
    found = await connection.execute(
        select(
            content_slide.c.topic.label("key"), topic.c.name, visible, func.count().label("views")
        )
        .select_from(slide_view)
        .join(content_slide, this_slide)
        .outerjoin(topic, and_(topic.c.org == org, topic.c.key == content_slide.c.topic))
        .where(
            slide_view.c.org == org,
            slide_view.c.hcp == hcp,
            slide_view.c.counted,
            content_slide.c.topic.is_not(None),
        )
        .group_by(content_slide.c.topic, topic.c.name)
        .order_by(visible.desc())
    )
    return [
        TopicStory(
            key=row.key,
            name=row.name or row.key,
            visible_ms=int(row.visible_ms),
            views=row.views,
            questions=0,
            unanswered=0,
        )
        for row in found
    ]


async def _questions(
    connection: AsyncConnection, org: str, hcp: str
) -> list[tuple[OpenQuestion, bool]]:
    """The questions of an HCP in order of time, and whether each was answered."""
    meetings = select(interaction.c.meeting).where(
        interaction.c.org == org, interaction.c.hcp == hcp
    )
    c = event.c
    on_slide = and_(
        content_slide.c.org == org,
        content_slide.c.version == c.version,
        content_slide.c.number == c.slide,
    )
    rows = (
        await connection.execute(
            select(
                c.meeting,
                c.kind,
                c.hcp,
                c.at,
                c["values"].label("said"),
                content_slide.c.title,
                content_slide.c.topic,
            )
            .select_from(event)
            .outerjoin(content_slide, on_slide)
            .where(
                c.org == org,
                c.meeting.in_(meetings),
                c.kind.in_(("question.asked", *SETTLING)),
            )
            .order_by(c.at, c.seq)
        )
    ).all()
    last = {
        (row.meeting, row.said.get("question")): row.kind for row in rows if row.kind in SETTLING
    }
    answered = {key for key, kind in last.items() if kind == "question.answered"}
    return [
        (question, (question.meeting, question.question) in answered)
        for row in rows
        if row.kind == "question.asked" and row.hcp == hcp
        for question in [_open_question(row)]
    ]


def _open_question(row: Any) -> OpenQuestion:
    return OpenQuestion(
        meeting=row.meeting,
        question=row.said.get("question", ""),
        text=row.said["text"],
        at=row.at,
        title=row.title,
        topic=row.topic,
    )
