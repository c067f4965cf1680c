"""What the room's last facts change when they are stored after the webinar was settled."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from engagement.kinds import ConsentKind
from engagement.tables import audience, score_part
from signaling.seams import Fact
from tests.server.ended_webinar import Over, hold
from tests.support.aftermath import came
from tests.support.site import running


@pytest.fixture
async def over(tmp_path: Path) -> AsyncIterator[Over]:
    """Bob agreed to capture; the webinar is over and settled."""
    async with running(tmp_path / "data") as site:
        found = await hold(site)
        agreed = ended(found) - 3_600_000
        await came(site, found.webinar, found.bob, ConsentKind.CAPTURE, agreed=agreed)
        await tell(found, found.webinar.meeting.host.id, "meeting.started", 60)
        await tell(found, found.webinar.meeting.host.id, "meeting.ended", 0)
        await site.services.reports.close(site.org.id, found.webinar.id, ended(found))
        yield found


def ended(over: Over) -> int:
    assert over.webinar.meeting.ended is not None
    return over.webinar.meeting.ended


async def tell(over: Over, who: str, kind: str, before: int, **values: object) -> None:
    """The store takes a fact of the room, of so many minutes before its end."""
    org, id, at = over.site.org.id, over.webinar.id, ended(over) - 60_000 * before
    fact = Fact(str(uuid4()), org, id, who, 1, kind, at, values=values)
    await over.site.services.capture.journal([fact])


async def rows(over: Over) -> tuple[int, int, int]:
    """Bob's questions, his score and its points for questions, as the rows have them."""
    a, p, bob = audience.c, score_part.c, over.bob.id
    person = select(a.questions, a.score).where(a.participant == bob)
    points = select(p.points).where(p.participant == bob, p.part == "questions")
    async with over.site.store.connect() as connection:
        row = (await connection.execute(person)).one()
        return row.questions, row.score, await connection.scalar(points) or 0


async def test_counted_when_it_comes(over: Over) -> None:
    """Report, audience row and score rows follow; the page says until when it has counted."""
    questions, score, points = await rows(over)
    assert (questions, points) == (0, 0)
    await tell(over, over.bob.id, "question.asked", 1, question="q1", text="Is it late?")
    page = await over.mara.get(f"{over.path}/report")
    assert "Is it late?" in page.words and "Counted until" in page.words
    async with asyncio.timeout(60):
        while (await rows(over))[0] == 0:
            await asyncio.sleep(0.1)
    asked, more, now = await rows(over)
    assert asked == 1 and more > score and now > points
