"""The lines before a webinar: they end, and who does not confirm leaves them."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Links, MailKind, Outbox
from scheduling.errors import NotFound, WrongLink
from scheduling.tables import invitee, link, mail
from scheduling.webinars import (
    Approval,
    ApprovalMode,
    RegistrantState,
    Registration,
    Registrations,
    Webinar,
    Webinars,
    lines,
)
from scheduling.webinars.errors import RegistrationClosed
from scheduling.webinars.lines import AT_ONCE, CONFIRM_MS, longest
from scheduling.webinars.tables import registrant
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN
from tests.scheduling.webinars.conftest import SignUp

HAND = Approval(ApprovalMode.HAND)
RULE = Approval(ApprovalMode.RULE, countries=("AT",))
LATER = CONFIRM_MS + 1


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of four: twice the two seats."""
    monkeypatch.setattr(lines, "SHORTEST", 1)


async def published(webinars: Webinars, **changes: Any) -> Webinar:
    made = await webinars.create(ORG, replace(PLAN, **changes), ALICE)
    return await webinars.publish(ORG, made.id)


def test_length() -> None:
    """Twice the seats may wait, and five hundred where seats are few."""
    assert longest(replace(PLAN, capacity=2)) == 500
    assert longest(replace(PLAN, capacity=3_000)) == 6_000


@pytest.mark.usefixtures("short")
async def test_waiting_list_ends(
    registrations: Registrations, webinar: Webinar, webinars: Webinars, sign_up: SignUp
) -> None:
    """With two seats taken and four who wait the next one is sent away, known or not."""
    people = [await sign_up(webinar, f"Dr. n{n}") for n in range(6)]
    for name in ("Dr. n6", "Dr. n0"):
        with pytest.raises(RegistrationClosed) as refused:
            await sign_up(webinar, name)
        assert refused.value.code == "line-full"
    webinar = await webinars.get(ORG, webinar.id)
    assert await registrations.full_line(webinar) == "line-full"
    await registrations.decisions.cancel(webinar, people[0].id)
    assert (await sign_up(webinar, "Dr. n6")).state is RegistrantState.WAITING


@pytest.mark.usefixtures("short")
async def test_undecided_end(
    registrations: Registrations, webinars: Webinars, sign_up: SignUp
) -> None:
    """So does the line of those who wait for a decision; an organiser's list is not held up."""
    webinar = await published(webinars, approval=HAND)
    people = [await sign_up(webinar, f"Dr. n{n}") for n in range(4)]
    assert await registrations.full_line(webinar) == "checks-full"
    with pytest.raises(RegistrationClosed) as refused:
        await sign_up(webinar, "Dr. n4")
    assert refused.value.code == "checks-full"
    listed = await registrations.register(
        webinar, replace(_form("Dr. n5"), country="AT"), source="import"
    )
    assert listed.registrant.state is RegistrantState.PENDING
    for person in people[:2]:
        await registrations.decisions.approve(webinar, person.id, by="alice")
    assert await registrations.full_line(webinar) == ""


@pytest.mark.usefixtures("short")
async def test_rule_passes_a_full_line(
    registrations: Registrations, webinars: Webinars, sign_up: SignUp
) -> None:
    """Whom the rule lets in does not wait for those whom it does not."""
    webinar = await published(webinars, approval=RULE)
    for n in range(4):
        await sign_up(webinar, f"Dr. n{n}")
    with pytest.raises(RegistrationClosed):
        await sign_up(webinar, "Dr. n4")
    assert await registrations.full_line(webinar) == ""
    assert (await sign_up(webinar, "Dr. n5", country="AT")).state is RegistrantState.APPROVED


