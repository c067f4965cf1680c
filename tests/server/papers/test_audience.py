"""The report as a PDF: what it says, how it breaks, that texts stay texts."""

from dataclasses import replace

import pypdfium2
import pytest

from engagement.audience import AudienceReport, Minute, PollLine
from engagement.store import EngagementStore
from engagement.surveyresults import QuestionResult, Results
from server.papers.audience import audience_paper
from tests.engagement.audience.show import play, report
from tests.engagement.conftest import books  # noqa: F401 - the store that the show is played into

MINUTE = 60_000


@pytest.fixture
async def drawn(books: EngagementStore) -> AudienceReport:  # noqa: F811 - the fixture above
    await play(books)
    return await report(books)


def pages(content: bytes) -> list[str]:
    """The text of each page, on one line."""
    document = pypdfium2.PdfDocument(content)
    try:
        found = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [" ".join(text.split()) for text in found]


def read(drawn: AudienceReport) -> str:
    return " ".join(pages(audience_paper(drawn, "Meridian Pharma", {"alice": "Alice"})))


async def test_says_what_the_report_says(drawn: AudienceReport) -> None:
    """Title, figures, slides, polls, questions and people of the report stand on the paper."""
    text = read(drawn)
    totals = drawn.totals
    assert "Meridian Pharma" in text and drawn.occasion.title in text
    assert f"{totals.registered} " in text and "came live" in text
    for poll in drawn.polls:
        assert poll.question in text
    for question in drawn.questions:
        assert question.text in text
    for member in drawn.members:
        assert member.name in text
    assert "Central European Summer Time" in text


async def test_survey(drawn: AudienceReport) -> None:
    """The survey stands on the paper with its figures and words; without answers it does not."""
    nps = QuestionResult("s1", "nps", "Recommend it?", {"3": 1, "10": 2}, (), 3, 7.667, 33)
    free = QuestionResult("s2", "text", "What else?", {}, ("More <b>cases</b>",), 1, None, None)
    asked = Results(2, 1, (nps, free))
    text = " ".join(pages(audience_paper(drawn, "Meridian", {}, asked)))
    assert "3 people answered, 1 of them without a name" in text
    assert "Recommend it? 3 answered, mean 7.7, net promoter score +33" in text
    assert "What else? 1 answered – More <b>cases</b>" in text
    nobody = Results(0, 0, (replace(nps, counts={"10": 0}, answered=0, mean=None, nps=None),))
    assert "Survey" not in " ".join(pages(audience_paper(drawn, "Meridian", {}, nobody)))


async def test_no_name(drawn: AudienceReport) -> None:
    """Who asked without a name stays without."""
    nameless = [each for each in drawn.questions if each.participant is None]
    assert nameless and "without a name" in read(drawn)


async def test_many_people(drawn: AudienceReport) -> None:
    """The table goes on over pages: each has its heading and its number, nobody is left out."""
    people = tuple(
        replace(drawn.members[0], participant=f"p{n}", name=f"Dr Person-{n:03d}")
        for n in range(200)
    )
    found = pages(audience_paper(replace(drawn, members=people), "Meridian", {}))
    assert len(found) > 4
    for number, page in enumerate(found, 1):
        assert f"Page {number}" in page
        assert "Person-" not in page or "Specialty Country Attended" in page
    whole = " ".join(found)
    assert all(f"Dr Person-{n:03d}" in whole for n in range(200))


async def test_texts_are_texts(drawn: AudienceReport) -> None:
    """Markup, PDF operators, placeholders and links are letters."""
    nasty = "<b>{nb}</b> **x** (Tj) [l](http://evil.example.org) \\n ✓ Ελένη"
    questions = (replace(drawn.questions[0], text=nasty, answer="{nb}"),)
    changed = replace(
        drawn,
        questions=questions,
        members=(replace(drawn.members[0], name="{nb} Юлия"),),
        occasion=replace(drawn.occasion, title="{nb} Title"),
    )
    content = audience_paper(changed, "Meridian", {})
    text = " ".join(pages(content))
    assert nasty in text and "{nb} Юлия" in text and "{nb} Title" in text
    assert b"/URI" not in content and b"/JavaScript" not in content


async def test_long_texts(drawn: AudienceReport) -> None:
    """A question without blanks, a poll of sixty free answers, a title of 200 letters: all fit."""
    poll = PollLine(
        poll="p9",
        kind="text",
        question="W" * 500,
        at=0,
        quiz=False,
        answered=60,
        right=0,
        there=60,
        mean=None,
        choices=(),
        texts=tuple(f"Answer number {n} " + "and more " * 40 for n in range(60)),
    )
    changed = replace(
        drawn,
        polls=(poll,),
        questions=(replace(drawn.questions[0], text="x" * 2_000),),
        occasion=replace(drawn.occasion, title="T" * 200),
    )
    text = read(changed)
    assert "Answer number 59" in text


async def test_before_the_show(drawn: AudienceReport) -> None:
    """Of a webinar that was not held the paper says so."""
    empty = replace(
        drawn, start=None, end=None, curve=(), bands=(), polls=(), questions=(), members=()
    )
    assert "Not held yet" in read(empty)


async def test_one_minute(drawn: AudienceReport) -> None:
    """A show of a moment has a curve too."""
    start = drawn.start or 0
    short = replace(drawn, end=start + 1, curve=(Minute(start, 1),), bands=drawn.bands[:1])
    assert "minute by minute" in read(short)
