"""What is kept of somebody stays theirs to see and to take back, whatever their link opens."""

import pytest

from engagement.consents import ConsentEntry
from engagement.kinds import ConsentKind
from scheduling.webinars import ConsentText, Registrant, Webinar
from scheduling.webinars.plans import Attend
from server.pages.guests import JOIN_COOKIE
from server.wiring.registrant_consents import record
from tests.server.invited import consents, invited, joined
from tests.server.invited import link_of as link_of_meeting
from tests.server.signups import link_of
from tests.server.signups import site as site
from tests.support.aftermath import over, planned, signed_up
from tests.support.site import Answer, Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

TERMS = ConsentText("Terms", "The usual terms.")
NEWS = ConsentText("News", "Tell me of other webinars.", required=False)


async def signed(site: Site, **changes: int) -> tuple[Webinar, Registrant]:
    """A webinar to which Bob has signed up; he agreed to both texts."""
    webinar = await planned(site, consents=(TERMS, NEWS), **changes)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    texts, now = (TERMS, NEWS), site.services.clock()
    await record(site.services.consents, webinar, bob, texts, [each.version for each in texts], now)
    return webinar, bob


async def ledger(site: Site, webinar: Webinar, who: Registrant) -> list[tuple[str, bool]]:
    """What somebody answered to the texts, oldest first, and to capture."""

    def titled(entry: ConsentEntry) -> str:
        return entry.text.partition("\n")[0] if entry.version != "2026-11" else entry.kind

    found = await site.services.consents.entries(site.org.id, webinar.id, who.id)
    return [(titled(each), each.given) for each in found]


async def receipt(site: Site, path: str) -> tuple[Visitor, Answer]:
    """Somebody presses the button on the page behind the link."""
    visitor = site.stranger()
    page = await visitor.get(path)
    assert 'value="receipt"' in page.body, page.words
    return visitor, await visitor.follow(path, {"way": "receipt"})


async def take_back(site: Site, webinar: Webinar, who: Visitor) -> Answer:
    wish = {"withdraw": "registration", "version": NEWS.version, "back": "receipt"}
    return await who.follow(f"/room/{webinar.id}/consent", wish)


async def test_cancelled_webinar(site: Site) -> None:
    """The link says that the webinar is cancelled, and leads to what was agreed to."""
    webinar, bob = await signed(site)
    await site.services.webinars.cancel(site.org.id, webinar.id)
    path = await link_of(site, bob)
    page = await site.stranger().get(path)
    assert page.status == 410
    assert "This webinar was cancelled" in page.words and webinar.plan.title in page.words
    visitor, shown = await receipt(site, path)
    assert shown.status == 200 and "Tell me of other webinars." in shown.words
    assert "To the meeting" not in shown.words
    after = await take_back(site, webinar, visitor)
    assert after.status == 200
    assert (await ledger(site, webinar, bob))[2:] == [("News", False)]


async def test_capture_of_a_cancelled_webinar(site: Site) -> None:
    """Who had come early and agreed to capture takes that back, too."""
    webinar, bob = await signed(site)
    path = await link_of(site, bob)
    await site.stranger().post(path, {"way": "full", "capture": "yes"})
    await site.services.webinars.cancel(site.org.id, webinar.id)
    visitor, _ = await receipt(site, path)
    await visitor.follow(f"/room/{webinar.id}/consent", {"withdraw": "capture", "back": "receipt"})
    assert (await ledger(site, webinar, bob))[-1] == ("capture", False)


async def test_no_way_into_what_was_cancelled(site: Site) -> None:
    """The link lets nobody in, and the receipt carries no key to the room."""
    webinar, bob = await signed(site)
    await site.services.webinars.cancel(site.org.id, webinar.id)
    path = await link_of(site, bob)
    refused = await site.stranger().post(path, {"way": "full", "capture": "yes"})
    assert refused.status == 410 and JOIN_COOKIE not in refused.cookies
    visitor, shown = await receipt(site, path)
    assert '"token"' not in shown.body and "ice_servers" not in shown.body
    for part in ("", "/goodbye", "/handouts/a", "/material/0"):
        assert (await visitor.get(f"/room/{webinar.id}{part}")).status >= 400