async def test_unconfirmed_are_deleted(
    registrations: Registrations,
    webinars: Webinars,
    sign_up: SignUp,
    links: Links,
    clock: Clock,
    database: AsyncEngine,
) -> None:
    """After three days nothing is left of somebody who never confirmed: no row, link or mail."""
    webinar = await published(webinars, approval=HAND)
    bob = await sign_up(webinar, "Dr. Bob")
    assert bob.expires == clock.now + CONFIRM_MS
    token = await links.token(ORG, bob.id)
    clock.advance(CONFIRM_MS - 1)
    assert await registrations.tidy() == 0
    clock.advance(1)
    assert await registrations.tidy() == 1
    with pytest.raises(NotFound):
        await registrations.get(ORG, webinar.id, bob.id)
    with pytest.raises(WrongLink):
        await links.open(token)
    async with database.connect() as connection:
        for table in (registrant, invitee, link, mail):
            count = select(func.count()).select_from(table)
            assert (await connection.execute(count)).scalar_one() == 0, table.name


async def test_who_stays(
    registrations: Registrations,
    webinar: Webinar,
    webinars: Webinars,
    sign_up: SignUp,
    clock: Clock,
) -> None:
    """Who has a seat, has confirmed, was looked at or imported stays however long it takes."""
    seated = await sign_up(webinar, "Dr. Bob")
    await sign_up(webinar, "Dr. Carol")
    waits = await sign_up(webinar, "Dr. Dave")
    await registrations.decisions.confirm(webinar, waits.id)
    checked = await published(webinars, approval=HAND, capacity=1)
    looked_at = [await sign_up(checked, f"Dr. Erin{n}") for n in range(2)]
    for person in looked_at:
        await registrations.decisions.approve(checked, person.id, by="alice")
    listed = await registrations.register(webinar, _form("Dr. Frank"), source="import")
    assert (seated.expires, listed.registrant.expires) == (None, None)
    clock.advance(LATER)
    assert await registrations.tidy() == 0
    second = await registrations.get(ORG, checked.id, looked_at[1].id)
    assert second.state is RegistrantState.WAITING


async def test_at_their_own_page(
    registrations: Registrations, webinar: Webinar, sign_up: SignUp, clock: Clock
) -> None:
    """Who signs up once more behind the link has no address to prove."""
    for name in ("Dr. Bob", "Dr. Carol"):
        await sign_up(webinar, name)
    dave = await sign_up(webinar, "Dr. Dave")
    await registrations.decisions.cancel(webinar, dave.id)
    clock.advance(1_000)
    again = await registrations.register(webinar, _form("Dr. Dave"), proven=True)
    assert (again.registrant.state, again.registrant.expires) == (RegistrantState.WAITING, None)
    clock.advance(1_000)
    await registrations.decisions.cancel(webinar, dave.id)
    clock.advance(1_000)
    typed = await registrations.register(webinar, _form("Dr. Dave"))
    assert typed.registrant.expires is not None


async def test_many_at_a_time(
    registrations: Registrations,
    webinars: Webinars,
    sign_up: SignUp,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A flood is deleted in pieces, so that others can write in between."""
    assert AT_ONCE <= 1_000
    monkeypatch.setattr(lines, "AT_ONCE", 3)
    webinar = await published(webinars, approval=HAND)
    for n in range(7):
        await sign_up(webinar, f"Dr. n{n}")
    assert await registrations.unconfirmed(webinar.id) == 7
    clock.advance(LATER)
    assert await registrations.tidy() == 7
    assert await registrations.unconfirmed(webinar.id) == 0


@pytest.mark.parametrize(
    ("language", "asks"),
    [("en", "Please confirm"), ("de", "Bitte bestätigen"), ("fr", "confirmer"), ("es", "Confirme")],
)
async def test_mail_asks(
    webinars: Webinars, sign_up: SignUp, outbox: Outbox, language: str, asks: str
) -> None:
    """The mail says until when to confirm, in the reader's language, and where."""
    webinar = await published(webinars, approval=HAND, languages=("en", "de", "fr", "es"))
    await sign_up(webinar, "Dr. Bob", language=language)
    [mail] = (await outbox.search(ORG, meeting=webinar.id)).items
    assert mail.kind is MailKind.RECEIVED
    letter = await outbox.letter(ORG, mail.id)
    assert asks in letter.lead
    assert "2026" in letter.lead


def _form(name: str) -> Registration:
    return Registration(name, f"{name.split()[-1].lower()}@klinik.example")
