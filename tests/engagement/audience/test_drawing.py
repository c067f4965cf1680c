"""The report of a whole show, drawn from a real store: every number that it says."""

from dataclasses import replace

import pytest

from engagement.audience import Attended, AudienceMember, AudienceReport, Occasion
from engagement.store import EngagementStore
from tests.engagement.audience import show
from tests.engagement.audience.show import MINUTE, OCCASION, play
from tests.engagement.cast import START


@pytest.fixture
async def report(books: EngagementStore) -> AudienceReport:
    await play(books)
    return await show.report(books)


def one(report: AudienceReport, who: str) -> AudienceMember:
    found = report.member(who)
    assert found is not None
    return found


def test_who_came(report: AudienceReport) -> None:
    """The audience is who had a seat and who came; crew, denied and cancelled are not missing."""
    assert {member.participant: member.attended for member in report.members} == {
        "bob": Attended.LIVE,
        "carol": Attended.LIVE,
        "dan": Attended.LIVE,
        "eve": Attended.NO_SHOW,
        "fay": Attended.EXCUSED,
        "gil": Attended.LIVE,
        "ivy": Attended.LIVE,
    }
    totals = report.totals
    assert (totals.registered, totals.live, totals.no_shows, totals.excused) == (7, 5, 1, 1)
    assert (totals.walk_ins, totals.rate, totals.peak) == (1, 5 / 7, 4)
    assert [member.participant for member in report.members if member.walk_in] == ["gil"]


