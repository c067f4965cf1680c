"""What a registrant finds when the webinar is over, or was left, by the cookie of the room."""

import asyncio

import pytest

from accounts import StaffRole
from scheduling.webinars import Registrant, Webinar
from tests.server.farewell import BOBS, CAPTURE, MATERIAL, SURVEY, held, stored
from tests.server.farewell import site as site
from tests.support.aftermath import begun, came, link_of, over, planned, signed_up
from tests.support.site import Answer, Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def joined(site: Site, webinar: Webinar, who: Registrant) -> Visitor:
    """A browser with the cookie of the room."""
    visitor = site.stranger()
    await visitor.post(await link_of(site, who), {"way": "full", "capture": "yes"})
    return visitor


async def test_from_the_room(site: Site) -> None:
    """The room's page leads here when it has ended; the cookie is enough for the survey."""
    webinar = await planned(site, survey=SURVEY, material=MATERIAL)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    visitor = await joined(site, webinar, bob)
    await came(site, webinar, bob, CAPTURE)
    await over(site, webinar)
    answer = await visitor.get(f"/room/{webinar.id}")
    assert answer.location == f"/room/{webinar.id}/goodbye?lang=en"
    page = await visitor.get(answer.location)
    assert "Thank you for your time" in page.words
    sent = await visitor.follow(f"/room/{webinar.id}/survey", BOBS)
    assert "your answers have arrived" in sent.words
    assert len(await stored(site, webinar, "survey.answered")) == 4
    assert (await visitor.get(f"/room/{webinar.id}/material/0")).status == 303


async def test_left_early(site: Site) -> None:
    """Who leaves while it runs can come back, and is asked already; material waits for the end."""
    webinar = await planned(site, survey=SURVEY, material=MATERIAL)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    visitor = await joined(site, webinar, bob)
    early = await visitor.get(f"/room/{webinar.id}/goodbye")
    assert early.location == f"/room/{webinar.id}"
    await came(site, webinar, bob, CAPTURE)
    await begun(site, webinar)
    page = await visitor.get(f"/room/{webinar.id}/goodbye")
    assert "You have left the webinar." in page.words
    assert "Join again" in page.words
    assert "Full text" not in page.words
    assert "Was it useful?" in page.words
    assert (await visitor.get(f"/room/{webinar.id}/material/0")).status == 404


async def test_the_room_is_faster(site: Site) -> None:
    """The room's page may ask before the plan knows of the end: it is answered when it does."""
    webinar = await planned(site, material=MATERIAL)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    visitor = await joined(site, webinar, bob)
    await came(site, webinar, bob)
    await begun(site, webinar)
    asked = asyncio.create_task(visitor.get(f"/room/{webinar.id}/goodbye?over=1"))
    await asyncio.sleep(0.1)
    assert not asked.done()
    await over(site, webinar)
    page = await asked
    assert "Thank you for your time" in page.words
    assert "Full text" in page.words


async def test_strangers(site: Site) -> None:
    """Without cookie or link there is no goodbye, and another site's page answers nothing."""
    webinar, _, path = await held(site, CAPTURE)
    for address in (f"/room/{webinar.id}/goodbye", f"/room/{webinar.id}/material/0"):
        assert (await site.stranger().get(address)).status == 404
    assert (await site.stranger().post("/j/made-up/survey", BOBS)).status == 404
    foreign: Answer = await site.stranger().post(
        f"{path}/survey", BOBS, **{"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status == 403


async def test_speakers_have_the_receipt(site: Site) -> None:
    """A speaker from outside is no registrant: the link's page stays the one of a meeting."""
    webinar = await planned(site, survey=SURVEY)
    eva = await site.services.crew.invite(
        site.org.id, webinar.id, "Eva Lang", "eva@charite.example.org", "panelist", "en"
    )
    await over(site, webinar)
    path = f"/j/{await site.services.links.token(site.org.id, eva.id)}"
    assert "This meeting is over" in (await site.stranger().get(path)).words
    assert (await site.stranger().post(f"{path}/survey", BOBS)).status == 404


async def test_in_the_report(site: Site) -> None:
    """The report adds up who answered by name and five who did not; words of people are text."""
    webinar = await planned(site, survey=SURVEY)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    others = [await signed_up(site, webinar, f"Dr Carol King{n}") for n in range(5)]
    await came(site, webinar, bob, CAPTURE)
    for each in others:
        await came(site, webinar, each)
    await over(site, webinar)
    mara = await site.person(StaffRole.MARKETING, "Mara Lind")
    words = BOBS | {"s-s4": "<b>More</b>"}
    for who, given in ((bob, words), *((each, {"s-s1": "2", "s-s2": "6"}) for each in others)):
        await site.stranger().post(f"{await link_of(site, who)}/survey", given)
    page = await mara.get(f"/webinars/{webinar.id}/report")
    assert "6 people answered, 5 of them without a name" in page.words
    assert "6 answered · mean 2.3" in page.words
    assert "net promoter score -67" in page.words
    assert "<b>More</b>" not in page.body
