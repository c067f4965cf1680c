"""A webinar that is over, with an audience to write to, and a follow-up's form."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from accounts import StaffRole
from engagement.attendance import Attendance
from engagement.kinds import ConsentKind
from scheduling.mails import MailState
from scheduling.tokens import Claim
from scheduling.webinars import Registrant, Webinar
from signaling.seams import Fact
from tests.support.aftermath import came, over, planned, signed_up
from tests.support.site import Answer, Site, Visitor, running

FORM = {"rule": "attended", "subject-en": "Thank you, {name}", "words-en": "It was {title}."}

CAPTURE = ConsentKind.CAPTURE


async def was_there(site: Site, webinar: Webinar, who: Registrant, *kinds: ConsentKind) -> None:
    """In the room for a moment, with these consents."""
    await came(site, webinar, who, *kinds)
    parts, now = site.services, site.services.clock()
    claim = Claim(site.org.id, webinar.id, who.id, "attendee", who.name, None, now + 60_000)
    attendance = Attendance(site.store, parts.interactions)
    await attendance.opened(claim, f"c-{who.id}", None, now)


async def fact(site: Site, webinar: Webinar, who: str, kind: str, **values: object) -> None:
    """Something that the room reports."""
    now = site.services.clock()
    told = Fact(str(uuid4()), site.org.id, webinar.id, who, 1, kind, now, values=values)
    await site.services.capture.journal([told])


async def held(site: Site) -> tuple[Webinar, Registrant, Registrant, Registrant]:
    """Bob and Carol were there and asked something, Bob with consent; Dora did not come."""
    webinar = await planned(site)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    carol = await signed_up(site, webinar, "Dr Carol King")
    dora = await signed_up(site, webinar, "Dr Dora Ilic")
    await site.services.meetings.start(site.org.id, webinar.id)
    await fact(site, webinar, "mara", "meeting.started")
    for who, kinds in ((bob, [CAPTURE]), (carol, [])):
        await was_there(site, webinar, who, *kinds)
        await fact(site, webinar, who.id, "question.asked", question=who.id, text="Is it safe?")
        await fact(site, webinar, who.id, "poll.answered", poll="p1", choices=[1])
    await fact(site, webinar, "mara", "meeting.ended")
    return await over(site, webinar), bob, carol, dora


async def written(mara: Visitor, webinar: Webinar, **changes: str) -> str:
    """The path of a new draft."""
    made = await mara.post(f"/webinars/{webinar.id}/follow-ups", FORM | changes)
    assert made.status == 303, made.words
    return made.location


def sending(page: Answer) -> dict[str, str]:
    """The form that sends to whom the page shows."""
    found = re.search(r'name="reviewed" value="([^"]*)"', page.body)
    return {"act": "send", "reviewed": found[1] if found else ""}


async def states(site: Site, webinar: Webinar, path: str) -> dict[str, MailState]:
    """What became of each mail of a follow-up, by name."""
    id = path.rpartition("/")[2]
    mails = await site.services.follow_ups.mails(site.org.id, webinar.id, id)
    return {each.facts.name: each.state for each in mails}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own webinar."""
    async with running(tmp_path_factory.mktemp("follow-ups") / "data") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mara(site: Site) -> Visitor:
    """She plans webinars."""
    return await site.person(StaffRole.MARKETING, "Mara Lind")
