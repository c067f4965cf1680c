"""Certificates are issued once, keep what they say, and are revoked with a reason."""

import asyncio
from dataclasses import replace

import pytest

from scheduling.certificates import (
    AttendedShow,
    CertificateRevoked,
    Certificates,
    NotEarned,
    NotOffered,
)
from scheduling.errors import BadText, NotFound
from scheduling.webinars import Registrant, Webinar
from tests.conftest import Clock
from tests.scheduling.cast import ORG

ENOUGH = AttendedShow(50 * 60_000 + 59_000, 58 * 60_000)


async def test_issued(
    certificates: Certificates, webinar: Webinar, bob: Registrant, clock: Clock
) -> None:
    """It says who was where, when, for how long; minutes are rounded down."""
    issued = await certificates.issue(webinar, bob, ENOUGH)
    made, says = issued.certificate, issued.certificate.statement
    assert issued.new
    assert (made.number, made.serial) == ("2026-00001", 1)
    assert (says.name, says.title) == ("Dr Bob Müller", "Tolerability in the long run")
    assert (says.minutes, says.attended, says.zone) == (58, 50, "Europe/Berlin")
    assert (says.language, says.credit) == ("de", "2 CME points")
    assert says.organisation == webinar.meeting.host.organisation
    assert webinar.meeting.ended is not None
    assert says.starts == webinar.meeting.ended - ENOUGH.show_ms
    assert await certificates.by_code(made.code) == made


async def test_again(certificates: Certificates, webinar: Webinar, bob: Registrant) -> None:
    """Asking again gives the same one, whatever the plan and the name have become."""
    first = await certificates.issue(webinar, bob, ENOUGH)
    again = await certificates.issue(webinar, replace(bob, name="Somebody Else"), ENOUGH)
    assert not again.new
    assert again.certificate == first.certificate


async def test_twice_at_once(certificates: Certificates, webinar: Webinar, bob: Registrant) -> None:
    """Twenty requests at the same moment make one certificate with one number."""
    found = await asyncio.gather(*(certificates.issue(webinar, bob, ENOUGH) for _ in range(20)))
    assert len({each.certificate.code for each in found}) == 1
    assert sum(each.new for each in found) == 1


async def test_many_at_once(certificates: Certificates, webinar: Webinar, bob: Registrant) -> None:
    """Ten people at the same moment get ten numbers in a row."""
    people = [replace(bob, id=f"registrant-{n}") for n in range(10)]
    found = await asyncio.gather(*(certificates.issue(webinar, who, ENOUGH) for who in people))
    assert sorted(each.certificate.serial for each in found) == list(range(1, 11))


async def test_too_short(certificates: Certificates, webinar: Webinar, bob: Registrant) -> None:
    """Who was not there long enough gets none, and no number is spent."""
    with pytest.raises(NotEarned):
        await certificates.issue(webinar, bob, AttendedShow(60_000, 3_600_000))
    assert (await certificates.issue(webinar, bob, ENOUGH)).certificate.serial == 1


async def test_not_over(certificates: Certificates, planned: Webinar, bob: Registrant) -> None:
    """Nobody is certified what is still to come."""
    with pytest.raises(NotOffered):
        await certificates.issue(planned, bob, ENOUGH)


async def test_revoked(
    certificates: Certificates, webinar: Webinar, bob: Registrant, clock: Clock
) -> None:
    """It stays, with the reason; only the staff can issue another, with a number of its own."""
    first = (await certificates.issue(webinar, bob, ENOUGH)).certificate
    clock.advance(1_000)
    gone = await certificates.revoke(ORG, webinar.id, bob.id, "Wrong name", by="mara")
    assert (gone.revoked, gone.revoked_by, gone.reason) == (clock.now, "mara", "Wrong name")
    assert await certificates.by_code(first.code) == gone
    with pytest.raises(CertificateRevoked):
        await certificates.issue(webinar, bob, ENOUGH)
    second = (await certificates.issue(webinar, bob, ENOUGH, by="mara")).certificate
    assert second.serial == 2 and second.code != first.code
    latest = await certificates.latest(ORG, webinar.id, [bob.id])
    assert latest == {bob.id: second}


async def test_revoking_needs_a_reason(
    certificates: Certificates, webinar: Webinar, bob: Registrant
) -> None:
    """Whoever verifies it is told why, so somebody must say why; what is gone cannot go again."""
    with pytest.raises(NotFound):
        await certificates.revoke(ORG, webinar.id, bob.id, "None was issued", by="mara")
    await certificates.issue(webinar, bob, ENOUGH)
    with pytest.raises(BadText):
        await certificates.revoke(ORG, webinar.id, bob.id, "  \n ", by="mara")
    await certificates.revoke(ORG, webinar.id, bob.id, "Wrong name", by="mara")
    with pytest.raises(NotFound):
        await certificates.revoke(ORG, webinar.id, bob.id, "Again", by="mara")


async def test_other_organisation(
    certificates: Certificates, webinar: Webinar, bob: Registrant
) -> None:
    """Another organisation neither finds nor revokes it."""
    await certificates.issue(webinar, bob, ENOUGH)
    assert await certificates.latest("another", webinar.id, [bob.id]) == {}
    with pytest.raises(NotFound):
        await certificates.revoke("another", webinar.id, bob.id, "Mine", by="eve")
