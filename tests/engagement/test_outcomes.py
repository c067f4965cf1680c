"""The call report as written: draft, submitted, amended."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from engagement.answers import Answers, Stance, TopicNote, parse_answers, suggest
from engagement.errors import Incomplete, Invalid, Locked, NotFound
from engagement.interactions import OutcomeStatus
from engagement.outcomes import Signature, digest_of
from engagement.store import EngagementStore
from engagement.tables import outcome
from tests.engagement.cast import ALICE, BOB, FOREIGN, MEETING, ORG, START
from tests.engagement.play import Person, Tab, comes, curtain_up

ANSWERS = Answers(
    stances=(Stance("Works", "positive", "likes it"),),
    topics=(TopicNote("tolerability", "open"),),
    next_step="Send the study",
    follow_ups=("study.pdf",),
    adverse_event=False,
)
SIGNATURE = Signature("Alice Stein", "I confirm that this report is complete.")
NOW = START + 100_000


@pytest.fixture(autouse=True)
async def meeting(books: EngagementStore) -> None:
    """A meeting that took place."""
    room = await curtain_up(books)
    await room.shows(1, 2_000)
    await room.shows(2, 9_000)
    await room.says("slide.reaction", 10_000, slide=1, reaction="positive")
    await room.says("question.asked", 11_000, BOB, question="q1", text="For children?")
    tab = Tab()
    tab.looked(1, 2_000, 7_000)
    await tab.send(books, 20_000)
    await books.reports.close(ORG, MEETING, START + 60_000)


async def save(books: EngagementStore, answers: Answers = ANSWERS, now: int = NOW) -> None:
    await books.outcomes.save(ORG, MEETING, answers, by=ALICE, now=now)


async def submit(books: EngagementStore, answers: Answers = ANSWERS, **more: Any) -> None:
    signature = more.pop("signature", SIGNATURE)
    await books.outcomes.submit(ORG, MEETING, answers, signature, by=ALICE, now=NOW)


async def amend(
    books: EngagementStore, answers: Answers = ANSWERS, reason: str = "Wrong date"
) -> None:
    await books.outcomes.amend(
        ORG, MEETING, answers, SIGNATURE, reason=reason, by=ALICE, now=NOW + 1
    )


async def rows(books: EngagementStore) -> list[dict[str, Any]]:
    async with books.engine.connect() as connection:
        found = await connection.execute(select(outcome).order_by(outcome.c.revision))
        return [row._asdict() for row in found]


async def test_save(books: EngagementStore) -> None:
    """A draft is kept as it was written, and the last one counts."""
    await save(books, Answers(notes="first"))
    await save(books)
    draft = await books.outcomes.current(ORG, MEETING)
    assert draft is not None
    assert (draft.answers, draft.status, draft.locked) == (ANSWERS, OutcomeStatus.DRAFT, False)
    assert (draft.written_by, draft.written_at, draft.report) == (ALICE, NOW, None)
    assert len(await rows(books)) == 1


async def test_submit(books: EngagementStore) -> None:
    """Submitting locks answers, facts and signature together, and takes the draft away."""
    await save(books)
    await submit(books)
    (locked,) = await books.outcomes.history(ORG, MEETING)
    assert (locked.revision, locked.status, locked.locked) == (1, OutcomeStatus.SUBMITTED, True)
    assert (locked.answers, locked.signature) == (ANSWERS, SIGNATURE)
    assert locked.report == await books.reports.prefill(ORG, MEETING, NOW)


async def test_submit_without_draft(books: EngagementStore) -> None:
    """Nobody has to save first."""
    await submit(books)
    assert len(await rows(books)) == 1


async def test_submit_without_the_question(books: EngagementStore) -> None:
    """While "was an adverse event heard?" has no answer, nothing is submitted."""
    with pytest.raises(Incomplete, match="adverse event"):
        await submit(books, Answers(next_step="Send the study"))
    assert await rows(books) == []


@pytest.mark.parametrize(
    "signature", [replace(SIGNATURE, name=" "), replace(SIGNATURE, meaning="")]
)
async def test_submit_unsigned(books: EngagementStore, signature: Signature) -> None:
    """A signature has a name and a meaning."""
    with pytest.raises(Invalid):
        await submit(books, signature=signature)
    assert await rows(books) == []


async def test_locked(books: EngagementStore) -> None:
    """After submission there is no draft and no second submission; not a byte changes."""
    await submit(books)
    before = await rows(books)
    with pytest.raises(Locked):
        await save(books, Answers(notes="oops"))
    with pytest.raises(Locked):
        await submit(books)
    assert await rows(books) == before


async def test_facts_stay(books: EngagementStore) -> None:
    """What is found out later does not change what was signed."""
    await submit(books)
    before = await rows(books)
    tab = Tab(session="late-tab")
    tab.looked(2, 30_000, 9_000)
    await tab.send(books, 200_000)
    await books.reports.settle(ORG, MEETING, NOW)
    assert await rows(books) == before


async def test_amend(books: EngagementStore) -> None:
    """An amendment is a revision with a reason; the one before stays as it was."""
    await submit(books)
    before = await rows(books)
    await amend(books, Answers(next_step="Call in June", adverse_event=True), " Wrong date ")
    first, second = await books.outcomes.history(ORG, MEETING)
    assert (second.revision, second.status, second.reason) == (
        *(2, OutcomeStatus.AMENDED, "Wrong date"),
    )
    assert (second.answers.next_step, second.answers.adverse_event) == ("Call in June", True)
    assert first.answers == ANSWERS
    assert (await rows(books))[:1] == before
    assert await books.outcomes.current(ORG, MEETING) == second


@pytest.mark.parametrize("reason", ["", "  \n"])
async def test_amend_without_reason(books: EngagementStore, reason: str) -> None:
    """No reason, no amendment."""
    await submit(books)
    with pytest.raises(Invalid, match="reason"):
        await amend(books, reason=reason)
    assert len(await rows(books)) == 1


async def test_amend_without_the_question(books: EngagementStore) -> None:
    """An amendment cannot take the answer back."""
    await submit(books)
    with pytest.raises(Incomplete):
        await amend(books, Answers())


async def test_amend_a_draft(books: EngagementStore) -> None:
    """What was not submitted cannot be amended."""
    await save(books)
    with pytest.raises(Locked):
        await amend(books)


async def test_digest(books: EngagementStore) -> None:
    """A locked revision carries a digest; the audit trail knows it, and no change survives it."""
    await submit(books)
    (row,) = await rows(books)
    assert digest_of(row) == row["digest"]
    (line,) = (await books.audit.search(ORG, action="outcome.submitted")).items
    assert line.after["digest"] == row["digest"]
    async with books.engine.begin() as connection:
        await connection.execute(update(outcome).values(next_step="Nothing"))
    (changed,) = await rows(books)
    assert digest_of(changed) != row["digest"]


async def test_states(books: EngagementStore) -> None:
    """How far each report is, for the list of the day; interactions say it too."""

    async def state() -> tuple[OutcomeStatus, OutcomeStatus]:
        found = (await books.outcomes.states(ORG, [MEETING]))[MEETING]
        return found, (await books.interactions.of_meeting(ORG, MEETING))[0].outcome_status

    assert await state() == (OutcomeStatus.NONE, OutcomeStatus.NONE)
    await save(books)
    assert await state() == (OutcomeStatus.DRAFT, OutcomeStatus.DRAFT)
    await submit(books)
    assert await state() == (OutcomeStatus.SUBMITTED, OutcomeStatus.SUBMITTED)
    await amend(books)
    assert await state() == (OutcomeStatus.AMENDED, OutcomeStatus.AMENDED)
    assert await books.outcomes.states(ORG, ["other"]) == {"other": OutcomeStatus.NONE}


async def test_unknown_and_foreign_meeting(books: EngagementStore) -> None:
    """Nobody writes a report about a meeting that is not theirs."""
    await submit(books)
    for org, meeting in ((ORG, "meeting-9"), (FOREIGN, MEETING)):
        with pytest.raises(NotFound):
            await books.outcomes.save(org, meeting, ANSWERS, by=ALICE, now=NOW)
        with pytest.raises(NotFound):
            await books.outcomes.submit(org, meeting, ANSWERS, SIGNATURE, by=ALICE, now=NOW)
        with pytest.raises(NotFound):
            await books.outcomes.amend(
                org, meeting, ANSWERS, SIGNATURE, reason="x", by=ALICE, now=NOW
            )
        assert await books.outcomes.current(org, meeting) is None
    assert await books.outcomes.states(FOREIGN, [MEETING]) == {MEETING: OutcomeStatus.NONE}


async def test_suggest(books: EngagementStore) -> None:
    """The form starts with the rep's judgements and with the questions that are open."""
    suggested = suggest(await books.reports.prefill(ORG, MEETING, NOW))
    assert suggested.stances == (Stance("Works", "positive"), Stance("Is safe", None))
    assert suggested.topics == (TopicNote("efficacy"), TopicNote("tolerability", "open"))
    assert suggested.adverse_event is None


@pytest.mark.parametrize(
    "data",
    [
        {"surprise": 1},
        {"adverse_event": "no"},
        {"stances": [{"key_message": "Works", "stance": "thrilled"}]},
        {"stances": [{"stance": "positive"}]},
        {"notes": "x" * 10_001},
        {"follow_ups": ["x"] * 101},
        [],
        None,
    ],
)
def test_parse_answers_refuses(data: object) -> None:
    """Answers are a closed form."""
    with pytest.raises(Invalid):
        parse_answers(data)


def test_parse_answers() -> None:
    """Answers come from JSON."""
    data = {"stances": [{"key_message": "Works", "stance": "negative"}], "adverse_event": True}
    assert parse_answers(data) == Answers((Stance("Works", "negative"),), adverse_event=True)


async def test_no_show(books: EngagementStore) -> None:
    """A report can be written about an HCP who did not come."""
    await comes(books, Person(ALICE, "host", meeting="meeting-2"), 0)
    answers = Answers(notes="No show", adverse_event=False)
    await books.outcomes.submit(ORG, "meeting-2", answers, SIGNATURE, by=ALICE, now=NOW)
    assert (await books.outcomes.states(ORG, ["meeting-2"]))["meeting-2"] == "submitted"
