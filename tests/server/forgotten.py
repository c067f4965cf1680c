"""A person whom every store knows, and her erasure.

Dr Wilhelmina Querfurth is in the directory, met Max alone, signed up for a webinar, came, said
something in every way there is, got a certificate and mails, and opted out of more.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts import StaffRole
from engagement.answers import Answers
from engagement.audience import AudienceReport
from engagement.kinds import ConsentKind
from engagement.outcomes import Signature
from engagement.people import HcpFields
from recordings.timeline import Timeline
from rooms import Identity, Role, Room
from rooms.polls import Answer, Poll
from scheduling.optouts import Addressee
from scheduling.plans import Host, Meeting, MeetingState, Person, Plan
from scheduling.tokens import Claim
from scheduling.webinars import Field, Registrant, Registration, SurveyQuestion, Webinar
from scheduling.webinars.followreview import Review
from scheduling.webinars.followrules import Condition, Draft, Rule, Text
from server.wiring.blotting import ERASED
from server.wiring.respondents import respondent
from signaling.clerk import Clerk
from signaling.journal import Journal
from signaling.seams import Fact
from tests.server.ended_webinar import MINUTE_MS, Over, hold
from tests.support.aftermath import came
from tests.support.site import Site, running
from tests.support.stage import SHOW

NAME = "Dr Wilhelmina Querfurth"

ADDRESS = "w.querfurth@praxis.example.org"

SAID = "zebrafinch"
"""In everything that she writes."""

TRACES = (b"querfurth", b"wilhelmina", SAID.encode())

SURVEY = (SurveyQuestion("useful", "How useful?"), SurveyQuestion("more", "More?", "text"))


class Notes(Clerk):
    """Notes the facts that a journal tells."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def fact(self, fact: Fact) -> None:
        self.facts.append(fact)


class Story:
    """Where she is planted."""

    def __init__(self, site: Site, folder: Path, over: Over) -> None:
        self.site, self.folder, self.over = site, folder, over

    async def report(self) -> AudienceReport:
        org = self.site.org.id
        return await self.site.services.audience_reports.report(org, self.over.webinar.id)


async def in_directory(site: Site) -> str:
    """She is an HCP whose family name was corrected once."""
    parts, now = site.services, site.services.clock()
    fields = HcpFields(
        given_name="Wilhelmina", family_name="Quer-Querfurth", title="Dr", email=ADDRESS
    )
    made = await parts.directory.create(site.org.id, fields, by="max", now=now)
    right = replace(fields, family_name="Querfurth")
    await parts.directory.change(site.org.id, made.id, right, by="max", now=now)
    return made.id


async def registered(story: Story) -> Registrant:
    """She signed up for the webinar, and her connections are known."""
    site, webinar = story.site, story.over.webinar
    # As it was before the show: nobody signs up for one that is over.
    before = replace(webinar, meeting=replace(webinar.meeting, state=MeetingState.PLANNED))
    her = await sign_up_at(site, before, ADDRESS)
    await came(site, webinar, her, ConsentKind.CAPTURE)
    ended = webinar.meeting.ended
    assert ended is not None
    claim = Claim(site.org.id, webinar.id, her.id, "attendee", NAME, None, ended)
    attendance = site.services.attendance
    await attendance.opened(claim, "hers", None, ended - 55 * MINUTE_MS)
    await attendance.closed(webinar.id, "hers", ended, "left")
    return her


async def sign_up_at(site: Site, webinar: Webinar, address: str) -> Registrant:
    """As the page signs people up."""
    ward = {"own_1": f"Ward {SAID}"} if webinar.plan.fields else {}
    where = ("en", "Europe/Berlin", "DE", "Cardiology", "Querfurth & Sons")
    form = Registration(NAME, address, *where, ward)
    return (await site.services.registrations.register(webinar, form)).registrant


async def met(story: Story, hcp: str) -> Meeting:
    """Max met her alone, and his signed report says so in many words."""
    site = story.site
    parts, now = site.services, site.services.clock()
    max = await site.person(StaffRole.REP, "Max Stein")
    assert max.staff is not None
    host = Host(max.staff.id, "Max Stein", max.staff.email, "Pharma One")
    wall = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%dT%H:%M")
    people = (Person(hcp, NAME, ADDRESS),)
    plan = Plan(f"With {NAME}", wall, "UTC", 20, people, (), note=f"Ask {NAME} about {ADDRESS}")
    meeting = await parts.meetings.create(site.org.id, plan, host)
    await parts.meetings.start(site.org.id, meeting.id)
    (her,) = meeting.invitees
    room = Room(meeting.id, replace(SHOW, webinar=False, moderated=False), now)
    events = [
        *room.door.join(Identity(host_id(meeting), "Max Stein", Role.HOST), "m", None, now),
        *room.door.join(Identity(her.id, NAME, Role.ATTENDEE), "h", None, now + 1),
        *room.talk.ask(her.id, "q-one", f"One {SAID}?", now + 2),
        *room.talk.answer(host_id(meeting), "q-one", "written", f"Yes, {NAME}", now + 3),
    ]
    claim = Claim(site.org.id, meeting.id, her.id, "attendee", NAME, hcp, now + 60_000)
    await parts.interactions.open(claim, now)
    await tell(story, meeting.id, room, events)
    await parts.reports.close(site.org.id, meeting.id, now + 5)
    await parts.meetings.end(site.org.id, meeting.id)
    answers = Answers(adverse_event=False, notes=f"{NAME} was friendly", next_step="Call her")
    signature = Signature("Max Stein", "complete")
    await parts.outcomes.submit(
        site.org.id, meeting.id, answers, signature, by=host_id(meeting), now=now + 6
    )
    return meeting


