"""The crew of a webinar."""

from dataclasses import replace

import pytest

from scheduling import Links, MailKind, Meetings, NotFound, Outbox
from scheduling.errors import RevokedLink
from scheduling.plans import Host
from scheduling.webinars import Crew, CrewMember, Webinar, Webinars, letters
from scheduling.webinars.errors import BadField
from scheduling.words import fill
from tests.scheduling.cast import ALICE, ELSEWHERE, ORG
from tests.scheduling.webinars.cast import PLAN


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


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Eva Lang", "eva at charite"),
        ("Eva Lang", "eva@charite.example\r\nBcc: all@charite.example"),
        ("E" * 201, "eva@charite.example"),
    ],
)
async def test_what_cannot_be_written_to(
    crew: Crew, webinar: Webinar, name: str, email: str
) -> None:
    """An address that no mail reaches, or a name that fits nowhere, is refused at once."""
    with pytest.raises(BadField):
        await crew.invite(ORG, webinar.id, name, email, "panelist", "de")
    assert await crew.of(ORG, webinar.id) == ()


async def test_the_host_stays_host(crew: Crew, webinars: Webinars, webinar: Webinar) -> None:
    """Nobody makes the host something less, nor does an earlier webinar's crew."""
    with pytest.raises(BadField):
        await crew.add_staff(ORG, webinar.id, ALICE.id, ALICE.name, ALICE.email, "panelist")
    carl = Host("carl", "Carl", "carl@meridian.example", "Meridian")
    earlier = await webinars.create(ORG, PLAN, carl)
    await crew.add_staff(ORG, earlier.id, ALICE.id, ALICE.name, ALICE.email, "moderator")
    await crew.copy_staff(ORG, earlier.id, webinar.id)
    assert await crew.of(ORG, webinar.id) == ()


@pytest.mark.parametrize("public", [True, False])
async def test_speakers_hear_of_changes(
    crew: Crew, webinars: Webinars, outbox: Outbox, public: bool
) -> None:
    """A speaker from outside is told of another time and that it is off, published or not."""
    made = await webinars.create(ORG, PLAN, ALICE)
    if public:
        await webinars.publish(ORG, made.id)
    await crew.add_staff(ORG, made.id, "carl", "Carl", "carl@meridian.example", "moderator")
    await crew.invite(ORG, made.id, "Eva Lang", "eva@charite.example", "panelist", "de")
    await webinars.change(ORG, made.id, replace(PLAN, wall="2026-10-02T18:00"))
    await webinars.cancel(ORG, made.id, "The study is late.")
    mails = (await outbox.search(ORG, meeting=made.id)).items
    assert sorted((mail.kind, mail.facts.email) for mail in mails) == [
        (MailKind.CANCEL, "eva@charite.example"),
        (MailKind.INVITE, "eva@charite.example"),
        (MailKind.RESCHEDULE, "eva@charite.example"),
    ]
    assert [mail.facts.reason for mail in mails if mail.kind is MailKind.CANCEL] == [
        "The study is late."
    ]
    for mail in mails:
        said = [letters.footer(fill_in, mail.facts), *letters.hints(fill_in, mail.facts)]
        assert "on the crew" in said[0]
        assert not any("your seat" in words for words in said)


def fill_in(text: str, **values: object) -> str:
    return fill(text, values)
