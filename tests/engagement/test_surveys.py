"""The survey after a webinar: each answers once, by name or without one."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from engagement.consents import Means
from engagement.errors import NotFound
from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from engagement.surveys import Respondent, Way
from engagement.tables import event, survey_tally, survey_voice, survey_waiting
from server.wiring.respondents import Sealed
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


KEYS = ("the older key", "the newer key")


def who(participant: str, org: str = ORG, keys: tuple[str, ...] = KEYS) -> Respondent:
    voices = (f"old-{participant}", f"new-{participant}")
    return Respondent(org, MEETING, participant, voices, Sealed(keys, org, MEETING))


async def crowd(books: EngagementStore, *answers: dict[str, str], first: int = 0) -> None:
    """Somebody who agreed to no capture answers so, for each."""
    for number, given in enumerate(answers, first):
        person = replace(CAROL_HCP, participant=f"guest-{number}", hcp=None)
        await comes(books, person, 0)
        await books.surveys.answer(who(person.participant), ASKED, given, NOW)


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
    async with books.engine.connect() as connection:
        voices = (await connection.execute(select(survey_voice.c.voice))).scalars().all()
    assert voices == ["new-carol"]


async def test_a_key_that_was_changed(books: EngagementStore) -> None:
    """Who was counted under an older key of the server is not counted again."""
    await curtain_down(books)
    older = replace(who(CAROL), voices=("old-carol",))
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


async def counted(books: EngagementStore) -> dict[tuple[str, str], int]:
    """What the store tells of answers without a name."""
    t = survey_tally.c
    async with books.engine.connect() as connection:
        rows = await connection.execute(select(t.question, t.answer, t.count))
        return {(row[0], row[1]): row[2] for row in rows}


async def test_one_without_a_name(books: EngagementStore) -> None:
    """The sums less the answers by name are nobody's: fewer than five are not counted."""
    await curtain_down(books)
    await books.surveys.answer(who(BOB), ASKED, BOBS, NOW)
    await crowd(books, *[{"s1": "2", "s3": "Dosing"}] * 4)
    results = await books.surveys.results(ORG, MEETING, ASKED)
    assert (results.answered, results.unnamed) == (5, 4)
    scale, _, choice, _ = results.questions
    assert (scale.answered, scale.mean, choice.counts["Dosing"]) == (1, 4.0, 0)
    assert await counted(books) == {}


async def test_five_without_a_name(books: EngagementStore) -> None:
    """Five to a question are counted at once; who comes after them waits for four more."""
    await curtain_down(books)
    await books.surveys.answer(who(BOB), ASKED, BOBS, NOW)
    await crowd(books, *[{"s1": "2"}] * 4, {"s1": "5", "s3": "Dosing"})
    five = await books.surveys.results(ORG, MEETING, ASKED)
    assert (five.questions[0].counts["2"], five.questions[0].answered) == (4, 6)
    assert five.questions[2].counts["Dosing"] == 0
    await crowd(books, {"s1": "1"}, first=5)
    six = await books.surveys.results(ORG, MEETING, ASKED)
    assert (six.questions, six.unnamed) == (five.questions, 6)
    await crowd(books, *[{"s1": "1"}] * 4, first=6)
    assert (await counted(books))["s1", "1"] == 5


async def test_together_at_once(books: EngagementStore) -> None:
    """Whoever answers at the same moment is counted, each once."""
    await curtain_down(books)
    people = [replace(CAROL_HCP, participant=f"guest-{n}", hcp=None) for n in range(10)]
    for person in people:
        await comes(books, person, 0)
    answers = [
        books.surveys.answer(who(each.participant), ASKED, {"s1": "3"}, NOW) for each in people
    ]
    await asyncio.gather(*answers)
    assert await counted(books) == {("s1", "3"): 10}


async def test_what_waits_is_sealed(books: EngagementStore) -> None:
    """Neither the words nor the length of what waits in the store say how somebody answered."""
    await curtain_down(books)
    w, sealed = survey_waiting.c, list[str]()
    for number, given in enumerate(({"s1": "2"}, {"s1": "2", "s2": "6", "s3": "Safety"})):
        await crowd(books, given, first=number)
        async with books.engine.connect() as connection:
            sealed.append((await connection.execute(select(w.sealed))).scalar_one())
    assert len(sealed[0]) == len(sealed[1])
    assert "Safety" not in sealed[1] and '"s1"' not in sealed[0]


async def test_what_waits_under_a_changed_key(
    books: EngagementStore, caplog: pytest.LogCaptureFixture
) -> None:
    """A new key opens what an older one sealed; what no key opens is lost, and the log says so."""
    await curtain_down(books)
    await crowd(books, {"s1": "2"})
    newer = (*KEYS, "the newest key")
    for number, keys in enumerate((newer, ("another key",)), 1):
        person = replace(CAROL_HCP, participant=f"guest-{number}", hcp=None)
        await comes(books, person, 0)
        await books.surveys.answer(who(f"guest-{number}", keys=keys), ASKED, {"s1": "5"}, NOW)
        results = await books.surveys.results(ORG, MEETING, ASKED)
        assert results.questions[0].answered == 0
        assert ("is lost" in caplog.text) is (number == 2)


async def test_too_few_of_before(books: EngagementStore) -> None:
    """What was added up of fewer than five before there was this rule is not told either."""
    await curtain_down(books)
    where = {"org": ORG, "meeting": MEETING}
    async with books.engine.begin() as connection:
        await connection.execute(survey_voice.insert().values(**where, voice="somebody"))
        row = where | {"question": "s1", "answer": "1", "count": 1}
        await connection.execute(survey_tally.insert().values(**row))
    results = await books.surveys.results(ORG, MEETING, ASKED)
    assert (results.questions[0].answered, results.unnamed) == (0, 1)
