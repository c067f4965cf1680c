"""The survey after a webinar: each answers once, by name or without one."""

import asyncio
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from engagement.consents import Means
from engagement.errors import NotFound
from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from engagement.surveys import Respondent, Way
from engagement.tables import event, survey_voice
from tests.engagement.cast import BOB, CAROL, FOREIGN, MEETING, ORG, START
from tests.engagement.play import BOB_HCP, CAROL_HCP, agrees, comes, curtain_up

NOW = START + 100_000


@dataclass(frozen=True)
class Ask:
    key: str
    kind: str
    label: str
    options: tuple[str, ...] = ()


ASKED = (
    Ask("s1", "scale", "How useful was it?"),
    Ask("s2", "nps", "Would you recommend it?"),
    Ask("s3", "choice", "What next?", ("Dosing", "Safety")),
    Ask("s4", "text", "Anything else?"),
)
BOBS = {"s1": "4", "s2": "9", "s3": "Safety", "s4": "More cases"}


def who(participant: str, org: str = ORG) -> Respondent:
    return Respondent(org, MEETING, participant, (f"old-{participant}", f"new-{participant}"))


async def curtain_down(books: EngagementStore) -> None:
    """Bob agreed to capture, Carol did not; both were there."""
    await curtain_up(books)
    await agrees(books, BOB_HCP, ConsentKind.CAPTURE)
    await agrees(books, CAROL_HCP)
    await comes(books, BOB_HCP, 0)
    await comes(books, CAROL_HCP, 0)


async def stored(books: EngagementStore) -> list[str]:
    """Who has answered by name, once for each event."""
    query = select(event.c.participant).where(event.c.kind == "survey.answered")
    async with books.engine.connect() as connection:
        return list((await connection.execute(query)).scalars())


async def test_by_name(books: EngagementStore) -> None:
    """With consent each answer is an event; they can be read again and are added up."""
    await curtain_down(books)
    assert await books.surveys.way(who(BOB)) is Way.NAMED
    assert await books.surveys.answer(who(BOB), ASKED, BOBS, NOW) is Way.NAMED
    assert await books.surveys.given(who(BOB)) == BOBS
    results = await books.surveys.results(ORG, MEETING, ASKED)
    assert (results.named, results.unnamed) == (1, 0)
    scale, nps, choice, text = results.questions
    assert (scale.counts["4"], scale.mean, list(scale.counts)) == (1, 4.0, list("12345"))
    assert nps.nps == 100
    assert choice.counts == {"Dosing": 0, "Safety": 1}
    assert text.texts == ("More cases",)


async def test_twice_is_once(books: EngagementStore) -> None:
    """The same form sent twice, also at the same moment, is stored once."""
    await curtain_down(books)
    twice = [books.surveys.answer(who(BOB), ASKED, BOBS, NOW) for _ in range(2)]
    await asyncio.gather(*twice)
    await books.surveys.answer(who(BOB), ASKED, BOBS, NOW + 5)
    assert await stored(books) == [BOB] * 4


async def test_second_thoughts(books: EngagementStore) -> None:
    """The last answer counts, there and back again; an answer can be taken back."""
    await curtain_down(books)
    for answer in ("4", "2", "4", "2"):
        await books.surveys.answer(who(BOB), ASKED, BOBS | {"s1": answer}, NOW)
    assert (await books.surveys.given(who(BOB)))["s1"] == "2"
    await books.surveys.answer(who(BOB), ASKED, {"s2": "9"}, NOW)
    assert await books.surveys.given(who(BOB)) == {"s2": "9"}
    results = await books.surveys.results(ORG, MEETING, ASKED)
    assert [each.answered for each in results.questions] == [0, 1, 0, 0]


async def test_without_a_name(books: EngagementStore) -> None:
    """Without consent there is no event: answers are added up once, and free text is not taken."""
    await curtain_down(books)
    carols = {"s1": "2", "s2": "6", "s3": "Dosing", "s4": "I am Carol"}
    assert await books.surveys.way(who(CAROL)) is Way.UNNAMED
    twice = [books.surveys.answer(who(CAROL), ASKED, carols, NOW) for _ in range(2)]
    assert sorted(await asyncio.gather(*twice)) == [Way.SENT, Way.UNNAMED]
    assert await stored(books) == []
    assert await books.surveys.given(who(CAROL)) == {}
    await books.surveys.answer(who(BOB), ASKED, BOBS, NOW)
    results = await books.surveys.results(ORG, MEETING, ASKED)
    assert (results.named, results.unnamed, results.answered) == (1, 1, 2)
    scale, nps, _, text = results.questions
    assert (scale.mean, nps.nps, text.texts) == (3.0, 0, ("More cases",))
    async with books.engine.connect() as connection:
        voices = (await connection.execute(select(survey_voice.c.voice))).scalars().all()
    assert voices == ["new-carol"]


async def test_a_key_that_was_changed(books: EngagementStore) -> None:
    """Who was counted under an older key of the server is not counted again."""
    await curtain_down(books)
    older = Respondent(ORG, MEETING, CAROL, ("old-carol",))
    await books.surveys.answer(older, ASKED, {"s1": "5"}, NOW)
    assert await books.surveys.answer(who(CAROL), ASKED, {"s1": "5"}, NOW) is Way.SENT


async def test_consent_taken_back(books: EngagementStore) -> None:
    """After a withdrawal nothing more is kept, by name or without."""
    await curtain_down(books)
    await books.surveys.answer(who(BOB), ASKED, BOBS, NOW)
    await books.consents.withdraw(ORG, MEETING, BOB, [ConsentKind.CAPTURE], Means.RECEIPT, NOW)
    assert await books.surveys.answer(who(BOB), ASKED, {"s1": "1"}, NOW) is Way.CLOSED
    assert (await books.surveys.results(ORG, MEETING, ASKED)).answered == 1


async def test_consent_given_later(books: EngagementStore) -> None:
    """Who was counted without a name and agrees afterwards is not counted twice."""
    await curtain_down(books)
    await books.surveys.answer(who(CAROL), ASKED, {"s1": "5"}, NOW)
    await agrees(books, CAROL_HCP, ConsentKind.CAPTURE)
    assert await books.surveys.answer(who(CAROL), ASKED, {"s1": "5"}, NOW) is Way.SENT
    assert await stored(books) == []


async def test_who_was_not_there(books: EngagementStore) -> None:
    """Nobody answers who was not in the webinar, nor from another organisation."""
    await curtain_down(books)
    for somebody in (who("dave"), who(BOB, FOREIGN)):
        with pytest.raises(NotFound):
            await books.surveys.answer(somebody, ASKED, BOBS, NOW)
    assert (await books.surveys.results(FOREIGN, MEETING, ASKED)).answered == 0