def test_minutes(report: AudienceReport) -> None:
    """Two tabs count once; the end of the show ends every connection."""
    minutes = {member.participant: member.live_ms // MINUTE for member in report.members}
    assert minutes == {"bob": 10, "carol": 9, "dan": 4, "eve": 0, "fay": 0, "gil": 5, "ivy": 1}
    assert report.totals.median_ms == 5 * MINUTE
    bob = one(report, "bob")
    assert (bob.first_join, bob.last_leave) == (START, START + 10 * MINUTE)
    assert (bob.away_ms, one(report, "carol").away_ms) == (2 * MINUTE, None)


def test_curve(report: AudienceReport) -> None:
    """How many were there in each minute."""
    assert [minute.people for minute in report.curve] == [2, 3, 3, 3, 2, 3, 3, 3, 3, 4]
    assert report.curve[0].at == START
    assert (report.start, report.end, report.running) == (START, START + 10 * MINUTE, False)


def test_bands(report: AudienceReport) -> None:
    """Of each slide's turn, who of those who agreed had it in sight; rehearsals are no turn."""
    told = [(band.key, band.start - START, band.there, band.watched) for band in report.bands]
    assert told == [
        ("welcome", 0, 2, 2),
        ("efficacy", 3 * MINUTE, 3, 1),
        ("safety", 6 * MINUTE, 4, 1),
    ]
    assert report.bands[-1].end == START + 10 * MINUTE
    assert {band.share for band in report.bands} == {None}


def test_agenda(report: AudienceReport) -> None:
    """Planned beside real, as the hosts ticked it."""
    welcome, data = report.agenda
    assert (welcome.planned_start, welcome.real_start) == (START - MINUTE, START)
    assert (welcome.planned_end, welcome.real_end) == (START + MINUTE, START + 3 * MINUTE)
    assert (data.real_start, data.real_end) == (START + 3 * MINUTE, START + 10 * MINUTE)


def test_polls(report: AudienceReport) -> None:
    """The last answer of each of the audience counts; the crew's and the unagreed do not."""
    quiz, scale = report.polls
    assert [(choice.text, choice.count, choice.correct) for choice in quiz.choices] == [
        ("5", 1, False),
        ("10", 1, True),
    ]
    assert (quiz.quiz, quiz.answered, quiz.right, quiz.there) == (True, 2, 1, 3)
    assert (scale.quiz, scale.answered, scale.mean, scale.there) == (False, 2, 2.5, 4)


def test_questions(report: AudienceReport) -> None:
    """Each question with its votes and its answer; who asked without a name stays unknown."""
    told = {line.question: line for line in report.questions}
    assert set(told) == {"q1", "q2", "q3"}
    q1, q2, q3 = told["q1"], told["q2"], told["q3"]
    assert (q1.name, q1.votes, q1.outcome, q1.answer) == ("Dr Bob", 2, "written", "Daily")
    assert (q2.votes, q2.outcome, q2.merged) == (0, "merged", "How often?")
    assert (q3.name, q3.participant, q3.outcome, q3.votes) == ("", None, "live", 1)
    assert report.totals.answered == 2


def test_acts(report: AudienceReport) -> None:
    """What each one did; the crew's acts are no one's."""
    gil, bob, carol = one(report, "gil"), one(report, "bob"), one(report, "carol")
    assert (gil.votes, gil.chats, gil.hands, gil.answers) == (2, 1, 1, 1)
    assert (bob.questions, bob.votes, bob.answers) == (1, 0, 2)
    assert (bob.links, bob.downloads) == (1, 1)
    assert (carol.reactions, carol.slides) == (3, ("welcome", "efficacy"))
    assert [(line.reaction, line.count) for line in report.reactions] == [("clap", 3)]
    assert (carol.links, carol.downloads) == (1, 0)
    assert [(link.name, link.people, link.file) for link in report.links] == [
        ("https://example.org/trial", 1, False),
        ("Handout", 1, True),
    ]
    assert [notice.text for notice in report.notices] == ["Read", "Wait"]


def test_score(report: AudienceReport) -> None:
    """A score with its reasons; none without consent, and none for who did not come."""
    score = one(report, "bob").score
    assert score is not None
    assert {part.key: (part.points, part.most) for part in score.parts} == {
        "time": (32, 40),
        "slides": (13, 20),
        "polls": (15, 15),
        "questions": (5, 10),
        "acts": (0, 10),
        "links": (5, 5),
    }
    assert score.parts[0].words == "8 of 10 minutes watched, 2 minutes away taken off"
    assert one(report, "dan").score is None and one(report, "eve").score is None
    assert one(report, "dan").unscored == "No score: did not agree to capture"
    assert one(report, "eve").unscored == "Has not come"
    assert (report.totals.scored, report.totals.mean_score) == (4, None)


def test_segments(report: AudienceReport) -> None:
    """Groups of fewer than five are put together, and get no averages."""
    country, specialty = report.segments
    assert [(line.name, line.folded, line.registered) for line in country.lines] == [
        ("DE", 0, 6),
        ("", 1, 1),
    ]
    assert country.lines[0].median_ms is None
    assert [(line.name, line.median_ms) for line in specialty.lines] == [("Cardiology", 5 * MINUTE)]


async def test_while_it_runs(books: EngagementStore) -> None:
    """Before the end nobody has missed it, and the figures go as far as now."""
    await play(books)
    running = replace(OCCASION, state="live")
    report = await show.report(books, occasion=running, now=START + 5 * MINUTE)
    assert report.running and one(report, "eve").attended is Attended.EXPECTED


async def test_before_it_began(books: EngagementStore) -> None:
    """A webinar that nobody was in has a report that says so."""
    occasion: Occasion = replace(OCCASION, state="planned")
    report = await show.report(books, occasion=occasion)
    assert (report.start, report.curve, report.bands, report.polls) == (None, (), (), ())
    assert report.totals.live == 0 and report.totals.registered == 6
    assert report.totals.rate == 0


async def test_another_organisation(books: EngagementStore) -> None:
    """Nothing is told to another organisation, even with the right id."""
    await play(books)
    report = await show.report(books, (), replace(OCCASION, org="mallory-inc"))
    assert (report.members, report.questions, report.bands) == ((), (), ())
