"""A registrant's own page behind the personal link."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accounts import StaffRole
from engagement.people import HcpFields
from scheduling.webinars import (
    Approval,
    ApprovalMode,
    Field,
    RegistrantState,
)
from scheduling.webinars.plans import Attend, Match, Registrant
from server.pages.guests import JOIN_COOKIE
from tests.server.signups import link_of, opened, registrants, sign_up
from tests.server.signups import site as site
from tests.support.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_join(site: Site) -> None:
    """With a seat the link leads into the room; GET has no effect."""
    webinar = await opened(site, ahead=10 * 60_000)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    path, visitor = await link_of(site, bob), site.stranger()
    assert "You have a seat" in (await visitor.get(path)).words
    answer = await visitor.post(path, {"way": "full", "capture": "yes"})
    assert answer.location == f"/room/{webinar.id}"
    assert JOIN_COOKIE in answer.cookies
    assert (await visitor.get(answer.location)).status == 200


async def test_without_a_seat(site: Site) -> None:
    """Who waits sees the place in line, and cannot join, whatever the form says."""
    webinar = await opened(site, ahead=10 * 60_000, capacity=1)
    await sign_up(site, webinar)
    await sign_up(site, webinar, name="Dr Carol King", email="carol@klinik.example.org")
    carol = next(each for each in await registrants(site, webinar) if "Carol" in each.name)
    path = await link_of(site, carol)
    assert "You are number 1 on the waiting list" in (await site.stranger().get(path)).words
    answer = await site.stranger().post(path, {"way": "full"})
    assert answer.status == 409
    assert JOIN_COOKIE not in answer.cookies


async def test_second_thoughts(site: Site) -> None:
    """Giving the seat back, signing up again, on demand, live after all, other details."""
    webinar = await opened(site)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    visitor = site.stranger()

    async def after(**wish: str) -> Registrant:
        path = await link_of(site, bob)
        answer = await visitor.post(f"{path}/registration", wish)
        assert answer.status == 303, answer.words
        return (await registrants(site, webinar))[0]

    assert (await after(act="cancel")).state is RegistrantState.CANCELLED
    assert (await after(act="again")).state is RegistrantState.APPROVED
    assert (await after(act="on_demand")).attend is Attend.ON_DEMAND
    assert (await after(act="live")).attend is Attend.LIVE
    assert (await after(act="change", name="Prof Bob Müller")).name == "Prof Bob Müller"


async def test_again_is_still_known(site: Site) -> None:
    """Who signs up again is the HCP that the directory knows, and passes its rule again."""
    fields = HcpFields(given_name="Bob", family_name="Sand", email="sand@klinik.example.org")
    now = site.services.clock()
    known = await site.services.directory.create(
        site.org.id, replace(fields, segment="A"), by="mara", now=now
    )
    webinar = await opened(site, approval=Approval(ApprovalMode.RULE, segments=("A",)))
    await sign_up(site, webinar, name="Bob Sand", email="sand@klinik.example.org")
    (bob,) = await registrants(site, webinar)
    assert (bob.state, bob.hcp) == (RegistrantState.APPROVED, known.id)
    for act in ("cancel", "again"):
        await site.stranger().post(f"{await link_of(site, bob)}/registration", {"act": act})
    (bob,) = await registrants(site, webinar)
    assert (bob.state, bob.hcp, bob.match) == (RegistrantState.APPROVED, known.id, Match.SURE)


async def test_own_zone_and_language(site: Site) -> None:
    """Whoever moves to another zone or language says so once, and mails follow."""
    webinar = await opened(site)
    await sign_up(site, webinar, zone="Europe/Vienna")
    (bob,) = await registrants(site, webinar)
    wish = {"act": "change", "name": bob.name, "zone": "Asia/Tokyo", "lang": "fr"}
    await site.stranger().post(f"{await link_of(site, bob)}/registration", wish)
    (bob,) = await registrants(site, webinar)
    assert (bob.zone, bob.language) == ("Asia/Tokyo", "fr")


async def test_own_answers(site: Site) -> None:
    """What somebody answered to the webinar's own questions they can correct, by the same rules."""
    fields = (
        Field("ward", "Which ward?", "choice", ("Heart", "Lung"), required=True),
        Field("topics", "Which topics?", "many", ("Safety", "Dose")),
    )
    webinar = await opened(site, fields=fields)
    await sign_up(site, webinar, **{"q-ward": "Heart", "q-topics": "Dose"})
    (bob,) = await registrants(site, webinar)
    visitor, path = site.stranger(), f"{await link_of(site, bob)}"
    assert 'value="Dose" checked' in (await visitor.get(path)).body
    wish = {"act": "change", "name": bob.name, "answered": "yes"}
    refused = await visitor.post(f"{path}/registration", wish | {"q-ward": ""})
    assert refused.status == 422
    assert "Which ward?" in refused.words and '<details class="card" open>' in refused.body
    await visitor.post(f"{path}/registration", wish | {"q-ward": "Lung"})
    (bob,) = await registrants(site, webinar)
    assert bob.answers == {"ward": "Lung"}