async def test_cancelled_in_the_room(site: Site) -> None:
    """Who stands before the room with a cookie is shown the way by it."""
    webinar, bob = await signed(site)
    visitor = site.stranger()
    await visitor.post(await link_of(site, bob), {"way": "full"})
    await site.services.webinars.cancel(site.org.id, webinar.id)
    page = await visitor.get(f"/room/{webinar.id}")
    assert page.status == 410 and f"/room/{webinar.id}/receipt" in page.body
    assert "News" in (await visitor.get(f"/room/{webinar.id}/receipt")).words


async def test_cancelled_meeting(site: Site) -> None:
    """The same of a meeting with one HCP."""
    meeting = await invited(site)
    await joined(site, meeting, capture="yes")
    await site.services.meetings.cancel(meeting.org, meeting.id)
    visitor, shown = await receipt(site, await link_of_meeting(site, meeting))
    assert shown.status == 200
    await visitor.follow(f"/room/{meeting.id}/consent", {"withdraw": "capture", "back": "receipt"})
    assert (await consents(site, meeting))[3:] == [("capture", False)]


async def test_put_out_for_good(site: Site) -> None:
    """To whom the host closed the door what is kept of them is not closed."""
    webinar, bob = await signed(site)
    await site.services.meetings.bans.ban(site.org.id, webinar.id, bob.id, by="mara")
    path = await link_of(site, bob)
    assert (await site.stranger().get(path)).status == 403
    visitor, _ = await receipt(site, path)
    await take_back(site, webinar, visitor)
    assert (await ledger(site, webinar, bob))[2:] == [("News", False)]
    assert (await visitor.get(f"/room/{webinar.id}")).status == 403


async def test_denied(site: Site) -> None:
    """Whose registration was refused has no seat, but still the right."""
    webinar, bob = await signed(site)
    path = await link_of(site, bob)
    await site.services.registrations.decisions.deny(webinar, bob.id, "", by="mara")
    visitor, _ = await receipt(site, path)
    await take_back(site, webinar, visitor)
    assert (await ledger(site, webinar, bob))[2:] == [("News", False)]


async def test_a_link_that_was_replaced(site: Site) -> None:
    """Somebody else may have it: it shows nothing."""
    meeting = await invited(site)
    path = await link_of_meeting(site, meeting)
    await joined(site, meeting, capture="yes")
    await site.services.meetings.reissue(meeting.org, meeting.id, meeting.invitees[0].id)
    await site.services.meetings.cancel(meeting.org, meeting.id)
    page = await site.stranger().get(path)
    assert page.status == 410 and 'value="receipt"' not in page.body
    refused = await site.stranger().post(path, {"way": "receipt"})
    assert refused.status == 410 and JOIN_COOKIE not in refused.cookies


@pytest.mark.parametrize("state", ["missed", "cancelled", "on-demand", "waiting"])
async def test_after_the_end(site: Site, state: str) -> None:
    """Who was not there has agreed to something, too."""
    webinar, bob = await signed(site, capacity=1)
    decisions = site.services.registrations.decisions
    if state == "waiting":
        await decisions.cancel(webinar, bob.id)
        await signed_up(site, webinar, "Dr Carol King")
        await signed_up(site, webinar, "Dr Bob Lang")
    elif state == "cancelled":
        await decisions.cancel(webinar, bob.id)
    elif state == "on-demand":
        await decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    await over(site, webinar)
    visitor, shown = await receipt(site, await link_of(site, bob))
    assert shown.status == 200, shown.words
    await take_back(site, webinar, visitor)
    assert (await ledger(site, webinar, bob))[2:] == [("News", False)]


async def test_without_a_seat(site: Site) -> None:
    """Who gave the seat back reads that in the room's place, not that the link is broken."""
    webinar, bob = await signed(site)
    visitor = site.stranger()
    await visitor.post(await link_of(site, bob), {"way": "full"})
    await site.services.registrations.decisions.cancel(webinar, bob.id)
    page = await visitor.get(f"/room/{webinar.id}")
    assert "no seat" in page.words and "not complete" not in page.words


async def test_only_with_the_secret(site: Site) -> None:
    """Nobody else sees that there was anything: not without the cookie, not by half a link."""
    webinar, bob = await signed(site)
    await site.services.webinars.cancel(site.org.id, webinar.id)
    path = await link_of(site, bob)
    assert (await site.stranger().get(f"/room/{webinar.id}/receipt")).status == 404
    assert (await site.stranger().post(path[:-3] + "abc", {"way": "receipt"})).status == 404
    kinds = {kind for kind, _ in await ledger(site, webinar, bob)}
    assert kinds == {"Terms", "News"} and ConsentKind.CAPTURE not in kinds
