"""The list of meetings: filters and pages."""

import re

import pytest

from scheduling import Meeting, Plan
from scheduling.moments import wall_of
from scheduling.plans import Host, Person
from tests.server.planned import DAY, ZONE, Stage
from tests.server.planned import stage as stage
from tests.support.site import Visitor


async def plan(stage: Stage, title: str, days: int, host: Visitor | None = None) -> Meeting:
    """A meeting behind the pages' back."""
    parts, me = stage.site.services, (host or stage.rep).staff
    assert me
    wanted = Plan(
        title=title,
        wall=wall_of(parts.clock() + days * DAY, ZONE),
        zone=ZONE,
        minutes=30,
        people=(Person(stage.ana.id, stage.ana.name, ""),),
    )
    return await parts.meetings.create(me.org, wanted, Host(me.id, me.name, me.email, "x"))


async def test_list(stage: Stage) -> None:
    """Upcoming meetings in the order of time; an empty list says what to do."""
    empty = await stage.rep.get("/meetings")
    assert "Nothing is planned" in empty.words
    assert 'href="/meetings/new"' in empty.body
    await plan(stage, "The second", 2)
    await plan(stage, "The first", 1)
    page = await stage.rep.get("/meetings")
    assert page.words.index("The first") < page.words.index("The second")
    assert "2 meetings" in page.words


async def test_list_filters(stage: Stage) -> None:
    """Words, time and host narrow the list, and each empty list has its own words."""
    eve = await stage.site.person(name="Eve Field")
    await plan(stage, "Efficacy", 1)
    await plan(stage, "Safety", 2, eve)
    off = await plan(stage, "Dosing", 3)
    await stage.site.services.meetings.cancel(off.org, off.id)
    held = await plan(stage, "Access", 4)
    await stage.site.services.meetings.start(held.org, held.id)
    await stage.site.services.meetings.end(held.org, held.id)

    async def titles(query: str) -> list[str]:
        page = await stage.rep.get(f"/meetings?{query}")
        assert page.status == 200
        return re.findall(r'class="row-link" href="/meetings/[^"]+">([^<]+)<', page.body)

    assert await titles("") == ["Efficacy", "Safety"]
    assert await titles("whose=mine") == ["Efficacy"]
    assert await titles("q=eve") == ["Safety"]
    assert await titles("when=cancelled") == ["Dosing"]
    assert await titles("when=past") == []
    none = await stage.rep.get("/meetings?q=nothing-like-it")
    assert "No meeting matches “nothing-like-it”" in none.words


async def test_list_pages(stage: Stage) -> None:
    """A long list comes in pages that keep the filters."""
    for number in range(27):
        await plan(stage, f"Talk {number:02}", 1)
    first = await stage.rep.get("/meetings?q=talk")
    assert "27 meetings · page 1 of 2" in first.words
    assert "q=talk" in first.body and "page=2" in first.body
    assert (await stage.rep.get("/meetings?q=talk&page=2")).body.count("row-link") == 2


@pytest.mark.parametrize("query", ["page=0", "page=x", "when=never", "whose=everybody"])
async def test_a_bad_query(stage: Stage, query: str) -> None:
    """A made-up address is refused in words."""
    assert (await stage.rep.get(f"/meetings?{query}")).status == 422
