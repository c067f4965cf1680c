"""Whose seat is gone in the middle of a webinar: denied or given back, they leave the room."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from accounts import StaffRole
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import Registrant, Webinar, WebinarPlan
from tests.support.aftermath import link_of, signed_up
from tests.support.browser import Browser
from tests.support.site import Site, Visitor


@pytest.fixture
async def mara(site: Site) -> Visitor:
    return await site.person(StaffRole.MARKETING, "Mara Lind")


@pytest.fixture
async def webinar(site: Site, mara: Visitor) -> Webinar:
    """Mara's, about to begin."""
    assert mara.staff is not None
    me = Host(mara.staff.id, mara.staff.name, mara.staff.email, "Pharma One")
    starts = wall_of(site.services.clock() + 600_000, "Europe/Berlin")
    plan = WebinarPlan("The new data", starts, "Europe/Berlin", 60)
    made = await site.services.webinars.create(site.org.id, plan, me)
    return await site.services.webinars.publish(site.org.id, made.id)


async def token_at(visitor: Visitor, path: str) -> str:
    """The token in the data of a room's page."""
    answer = await visitor.get(path, Accept="application/json")
    assert answer.status == 200, answer.body
    return str(json.loads(answer.body)["token"])


@asynccontextmanager
async def in_the_room(
    site: Site, mara: Visitor, webinar: Webinar, who: Registrant
) -> AsyncIterator[Browser]:
    """The webinar is live, and ``who`` is in it."""
    home = str(site.client.make_url("/"))
    guest = site.stranger()
    await guest.post(await link_of(site, who), {"way": "full"})
    hers = await token_at(mara, f"/meetings/{webinar.id}/room")
    theirs = await token_at(guest, f"/room/{webinar.id}")
    async with Browser(home, hers) as host, Browser(home, theirs) as browser:
        await host.join()
        await host.send("go_live")
        await browser.join("phone")
        await browser.until_state("present")
        yield browser


async def test_denied(site: Site, mara: Visitor, webinar: Webinar) -> None:
    """Whom the organiser refuses is out at once, whatever they were doing."""
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    async with in_the_room(site, mara, webinar, bob) as browser:
        decision = {"act": "deny", "reason": "For surgeons only."}
        await mara.post(f"/webinars/{webinar.id}/people/{bob.id}", decision)
        await browser.until_state("removed")


@pytest.mark.parametrize("act", ["cancel", "on_demand"])
async def test_given_back(site: Site, mara: Visitor, webinar: Webinar, act: str) -> None:
    """Who gives the seat back leaves the room with it."""
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    async with in_the_room(site, mara, webinar, bob) as browser:
        path = f"{await link_of(site, bob)}/registration"
        assert (await site.stranger().post(path, {"act": act})).status == 303
        await browser.until_state("removed")


async def test_others_stay(site: Site, mara: Visitor, webinar: Webinar) -> None:
    """What becomes of one seat is felt by nobody else."""
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    carol = await signed_up(site, webinar, "Dr Carol King")
    async with in_the_room(site, mara, webinar, bob) as browser:
        await site.stranger().post(f"{await link_of(site, carol)}/registration", {"act": "cancel"})
        await browser.send("react", reaction="clap")
        assert browser.state == "present"
