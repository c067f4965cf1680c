"""The tables say what the report says, row by row, under ids that stay."""

from dataclasses import replace

import pytest

from engagement.audience import AudienceReport
from engagement.audience.figures import Link
from engagement.consents import ConsentState
from engagement.exports import Sheet, shown
from engagement.exports.attendance import Asked, Known, attendance, scores
from engagement.exports.sheets import Cell
from engagement.store import EngagementStore
from engagement.surveyresults import QuestionResult, Results
from tests.engagement.audience.show import play, report

KNOWN = {
    "bob": Known(
        identity="signed_link",
        consents=ConsentState(capture=True, attention=True),
        workplace="Charité",
        certificate="2026-00001",
        answers={"own_1": "Heart\nLung"},
    ),
    "dan": Known(consents=ConsentState(attention=True)),
}
ASKED = (Asked("own_1", "Which ward?"),)


@pytest.fixture
async def drawn(books: EngagementStore) -> AudienceReport:
    await play(books)
    return await report(books)


def records(sheet: Sheet) -> list[dict[str, Cell]]:
    keys = [column.key for column in sheet.columns]
    return [dict(zip(keys, row, strict=True)) for row in sheet.rows]


async def test_attendance(drawn: AudienceReport) -> None:
    """Everybody of the report is in it with the report's figures, answers and consents."""
    rows = {str(row["participant_id"]): row for row in records(attendance(drawn, ASKED, KNOWN))}
    assert set(rows) == {member.participant for member in drawn.members}
    bob, member = rows["bob"], drawn.member("bob")
    assert member is not None and member.score is not None
    assert (bob["live_ms"], bob["score"]) == (member.live_ms, member.score.total)
    assert bob["live_minutes"] == round(member.live_ms / 60_000, 2)
    assert sum(int(bob[f"score_{part.key}"] or 0) for part in member.score.parts) == bob["score"]
    assert (bob["identity"], bob["certificate"]) == ("signed_link", "2026-00001")
    assert (bob["consent_capture"], bob["consent_recording"]) == (True, False)
    assert bob["answer: Which ward?"] == "Heart; Lung"


async def test_without_consent(drawn: AudienceReport) -> None:
    """Of whoever did not agree there is attendance, and no act, not even a nought."""
    rows = {row["participant_id"]: row for row in records(attendance(drawn, (), KNOWN))}
    dan = rows["dan"]
    assert dan["live_ms"] and dan["questions"] is None and dan["score"] is None
    assert (dan["consent_capture"], dan["consent_attention"]) == (False, False)
    assert rows["eve"]["consent_capture"] is None


async def test_scores(drawn: AudienceReport) -> None:
    """Each component of each score has a row with its words."""
    rows = records(scores(drawn))
    scored = [member for member in drawn.members if member.score is not None]
    assert len(rows) == sum(len(one.score.parts) for one in scored if one.score)
    assert all(row["words"] for row in rows)


async def test_what_was_shown(drawn: AudienceReport) -> None:
    """Polls, questions, slides and minutes have the report's figures."""
    polls = records(shown.polls(drawn))
    counts = [choice.count for poll in drawn.polls for choice in poll.choices]
    assert [row["count"] for row in polls if row["option"]] == counts
    questions = records(shown.questions(drawn))
    assert [row["question"] for row in questions] == [each.text for each in drawn.questions]
    assert all(row["participant_id"] is not None or not row["name"] for row in questions)
    slides = records(shown.slides(drawn))
    assert [row["share"] for row in slides] == [band.share for band in drawn.bands]
    # Nobody can be found out behind a figure of fewer than five.
    assert all(row["there"] is None for row in slides if row["share"] is None)
    people = [row["people"] for row in records(shown.curve(drawn))]
    assert people == [point.people for point in drawn.curve]
    summary = {row["figure"]: row["number"] for row in records(shown.summary(drawn))}
    assert summary["registered"] == drawn.totals.registered


async def test_ids(drawn: AudienceReport) -> None:
    """Each row has an id of its own, in all tables, and the same one again."""

    def ids() -> list[Cell]:
        tables = [attendance(drawn, ASKED, KNOWN), scores(drawn), shown.summary(drawn)]
        tables += [make(drawn) for make in (shown.polls, shown.questions, shown.slides)]
        tables += [shown.curve(drawn), shown.links(drawn)]
        return [row[0] for table in tables for row in table.rows]

    assert ids() == ids()
    assert len(set(ids())) == len(ids())


SCALE = QuestionResult("s1", "scale", "Useful?", {"1": 0, "5": 3}, (), 3, 5.0, None)


def words(*texts: str) -> Results:
    """A survey with these free answers."""
    free = QuestionResult("s2", "text", "What else?", {}, texts, len(texts), None, None)
    return Results(3, 0, (SCALE, free))


async def test_survey(drawn: AudienceReport) -> None:
    """Each answer to each question has a row with its count, and each free answer one."""
    rows = records(shown.survey(drawn, words("More cases", "=1+1", "More cases")))
    said = [(row["question_id"], row["answer"], row["count"], row["answered"]) for row in rows]
    assert said[:2] == [("s1", "1", 0, 3), ("s1", "5", 3, 3)]
    assert said[2:] == [("s2", text, 1, 3) for text in ("More cases", "=1+1", "More cases")]
    assert [row["mean"] for row in rows] == [5.0, 5.0, None, None, None]
    assert len({row["row_id"] for row in rows}) == len(rows)
    assert shown.survey(drawn, None).rows == ()


async def test_a_free_answer_keeps_its_id(drawn: AudienceReport) -> None:
    """When somebody takes an answer back, the others are the rows that they were."""
    before = records(shown.survey(drawn, words("More cases", "Shorter")))
    after = records(shown.survey(drawn, words("Shorter")))
    assert after[-1]["row_id"] == before[-1]["row_id"]


async def test_what_comes_late_moves_no_row(drawn: AudienceReport) -> None:
    """Links and free answers to polls are the rows that they were when another one is told late."""
    one, late = Link("https://www.example.org/a", 2, False), Link("Before it", 1, True)
    first = records(shown.links(replace(drawn, links=(one, one))))
    then = records(shown.links(replace(drawn, links=(late, one, one))))
    assert [row["row_id"] for row in then[1:]] == [row["row_id"] for row in first]
    assert len({row["row_id"] for row in then}) == 3
    poll = replace(drawn.polls[0], texts=("More", "Safety"))
    told = records(shown.polls(replace(drawn, polls=(poll,))))
    again = replace(poll, texts=("Dose", "More", "Safety"))
    later = records(shown.polls(replace(drawn, polls=(again,))))
    assert [row["row_id"] for row in later[-2:]] == [row["row_id"] for row in told[-2:]]
