"""Joining a meeting by its link: the door, the answers, the cookie."""

import re

import pytest

from engagement.consents import Means
from scheduling.tokens import Purpose
from server.pages.agreements import VERSION
from server.pages.guests import DOORS_MS, JOIN_COOKIE, is_open
from tests.server.invited import MINUTE, consents, invited, joined, link_of, page_of
from tests.server.invited import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_too_early(site: Site) -> None:
    """Long before the start she can try her devices; the door says when it opens."""
    meeting = await invited(site, ahead=3 * 60 * MINUTE)
    link = await link_of(site, meeting)
    page = await site.stranger().get(link)
    assert page.status == 200
    assert "The room opens 30 minutes before" in page.words
    assert re.search(r'data-part="join" disabled', page.body)
    posted = await site.stranger().post(link, {"capture": "yes"})
    assert posted.status == 409 and posted.cookies == {}
    assert await consents(site, meeting) == []


async def test_early_host_opens_the_door(site: Site) -> None:
    """When the host is there already, she may come in before the time."""
    meeting = await invited(site, ahead=3 * 60 * MINUTE)
    await site.services.meetings.start(meeting.org, meeting.id)
    assert (await site.stranger().post(await link_of(site, meeting), {})).status == 303


async def test_door_by_the_clock(site: Site) -> None:
    """The door opens at one moment, to the millisecond."""
    meeting = await invited(site)
    opens = meeting.starts - DOORS_MS
    assert [is_open(meeting, opens - 1), is_open(meeting, opens)] == [False, True]


# -- joining -----------------------------------------------------------------------------------


async def test_join(site: Site) -> None:
    """The answers are in the ledger with their words; a cookie stands for the link from now on."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    ana = site.stranger()
    answer = await ana.post(link, {"capture": "yes", "recording": "yes", "lang": "en"})
    assert answer.status == 303 and answer.location == f"/room/{meeting.id}?lang=en"
    assert await consents(site, meeting) == [
        ("capture", True),
        ("attention", False),
        ("recording", True),
    ]
    person = meeting.invitees[0]
    entry = (await site.services.consents.entries(meeting.org, meeting.id, person.id))[0]
    assert (entry.version, entry.language, entry.means) == (VERSION, "en", Means.LANDING_PAGE)
    assert "Max sees which slides you spent time on" in entry.text
    assert "Pharma One keeps which slides were on your screen" in entry.text
    claim = site.services.tokens.read(ana.cookies[JOIN_COOKIE], Purpose.JOIN)
    assert (claim.meeting, claim.participant, claim.role) == (meeting.id, person.id, "attendee")
    again = await site.services.meetings.get(meeting.org, meeting.id)
    assert again.invitees[0].link is not None and again.invitees[0].link.used is not None


async def test_cookie(site: Site) -> None:
    """Scripts and other sites never see the cookie; it opens no socket by itself."""
    meeting = await invited(site)
    answer = await site.stranger().post(await link_of(site, meeting), {})
    header = answer.headers["Set-Cookie"]
    assert header.startswith(f"{JOIN_COOKIE}=")
    for attribute in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert attribute in header
    assert "Domain" not in header


async def test_secret_stays_behind(site: Site) -> None:
    """The link's secret is in no later page and no redirect."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    secret = link.rsplit(".", 1)[1]
    ana = site.stranger()
    answer = await ana.post(link, {})
    room = await ana.get(answer.location)
    assert room.status == 200
    assert secret not in answer.location + room.body + ana.cookies[JOIN_COOKIE]


async def test_nothing_is_agreed_to_by_itself(site: Site) -> None:
    """Who touches no switch has said no to everything, and still comes in."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    assert {given for _, given in await consents(site, meeting)} == {False}
    data = page_of(await ana.get(f"/room/{meeting.id}"))
    assert data["capture"] == {"slides": False, "attention": False, "recording": False}


async def test_attention_alone_is_a_no(site: Site) -> None:
    """Attention is a part of capture: a form that says yes to the part alone says no."""
    meeting = await invited(site)
    await joined(site, meeting, attention="yes")
    assert ("attention", False) in await consents(site, meeting)


async def test_answers_are_remembered(site: Site) -> None:
    """Who opens the link again finds the switches as they were."""
    meeting = await invited(site)
    await joined(site, meeting, capture="yes")
    page = await site.stranger().get(await link_of(site, meeting))
    assert re.findall(r'name="(\w+)" value="yes" checked', page.body) == ["capture"]


async def test_slides_only(site: Site) -> None:
    """The second button leads into the room without camera and pictures."""
    meeting = await invited(site)
    answer = await site.stranger().post(await link_of(site, meeting), {"way": "slides"})
    assert answer.location == f"/room/{meeting.id}?way=slides"


@pytest.mark.parametrize(
    "form", [{"capture": "no"}, {"role": "host"}, {"way": "in"}, {"capture": "yes", "x": "1"}]
)
async def test_malformed_join(site: Site, form: dict[str, str]) -> None:
    """A form of another shape is refused whole."""
    meeting = await invited(site)
    answer = await site.stranger().post(await link_of(site, meeting), form)
    assert answer.status == 422 and JOIN_COOKIE not in answer.cookies
    assert await consents(site, meeting) == []


async def test_join_from_another_site(site: Site) -> None:
    """Another site's page cannot send her in."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    answer = await site.stranger().post(link, {}, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403 and JOIN_COOKIE not in answer.cookies
