"""The crew of a webinar."""

import pytest

from scheduling import Links, MailKind, Meetings, NotFound, Outbox
from scheduling.errors import RevokedLink
from scheduling.webinars import Crew, CrewMember, Webinar
from scheduling.webinars.errors import BadField
from tests.scheduling.cast import ALICE, ELSEWHERE, ORG


async def test_staff(crew: Crew, webinar: Webinar) -> None:
    """A colleague is what the table says; the meeting's host is always a host."""
    await crew.add_staff(ORG, webinar.id, "carl", "Carl", "carl@meridian.example", "panelist")
    await crew.add_staff(ORG, webinar.id, "carl", "Carl", "carl@meridian.example", "moderator")
    assert await crew.of(ORG, webinar.id) == (
        CrewMember("carl", "Carl", "carl@meridian.example", "moderator", True),
    )
    assert await crew.role_of(ORG, webinar.id, "carl") == "moderator"
    assert await crew.role_of(ORG, webinar.id, ALICE.id) == "host"
    assert await crew.role_of(ORG, webinar.id, "stranger") is None


async def test_from_outside(
    crew: Crew, webinar: Webinar, links: Links, meetings: Meetings, outbox: Outbox
) -> None:
    """A speaker from outside has a link of her own, which carries her role and needs no seat."""
    eva = await crew.invite(ORG, webinar.id, "Eva Lang", "eva@charite.example", "panelist", "de")
    opened = await links.open(await links.token(ORG, eva.id))
    assert (opened.invitee.name, opened.invitee.role) == ("Eva Lang", "panelist")
    assert (await meetings.check_entry(ORG, webinar.id, eva.id)).role == "panelist"
    mails = (await outbox.search(ORG, meeting=webinar.id)).items
    assert [(mail.kind, mail.facts.email) for mail in mails] == [
        (MailKind.INVITE, "eva@charite.example")
    ]


async def test_remove(crew: Crew, webinar: Webinar, links: Links) -> None:
    """Who is taken off the crew comes in no more."""
    eva = await crew.invite(ORG, webinar.id, "Eva Lang", "eva@charite.example", "panelist", "de")
    token = await links.token(ORG, eva.id)
    await crew.remove(ORG, webinar.id, eva.id)
    assert await crew.of(ORG, webinar.id) == ()
    with pytest.raises(RevokedLink):
        await links.open(token)
    with pytest.raises(NotFound):
        await crew.remove(ORG, webinar.id, eva.id)


async def test_tenants(crew: Crew, webinar: Webinar) -> None:
    """Another organisation's webinar takes nobody in."""
    with pytest.raises(NotFound):
        await crew.add_staff(ELSEWHERE, webinar.id, "x", "X", "x@y.example", "host")


async def test_without_a_name(crew: Crew, webinar: Webinar) -> None:
    """A speaker needs a name."""
    with pytest.raises(BadField):
        await crew.invite(ORG, webinar.id, " ", "eva@charite.example", "panelist", "de")
