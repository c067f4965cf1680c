"""A meeting of Max with Ana, her link, and her browser past the landing page."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from scheduling.moments import wall_of
from scheduling.plans import Host, Invitee, Meeting, Person, Plan
from tests.server.held_meeting import Held, hold
from tests.support.site import Answer, Site, Visitor, running

MINUTE = 60_000


async def rep_of(site: Site, name: str = "Max Stein") -> Visitor:
    """The rep of this name; signing in takes a while, so each does it once."""
    key = (site.org.id, name)
    known = REPS.get(key)
    if known is None:
        known = REPS[key] = await site.person(name=name)
    return known


REPS: dict[tuple[str, str], Visitor] = {}
"""By organisation, which each server makes anew, and name."""


async def invited(site: Site, ahead: int = 10 * MINUTE, **person: str) -> Meeting:
    """A meeting of Max with Ana, so far ahead."""
    rep = await rep_of(site)
    assert rep.staff is not None
    ana = replace(Person("hcp-1", "Dr Ana Bergmann", "ana@klinik.example.org"), **person)
    plan = Plan(
        title="The new data",
        wall=wall_of(site.services.clock() + ahead, "Europe/Berlin"),
        zone="Europe/Berlin",
        minutes=30,
        people=(ana,),
    )
    who = Host(rep.staff.id, "Max Stein", "max@pharma.example.org", site.org.name)
    return await site.services.meetings.create(site.org.id, plan, who)


async def link_of(site: Site, meeting: Meeting, invitee: Invitee | None = None) -> str:
    """The path of an invitee's link."""
    person = invitee or meeting.invitees[0]
    return f"/j/{await site.services.links.token(meeting.org, person.id)}"


async def joined(site: Site, meeting: Meeting, **form: str) -> Visitor:
    """Ana in her own browser, past the landing page."""
    ana = site.stranger()
    answer = await ana.post(await link_of(site, meeting), form)
    assert answer.status == 303, answer.words
    return ana


def page_of(answer: Answer) -> dict[str, Any]:
    """The data that the page's scripts start from."""
    found = re.search(r'<script type="application/json" id="page"[^>]*>(.*?)</script>', answer.body)
    assert found, answer.body[-500:]
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


async def consents(site: Site, meeting: Meeting) -> list[tuple[str, bool]]:
    """Every answer that the ledger has of Ana, oldest first."""
    person = meeting.invitees[0]
    entries = await site.services.consents.entries(meeting.org, meeting.id, person.id)
    return [(entry.kind.value, entry.given) for entry in entries]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own rep and its own meeting."""
    async with running(tmp_path_factory.mktemp("join") / "data") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def held(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """A meeting that has taken place; Ana agreed to capture, and may take that back."""
    return await hold(site, tmp_path_factory.mktemp("held"), await rep_of(site))
