"""The outbox of a webinar, as administrators see it."""

import pytest

from accounts import StaffRole
from scheduling.mails import MailKind
from scheduling.webinars import Approval, ApprovalMode
from server.pages.mailbox import KINDS
from tests.server.signups import opened, registrants, sign_up
from tests.server.signups import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_kind_has_a_name() -> None:
    """A mail without one would be a page that does not open."""
    assert set(KINDS) == set(MailKind)


async def test_mails_of_a_webinar(site: Site) -> None:
    """Each mail is listed, and opens with its calendar entry and the way to the webinar."""
    webinar = await opened(site, approval=Approval(ApprovalMode.HAND), capacity=1)
    decisions = site.services.registrations.decisions
    for name in ("bob", "carol", "dora"):
        await sign_up(site, webinar, email=f"{name}@klinik.example.org")
    first, second, third = await registrants(site, webinar)
    for each in (first, second):
        await decisions.approve(webinar, each.id, by="mara")
    await decisions.deny(webinar, third.id, "", by="mara")
    await decisions.cancel(webinar, first.id)
    ada = await site.person(StaffRole.ADMIN, "Ada Min")
    listed = await ada.get("/admin/mail")
    for words in ("Registration received", "Seat", "Waiting list", "Refusal", "Reminder"):
        assert words in listed.words
    for mail in (await site.services.outbox.search(site.org.id)).items:
        page = await ada.get(f"/admin/mail/{mail.id}")
        assert f'href="/webinars/{webinar.id}"' in page.body
        assert (await ada.get(f"/admin/mail/{mail.id}/meeting.ics")).status == 200