def host_id(meeting: Meeting) -> str:
    return meeting.host.id


async def tell(story: Story, id: str, room: Room, events: Iterable[Any]) -> None:
    """What happened goes into the timeline and into the store, as on the server."""
    told = list(events)
    timeline = Timeline(story.site.services.erasure.main)
    timeline.start()
    timeline.open(story.site.org.id, id, told[0].at)
    notes = Notes()
    journal = Journal(story.site.org.id, notes)
    for event in told:
        timeline.append(id, event)
        await journal.hear(room, event)
    await timeline.close()
    await story.site.services.capture.journal(notes.facts)


async def spoke(story: Story, her: str) -> None:
    """In the webinar she wrote in every way there is, with her name and without."""
    meeting = story.over.webinar.meeting
    assert meeting.ended is not None
    host, now = meeting.host.id, meeting.ended - 30 * MINUTE_MS
    room = Room(meeting.id, SHOW, now)
    events = [
        *room.door.join(Identity(host, "Mara Lind", Role.HOST), "m", None, now),
        *room.show.go_live(host, 0, now),
        *room.door.join(Identity(her, NAME, Role.ATTENDEE), "h", None, now + 1),
        *room.talk.chat(her, "m1", f"Hello {SAID}", now + 2),
        *room.talk.ask(her, "q1", f"Is it {SAID}?", now + 3),
        *room.talk.ask(her, "q2", f"Secretly {SAID}?", now + 4, anonymous=True),
        *room.talk.open_question(host, "q1", now + 5),
        *room.talk.answer(host, "q1", "written", f"Dear {NAME}: yes ({ADDRESS})", now + 6),
        *room.polling.save(host, Poll("p1", "text", "In your words?", ()), now + 7),
        *room.polling.move(host, "p1", "open", now + 8),
        *room.polling.answer(her, "p1", Answer((), f"A {SAID}"), now + 9),
        *room.polling.move(host, "p1", "closed", now + 10),
    ]
    await tell(story, meeting.id, room, events)


async def afterwards(story: Story, her: str) -> None:
    """Survey, certificate, a follow-up that was sent and one that waits, and the opt-out."""
    site, parts = story.site, story.site.services
    org, webinar = site.org.id, story.over.webinar
    voice = respondent(parts.keys, org, webinar.id, her)
    answers = {"useful": "5", "more": f"More {SAID}"}
    await parts.surveys.answer(voice, SURVEY, answers, parts.clock())
    someone = await parts.registrations.get(org, webinar.id, her)
    await parts.certifying.issue(webinar, someone, parts.clock())
    draft = Draft(Condition(Rule.ATTENDED), {"en": Text("Thank you, {name}", "Dear {name}")})
    for hour in (None, 8):
        made = await parts.follow_ups.create(webinar, replace(draft, hour=hour))
        review = Review.of(webinar, made.draft, [someone])
        assert await parts.follow_ups.send(webinar, made.id, review) == 1
    await parts.outbox.deliver_due()
    await parts.opt_outs.opt_out(Addressee(org, "Pharma One", ADDRESS, "en"))
    await story.report()


def planted(folder: Path) -> dict[str, set[bytes]]:
    """Which traces each file of the data folder has."""
    found: dict[str, set[bytes]] = {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = file.read_bytes().lower()
        if traces := {trace for trace in TRACES if trace in content}:
            found[file.name.removesuffix("-wal")] = traces
    return found


async def exported(story: Story) -> bytes:
    """Every table of the webinar's report, as CSV."""
    tables = ("attendance", "scores", "consents", "polls", "survey", "questions")
    pages = []
    for name in tables:
        path = f"{story.over.path}/report.csv?table={name}"
        headers = story.over.mara._headers({})
        async with story.over.mara.client.get(path, headers=headers) as answer:
            assert answer.status == 200
            pages.append(await answer.read())
    return b"".join(pages).lower()


async def erased(story: Story) -> None:
    erasure = story.site.services.erasure
    traces = await erasure.trace(story.site.org.id, ADDRESS.upper())
    assert NAME in traces.names and len(traces.hcps) == 1
    assert len({each.meeting for each in traces.invited}) == 2
    await erasure.erase(traces, by="system", why="She asked for it.")


async def hers(story: Story) -> str:
    """The id of her registration, of which nobody knows whose it was."""
    people = await story.site.services.registrations.everybody(
        story.site.org.id, story.over.webinar.id
    )
    (her,) = [each for each in people if each.name in (NAME, ERASED)]
    return her.id


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    """All of it, in one data folder."""
    folder = tmp_path / "data"
    async with running(folder) as site:
        over = await hold(site, fields=(Field("own_1", "Your ward?"),), survey=SURVEY)
        found = Story(site, folder, over)
        her = await registered(found)
        await met(found, await in_directory(site))
        await spoke(found, her.id)
        await afterwards(found, her.id)
        yield found
