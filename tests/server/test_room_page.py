"""The page of the room, and whom its cookie lets in."""

import json

import pytest

from scheduling.plans import Host, Person, Plan
from scheduling.tokens import Purpose
from server.pages.guests import JOIN_COOKIE
from tests.server.held_meeting import Held
from tests.server.invited import held as held
from tests.server.invited import invited, joined, link_of, page_of, rep_of
from tests.server.invited import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_room(site: Site) -> None:
    """The page of the room carries what its scripts need, and a token that opens this room."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes", attention="yes")
    page = await ana.get(f"/room/{meeting.id}")
    assert page.status == 200
    data = page_of(page)
    person = meeting.invitees[0]
    assert (data["meeting"], data["me"], data["role"]) == (meeting.id, person.id, "attendee")
    assert data["capture"] == {"slides": True, "attention": True, "recording": False}
    assert data["host"] == {"id": meeting.host.id, "name": "Max Stein", "given": "Max"}
    claim = site.services.tokens.read(data["token"], Purpose.PARTICIPANT)
    assert (claim.org, claim.meeting, claim.participant) == (meeting.org, meeting.id, person.id)
    assert not claim.admitted


async def test_room_token_is_renewed(site: Site) -> None:
    """A program that asks for JSON gets the page's data with a fresh token."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    answer = await ana.get(f"/room/{meeting.id}", Accept="application/json")
    data = json.loads(answer.body)
    assert site.services.tokens.read(data["token"]).participant == meeting.invitees[0].id
    stranger = await site.stranger().get(f"/room/{meeting.id}", Accept="application/json")
    assert stranger.status == 401 and json.loads(stranger.body)["code"] == "no-cookie"


async def test_room_without_cookie(site: Site) -> None:
    """Without the cookie the room's page leads back to the link."""
    meeting = await invited(site)
    page = await site.stranger().get(f"/room/{meeting.id}")
    assert page.status == 404
    assert "Please open your link again" in page.words


async def test_cookie_of_another_meeting(site: Site) -> None:
    """A cookie opens one meeting; at another's door it is as good as none."""
    first = await invited(site)
    rep = await rep_of(site, "Mona Else")
    assert rep.staff is not None
    plan = Plan("Another", first.wall, first.zone, 30, (Person("h2", "Eva", "eva@x.example.org"),))
    host = Host(rep.staff.id, rep.staff.name, rep.staff.email, site.org.name)
    second = await site.services.meetings.create(site.org.id, plan, host)
    ana = await joined(site, first)
    page = await ana.get(f"/room/{second.id}")
    assert page.status == 404 and "was last used for another meeting" in page.words
    withdrawal = {"withdraw": "capture"}
    refused = await ana.post(f"/room/{second.id}/consent", withdrawal, Accept="application/json")
    assert refused.status == 401


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é"])
async def test_forged_cookie(site: Site, cookie: str) -> None:
    """A cookie that we have not signed opens nothing."""
    meeting = await invited(site)
    forger = site.stranger()
    forger.cookies[JOIN_COOKIE] = cookie
    assert (await forger.get(f"/room/{meeting.id}")).status == 404


async def test_participant_token_is_no_cookie(site: Site) -> None:
    """The token of sockets and media does not open pages: each is good for its own purpose."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    token = page_of(await ana.get(f"/room/{meeting.id}"))["token"]
    forger = site.stranger()
    forger.cookies[JOIN_COOKIE] = token
    assert (await forger.get(f"/room/{meeting.id}")).status == 404


async def test_revoked_while_inside(site: Site) -> None:
    """A link that is taken back closes the room's page as well."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    await site.services.meetings.cancel(meeting.org, meeting.id)
    page = await ana.get(f"/room/{meeting.id}")
    assert page.status == 410 and "This meeting was cancelled" in page.words


async def test_room_after_the_end(site: Site, held: Held) -> None:
    """After the end the room's address leads to the receipt."""
    ana = site.stranger()
    await ana.post(await link_of(site, held.meeting), {"way": "receipt"})
    answer = await ana.get(f"/room/{held.meeting.id}")
    assert answer.status == 303 and answer.location.startswith(f"/room/{held.meeting.id}/receipt")