async def test_walk_in(site: Site) -> None:
    """Whoever signs up while it runs is a walk-in, if the plan takes them; else it says why not."""
    for takes in (True, False):
        webinar = await opened(site, walk_ins=takes)
        await site.services.meetings.start(site.org.id, webinar.id)
        await sign_up(site, webinar)
        sources = [each.source for each in await registrants(site, webinar)]
        assert sources == (["walk-in"] if takes else [])
    assert "This webinar has begun" in (await site.stranger().get(f"/w/{webinar.slug}")).words


async def test_two_devices(site: Site) -> None:
    """One link on two devices is one registrant."""
    webinar = await opened(site, ahead=10 * 60_000)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    path = await link_of(site, bob)
    rooms = []
    for visitor in (site.stranger(), site.stranger()):
        answer = await visitor.post(path, {"way": "full"})
        rooms.append((await visitor.get(answer.location)).body)
    assert {me for room in rooms for me in re.findall(r'"me": "([^"]+)"', room)} == {bob.id}


async def test_meeting_links_have_no_registration(site: Site, tmp_path: Path) -> None:
    """A speaker's link opens the page of a meeting, and has no registration to change."""
    webinar = await opened(site)
    eva = await site.services.crew.invite(
        site.org.id, webinar.id, "Eva Lang", "eva@charite.example.org", "panelist", "en"
    )
    path = f"/j/{await site.services.links.token(site.org.id, eva.id)}"
    assert "Camera" in (await site.stranger().get(path)).words
    visitor: Visitor = site.stranger()
    assert (await visitor.post(f"{path}/registration", {"act": "cancel"})).status == 404
    assert (await site.person(StaffRole.MARKETING, "Mara Lind")).staff is not None


@pytest.mark.parametrize(
    ("plan", "act", "words"),
    [
        ({"capacity": 1, "waiting_list": False}, "again", "Alle Plätze sind belegt"),
        ({"approval": Approval(ApprovalMode.HAND)}, "on_demand", "hat sich inzwischen etwas"),
    ],
)
async def test_refused_in_their_language(
    site: Site, plan: dict[str, Any], act: str, words: str
) -> None:
    """Why a wish cannot be granted is said in the language of the page."""
    webinar = await opened(site, **plan)
    await sign_up(site, webinar, lang="de")
    (bob,) = await registrants(site, webinar)
    path = f"{await link_of(site, bob)}/registration"
    if act == "again":
        await site.stranger().post(path, {"act": "cancel"})
        await sign_up(site, webinar, email="carol@klinik.example.org")
    refused = await site.stranger().post(path, {"act": act})
    assert refused.status == 409
    assert words in refused.words
