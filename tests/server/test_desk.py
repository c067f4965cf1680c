"""The console by a link: who has it, and what it offers."""

import re
from pathlib import Path
from typing import get_args

import pytest

from rooms.roles import DESK, MAY, Role, rights
from scheduling.tokens import Claim, Purpose
from scheduling.webinars import Registration, Webinar
from scheduling.webinars.plans import CrewRole
from server.wiring.doorkeeper import JOIN_COOKIE
from tests.server.crew_by_link import JSON, invited, joined, link_of
from tests.server.crew_by_link import host as host
from tests.server.crew_by_link import webinar as webinar
from tests.server.invited import page_of
from tests.support.site import Answer, Site, Visitor

SCRIPTS = Path(__file__).parents[2] / "web" / "static" / "console"
CONTROL = re.compile(r'data-act="(\w+)"( data-forbidden)?')
ANYBODYS = {"chat"}
"""Commands that no control is marked for: every role may send them."""
SAME = {"admit_all": "admit", "mute_all": "mute", "lower_all_hands": "lower_hand"}
SAME |= {"stop_countdown": "go_live", "refuse": "admit"}
"""Commands that stand behind a control of another action, whose roles are the same."""


def offered(answer: Answer) -> dict[str, bool]:
    """Each action that the page has a control for, and whether it is offered."""
    return {name: not forbidden for name, forbidden in CONTROL.findall(answer.body)}


# -- the way in ----------------------------------------------------------------------------------


async def test_landing(site: Site, webinar: Webinar) -> None:
    """In her language: what she is there for, what is kept, the way to her desk; no consents."""
    page = await site.stranger().get(await link_of(site, await invited(site, webinar)))
    assert "Mona Roth, Sie gehören zum Team" in page.words
    assert "Sie moderieren: An Ihrem Regiepult" in page.words
    assert "Zu Ihrem Regiepult" in page.words
    assert 'name="capture"' not in page.body and "Gespräch mit" not in page.words


async def test_a_presenter_is_asked(site: Site, webinar: Webinar) -> None:
    """What a presenter does is captured with her consent only; so is a panelist's."""
    page = await site.stranger().get(await link_of(site, await invited(site, webinar, "presenter")))
    assert 'name="capture"' in page.body and "Zu Ihrem Regiepult" in page.words


@pytest.mark.parametrize("role", get_args(CrewRole))
async def test_where_joining_leads(site: Site, webinar: Webinar, role: CrewRole) -> None:
    """Hosts, presenters and moderators get the desk, a panelist the room."""
    member = await invited(site, webinar, role)
    visitor, answer = await joined(site, member)
    desk = f"/room/{webinar.id}/desk"
    assert answer.location == (desk if role in DESK else f"/room/{webinar.id}")
    page = await visitor.get(desk)
    if role not in DESK:
        assert (page.status, page.location) == (303, f"/room/{webinar.id}?lang=de")
        assert (await visitor.get(desk, **JSON)).status == 403
        return
    data = page_of(page)
    assert (data["role"], data["me"], data["webinar"]) == (role, member.id, True)
    claim = await site.services.doorkeeper.identify(data["token"])
    assert (claim.participant, claim.role) == (member.id, role)


async def test_without_devices(site: Site, webinar: Webinar) -> None:
    """Whoever comes without camera and microphone comes to the desk all the same."""
    _, answer = await joined(site, await invited(site, webinar), way="slides")
    assert answer.location == f"/room/{webinar.id}/desk?way=slides"


async def test_no_answers_are_kept(site: Site, webinar: Webinar) -> None:
    """A moderator was not asked, so the ledger has no answer of hers."""
    member = await invited(site, webinar)
    await joined(site, member)
    assert not await site.services.consents.entries(site.org.id, webinar.id, member.id)


# -- what the page is ----------------------------------------------------------------------------


async def test_nothing_of_the_staffs(site: Site, webinar: Webinar) -> None:
    """No link of anybody else, no page of the plan, no report, no way to sign out."""
    await site.services.crew.invite(
        site.org.id, webinar.id, "Dr Ida Lund", "ida@x.example.org", "panelist", "en"
    )
    visitor, answer = await joined(site, await invited(site, webinar))
    page = await visitor.get(answer.location)
    assert page.status == 200 and 'class="console"' in page.body
    for address in ("/j/", "/webinars", "/meetings", "/report", "/logout", "/account"):
        assert f'="{address}' not in page.body and f'"{address}' not in page.body, address
    urls = page_of(page)["urls"]
    assert set(urls.values()) == {f"/room/{webinar.id}?lang=de", ""}


async def test_a_presenters_receipt(site: Site, webinar: Webinar) -> None:
    """What is captured of a presenter, and taking it back, is one press away."""
    visitor, answer = await joined(site, await invited(site, webinar, "presenter"))
    receipt = page_of(await visitor.get(answer.location))["urls"]["receipt"]
    assert (await visitor.get(receipt)).status == 200


@pytest.mark.parametrize("role", get_args(CrewRole))
async def test_controls_are_the_tables(site: Site, webinar: Webinar, role: CrewRole) -> None:
    """The staff's page and the link's offer what the table lets the role do, and nothing else."""
    carl = await site.person(name="Carl Roth")
    assert carl.staff is not None
    who = (carl.staff.id, carl.staff.name, carl.staff.email)
    await site.services.crew.add_staff(site.org.id, webinar.id, *who, role)
    pages = [await carl.get(f"/meetings/{webinar.id}/room")]
    if role in DESK:
        visitor, answer = await joined(site, await invited(site, webinar, role))
        pages.append(await visitor.get(answer.location))
    for page in pages:
        assert page_of(page)["may"] == list(rights(Role(role)))
        controls = offered(page)
        assert len(controls) > 20
        assert controls == {name: role in MAY[name] for name in controls}


async def test_every_command_has_a_control(site: Site, host: Visitor, webinar: Webinar) -> None:
    """No script of the console asks for an action that no control is marked for."""
    marked = set(offered(await host.get(f"/meetings/{webinar.id}/room")))
    sent: set[str] = set()
    for script in SCRIPTS.glob("*.js"):
        sent |= set(re.findall(r'\brun\(\s*"(\w+)"', script.read_text("utf-8")))
    assert len(sent) > 20
    assert {SAME.get(name, name) for name in sent} - marked - ANYBODYS == set()
    assert all(MAY.get(name, MAY[same]) == MAY[same] for name, same in SAME.items())
    assert MAY["chat"] == frozenset(Role)


async def test_a_seat_is_no_desk(site: Site, webinar: Webinar) -> None:
    """A registrant who types the address gets the room's page."""
    signed = await site.services.registrations.register(
        webinar, Registration("Dr Bob Lang", "bob@clinic.example.org")
    )
    parts, visitor = site.services, site.stranger()
    claim = Claim(site.org.id, webinar.id, signed.registrant.id, "moderator", "Bob", None, 2**50)
    # Whatever the cookie says: what somebody is stands in the list of invitees.
    visitor.cookies[JOIN_COOKIE] = parts.tokens.issue(claim, Purpose.JOIN)
    page = await visitor.get(f"/room/{webinar.id}/desk")
    assert (page.status, page.location.partition("?")[0]) == (303, f"/room/{webinar.id}")
