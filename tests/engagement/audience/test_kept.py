"""What is written down when a webinar ends: its audience, the parts of each score."""

from dataclasses import replace

from sqlalchemy import func, select

from engagement.audience import AudienceReport
from engagement.audience.kept import Past
from engagement.store import EngagementStore
from engagement.tables import audience, score_part
from tests.engagement.audience import show
from tests.engagement.audience.show import MINUTE, OCCASION, guest, play
from tests.engagement.cast import MEETING, ORG


async def kept(books: EngagementStore) -> AudienceReport:
    await play(books)
    report = await show.report(books)
    await books.audiences.keep(report)
    return report


async def count(books: EngagementStore) -> tuple[int, int]:
    async with books.engine.connect() as connection:
        people = await connection.scalar(select(func.count()).select_from(audience))
        parts = await connection.scalar(select(func.count()).select_from(score_part))
    return people or 0, parts or 0


async def test_members_and_parts(books: EngagementStore) -> None:
    """Everybody has a row, and each score the sum of its parts."""
    report = await kept(books)
    assert await count(books) == (7, 4 * 6)
    query = (
        select(audience.c.participant, audience.c.score, func.sum(score_part.c.points))
        .join(score_part, score_part.c.participant == audience.c.participant)
        .group_by(audience.c.participant, audience.c.score)
    )
    async with books.engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    scores = {one.participant: one.score.total for one in report.members if one.score}
    assert {who: (score, points) for who, score, points in rows} == {
        who: (score, score) for who, score in scores.items()
    }


async def test_keeping_again(books: EngagementStore) -> None:
    """Keeping twice is keeping once, and who is gone from the report is gone from the rows."""
    report = await kept(books)
    await books.audiences.keep(report)
    assert await count(books) == (7, 24)
    await books.audiences.keep(replace(report, members=report.members[:2]))
    assert await count(books) == (2, 12)


async def test_past(books: EngagementStore) -> None:
    """A later webinar is compared with what was kept; of others nothing is known."""
    await kept(books)
    found = await books.audiences.past(ORG, [MEETING, "another"])
    assert found == {MEETING: Past(7, 5, 5 * MINUTE, None, 3)}
    assert await books.audiences.past("mallory-inc", [MEETING]) == {}


async def test_mean_of_five(books: EngagementStore) -> None:
    """Five scores have a mean, here as in the report."""
    await play(books)
    report = await show.report(books)
    (bob,) = [member for member in report.members if member.participant == "bob"]
    more = replace(bob, participant="bob the second")
    await books.audiences.keep(replace(report, members=(*report.members, more)))
    found = (await books.audiences.past(ORG, [MEETING]))[MEETING]
    scores = [member.score.total for member in (*report.members, more) if member.score]
    assert found.mean_score == round(sum(scores) / 5)


async def test_without_anybody(books: EngagementStore) -> None:
    """A webinar to which nobody came is kept as one to which nobody came."""
    report = await show.report(books, [guest("eve", "Dr Eve")], replace(OCCASION, meeting="empty"))
    await books.audiences.keep(report)
    assert await books.audiences.past(ORG, ["empty"]) == {"empty": Past(1, 0, None, None, 0)}
