"""A meeting of Max with Ana, her link, and her browser past the landing page."""

import json
import re
from dataclasses import replace
from typing import Any

from scheduling.moments import wall_of
from scheduling.plans import Host, Invitee, Meeting, Person, Plan
from tests.support.site import Answer, Site, Visitor

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
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', answer.body)
    assert found, answer.body[-500:]
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


async def consents(site: Site, meeting: Meeting) -> list[tuple[str, bool]]:
    """Every answer that the ledger has of Ana, oldest first."""
    person = meeting.invitees[0]
    entries = await site.services.consents.entries(meeting.org, meeting.id, person.id)
    return [(entry.kind.value, entry.given) for entry in entries]
