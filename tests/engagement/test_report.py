"""The call report's facts: a whole meeting, and what is made of it."""

from dataclasses import replace

import pytest

from engagement.consents import ConsentState
from engagement.content import VersionInfo
from engagement.errors import NotFound
from engagement.kinds import ConsentKind
from engagement.people import HcpFields
from engagement.report import Attendee, CallReport, Heard, Seen, SlideLine
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, BOB, CAROL, FOREIGN, MEETING, ORG, START
from tests.engagement.play import (
    ALICE_HOST,
    CAROL_HCP,
    SHA,
    SLIDES,
    Person,
    Tab,
    agrees,
    comes,
    curtain_up,
    goes,
)

END = START + 100_000


@pytest.fixture
async def report(books: EngagementStore) -> CallReport:
    """Alice shows three slides; Bob looks, clicks and asks; Carol gave no consent."""
    room = await curtain_up(books)
    await room.says("meeting.started", 500)
    await comes(books, CAROL_HCP, 5_000)
    await room.shows(0, 2_000)
    await room.shows(1, 10_000)
    await room.shows(0, 30_000)
    await room.shows(2, 35_000)
    tab = Tab()
    tab.looked(0, 2_000, 8_000)
    tab.happened("slide.entered", 10_000, 1)
    tab.happened("pointer.clicked", 11_000, 1, values={"x": 0.1, "y": 0.2})
    values = {"visible_ms": 15_000, "total_ms": 20_000}
    tab.happened("slide.left", 30_000, 1, values=values)
    tab.looked(0, 30_000, 500)
    tab.looked(2, 35_000, 45_000)
    await tab.send(books, 90_000)
    await room.says("question.asked", 40_000, BOB, question="q1", text="For children?")
    await room.says("question.asked", 41_000, BOB, question="q2", text="How often?")
    await room.says("question.answered", 49_000, question="q1", how="live")
    await room.says("question.reopened", 49_500, question="q1")
    await room.says("question.answered", 50_000, question="q2", how="written", text="Daily")
    await room.says("reaction.sent", 51_000, BOB, reaction="clap")
    await room.says("slide.reaction", 52_000, slide=1, reaction="positive")
    await room.says("slide.reaction", 53_000, slide=2, reaction="neutral", about=BOB)
    await room.says("chat.posted", 54_000, ALICE, message="m1", text="Hello")
    await goes(books, "carol-1", 25_000)
    await room.says("meeting.ended", 80_000, reason="host")
    await goes(books, "bob-1", 80_000)
    await goes(books, "alice-1", 90_000)
    return await books.reports.prefill(ORG, MEETING, END)


def test_meeting(report: CallReport) -> None:
    """When it was, who hosted, how much arrived."""
    assert (report.started_at, report.ended_at) == (START, START + 80_000)
    assert (report.host, report.host_connected_ms, report.messages) == (ALICE, 90_000, 1)
    assert str(report.completeness) == "9 of 9 events"


def test_attendee(report: CallReport) -> None:
    """What Bob did."""
    bob = report.attendees[0]
    assert bob == Attendee(
        participant=BOB,
        interaction=bob.interaction,
        hcp="hcp-bob",
        name="",
        identity="signed_link",
        device="desktop",
        browser="Firefox",
        os="Linux",
        joined_at=START + 1_000,
        left_at=START + 80_000,
        connected_ms=79_000,
        engaged_ms=79_000,
        consents=ConsentState(capture=True),
        slides_counted=3,
        visible_ms=68_500,
        clicks=1,
        questions=2,
        reactions=1,
        completeness=report.completeness,
    )


def test_attendee_without_consent(report: CallReport) -> None:
    """Of Carol only her attendance is known."""
    carol = report.attendees[1]
    assert (carol.participant, carol.connected_ms, carol.engaged_ms) == (CAROL, 20_000, 20_000)
    assert (carol.slides_counted, carol.visible_ms, carol.questions) == (0, 0, 0)
    assert not carol.consents.capture
    assert all(seen.participant != CAROL for line in report.slides for seen in line.seen)


def test_slides(report: CallReport) -> None:
    """Each slide once, in the order of the stage: on stage, seen, judged."""
    assert [line.slide for line in report.slides] == [0, 1, 2]
    assert report.slides[1] == SlideLine(
        version="v1",
        slide=1,
        key="efficacy",
        title="It works",
        topic="efficacy",
        key_message="Works",
        mandatory=False,
        shown_ms=20_000,
        visible_ms=15_000,
        views=1,
        reaction="positive",
        seen=(Seen(BOB, "", 15_000, 1, 1, "positive"),),
    )


def test_slide_shown_twice(report: CallReport) -> None:
    """Time on stage adds up; a short second look is seen but does not count."""
    line = report.slides[0]
    assert (line.shown_ms, line.visible_ms, line.views) == (13_000, 8_500, 1)


def test_key_messages_and_topics(report: CallReport) -> None:
    """Messages and topics in order, with time and the rep's judgement."""
    assert report.key_messages == (
        Heard("Works", 15_000, 1, "positive"),
        Heard("Is safe", 45_000, 1, "neutral"),
    )
    assert [topic.name for topic in report.topics] == ["efficacy", "tolerability"]


def test_questions(report: CallReport) -> None:
    """Questions with what was on stage, and their answers; one was taken up again."""
    first, second = report.questions
    assert (first.text, first.how, first.slide, first.topic) == (
        *("For children?", None, ("v1", 2), "tolerability"),
    )
    assert (second.text, second.how, second.answer) == ("How often?", "written", "Daily")


async def test_during_the_meeting(books: EngagementStore) -> None:
    """A report that is drawn while the meeting runs counts until now."""
    room = await curtain_up(books)
    await room.shows(1, 2_000)
    tab = Tab()
    tab.happened("slide.entered", 2_000, 1)
    await tab.send(books, 3_000)
    report = await books.reports.prefill(ORG, MEETING, START + 10_000)
    assert report.slides[0].shown_ms == 8_000
    assert report.slides[0].visible_ms == 8_000
    assert report.attendees[0].connected_ms == 9_000


async def test_unknown_slides(books: EngagementStore) -> None:
    """A version that nobody registered is named by its numbers."""
    room = await curtain_up(books)
    other = VersionInfo(id="v2", deck="deck-1", title="T", sha256=SHA, state="approved")
    await books.content.register(FOREIGN, other, SLIDES, START)
    await room.says("slide.shown", 0, slide=2, deck="deck-1", sha256=SHA)
    tab = Tab()
    tab.looked(0, 0, 10)
    tab.outbox = [replace(event, version="v2") for event in tab.outbox]
    await tab.send(books, 100)
    report = await books.reports.prefill(ORG, MEETING, END)
    assert [line.title for line in report.slides] == ["It is safe", "Slide 1"]


async def test_name_from_the_directory(books: EngagementStore) -> None:
    """An HCP is called what the directory calls them, today."""
    person = HcpFields(title="Dr", given_name="Ana", family_name="Bergmann")
    ana = await books.directory.create(ORG, person, by=ALICE, now=START)
    await comes(books, Person("ana", hcp=ana.id), 0)
    report = await books.reports.prefill(ORG, MEETING, END)
    assert report.attendees[0].name == "Dr Ana Bergmann"


async def test_no_show(books: EngagementStore) -> None:
    """A host who waited alone has a report to write."""
    await comes(books, ALICE_HOST, 0)
    report = await books.reports.prefill(ORG, MEETING, END)
    assert (report.attendees, report.slides, report.host) == ((), (), ALICE)


async def test_unknown_meeting(books: EngagementStore) -> None:
    """Nothing is known of a meeting in which nobody was."""
    with pytest.raises(NotFound):
        await books.reports.prefill(ORG, "meeting-9", END)


async def test_foreign_meeting(report: CallReport, books: EngagementStore) -> None:
    """Another organisation's meeting is not known, by no way of asking."""
    with pytest.raises(NotFound):
        await books.reports.prefill(FOREIGN, MEETING, END)
    with pytest.raises(NotFound):
        await books.reports.dwell(FOREIGN, MEETING, END)
    with pytest.raises(NotFound):
        await books.reports.timeline(FOREIGN, MEETING, BOB, END)
    with pytest.raises(NotFound):
        await books.reports.settle(FOREIGN, MEETING, END)


async def test_dwell(report: CallReport, books: EngagementStore) -> None:
    """Dwell is the report's slides."""
    assert await books.reports.dwell(ORG, MEETING, END) == report.slides


async def test_timeline(report: CallReport, books: EngagementStore) -> None:
    """Bob's timeline has what he did and what was done for all, in order, and not Alice's chat."""
    moments = await books.reports.timeline(ORG, MEETING, BOB, END)
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    kinds = [(moment.kind, moment.ours, moment.title) for moment in moments]
    assert kinds[:5] == [
        ("meeting.started", True, None),
        ("slide.shown", True, "Welcome"),
        ("slide.entered", False, "Welcome"),
        ("slide.shown", True, "It works"),
        ("slide.left", False, "Welcome"),
    ]
    assert ("question.answered", True, None) in kinds
    assert not any(kind == "chat.posted" for kind, _, _ in kinds)


async def test_timeline_of_another(report: CallReport, books: EngagementStore) -> None:
    """A judgement about Bob is not on Carol's timeline, and nobody has one who was not there."""
    moments = await books.reports.timeline(ORG, MEETING, CAROL, END)
    judged = [moment.slide for moment in moments if moment.kind == "slide.reaction"]
    assert judged == [("v1", 1)]
    with pytest.raises(NotFound):
        await books.reports.timeline(ORG, MEETING, "nobody", END)


async def test_two_hcps(books: EngagementStore) -> None:
    """What each HCP saw stays apart, and adds up on the slide."""
    await curtain_up(books)
    await agrees(books, CAROL_HCP, ConsentKind.CAPTURE)
    await comes(books, CAROL_HCP, 0)
    for person, visible in ((CAROL_HCP, 3_000), (None, 5_000)):
        tab = Tab(person, session="carol-tab") if person else Tab()
        tab.looked(1, 0, visible)
        await tab.send(books, 10_000)
    (line,) = await books.reports.dwell(ORG, MEETING, END)
    assert {seen.participant: seen.visible_ms for seen in line.seen} == {BOB: 5_000, CAROL: 3_000}
    assert (line.visible_ms, line.views) == (8_000, 2)
