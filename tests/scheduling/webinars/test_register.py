"""Signing up for a webinar."""

import asyncio
from dataclasses import replace

import pytest

from scheduling import Links, MailKind, Meetings, Outbox
from scheduling.errors import NoSeat
from scheduling.webinars import (
    Approval,
    ApprovalMode,
    Field,
    RegistrantState,
    Registration,
    Registrations,
    Webinar,
    Webinars,
)
from scheduling.webinars.errors import BadRegistration, RegistrationClosed
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN
from tests.scheduling.webinars.conftest import SignUp

BOB = Registration("Dr. Bob Müller", "Bob@klinik.example", "de", "Europe/Vienna", "AT")


async def kinds(outbox: Outbox, webinar: Webinar, who: str) -> list[MailKind]:
    """What somebody was written, reminders left out, in the order of the alphabet."""
    mails = (await outbox.search(ORG, meeting=webinar.id, size=200)).items
    mine = [mail.kind for mail in mails if mail.facts.invitee == who]
    return sorted(kind for kind in mine if kind is not MailKind.REMIND)


async def test_register(
    registrations: Registrations, webinar: Webinar, webinars: Webinars, outbox: Outbox
) -> None:
    """A form becomes a seat, a link, a confirmation and three reminders."""
    signed = await registrations.register(webinar, BOB)
    bob = signed.registrant
    assert not signed.known
    assert (bob.name, bob.email, bob.language) == (BOB.name, BOB.email, "de")
    assert (bob.zone, bob.country, bob.state) == ("Europe/Vienna", "AT", RegistrantState.APPROVED)
    assert (await webinars.get(ORG, webinar.id)).taken == 1
    assert await kinds(outbox, webinar, bob.id) == [MailKind.CONFIRM]
    assert (await outbox.search(ORG, meeting=webinar.id)).total == 4


async def test_link_leads_in(
    registrations: Registrations, webinar: Webinar, meetings: Meetings, links: Links
) -> None:
    """The registrant's link opens, and its cookie enters the room."""
    bob = (await registrations.register(webinar, BOB)).registrant
    opened = await links.open(await links.token(ORG, bob.id))
    assert (opened.meeting.id, opened.invitee.id) == (webinar.id, bob.id)
    assert (await meetings.check_entry(ORG, webinar.id, bob.id)).role == "attendee"


async def test_double_submit(
    registrations: Registrations, webinar: Webinar, webinars: Webinars, outbox: Outbox
) -> None:
    """The same address again is the same registration; the link is mailed again, once a minute."""
    first = await registrations.register(webinar, BOB)
    for _ in range(3):
        again = await registrations.register(webinar, replace(BOB, email="bob@KLINIK.example"))
        assert again.known
        assert again.registrant == first.registrant
    assert (await webinars.get(ORG, webinar.id)).taken == 1
    assert await kinds(outbox, webinar, first.registrant.id) == [MailKind.CONFIRM, MailKind.LINK]


async def test_at_the_same_moment(registrations: Registrations, webinar: Webinar) -> None:
    """Two clicks at once are one registration."""
    both = await asyncio.gather(*(registrations.register(webinar, BOB) for _ in range(2)))
    assert both[0].registrant == both[1].registrant
    assert (await registrations.search(ORG, webinar.id)).total == 1


async def test_last_seat(
    registrations: Registrations, webinar: Webinar, webinars: Webinars
) -> None:
    """Ten who want two seats at the same moment get two, and eight wait."""
    people = [Registration(f"Dr. Number {n}", f"n{n}@klinik.example") for n in range(10)]
    await asyncio.gather(*(registrations.register(webinar, each) for each in people))
    found = await registrations.counts(ORG, webinar.id)
    assert (found[RegistrantState.APPROVED], found[RegistrantState.WAITING]) == (2, 8)
    assert (await webinars.get(ORG, webinar.id)).taken == 2


async def test_without_waiting_list(
    registrations: Registrations, webinars: Webinars, sign_up: SignUp
) -> None:
    """Where nobody may wait, the form says that all seats are taken, and nothing is kept."""
    made = await webinars.create(ORG, replace(PLAN, capacity=1, waiting_list=False), ALICE)
    webinar = await webinars.publish(ORG, made.id)
    await sign_up(webinar, "Dr. Bob Müller")
    with pytest.raises(RegistrationClosed) as refused:
        await sign_up(webinar, "Dr. Carol King")
    assert refused.value.code == "full"
    assert (await registrations.search(ORG, webinar.id)).total == 1


async def test_waiting_list(
    registrations: Registrations,
    webinar: Webinar,
    webinars: Webinars,
    meetings: Meetings,
    sign_up: SignUp,
    outbox: Outbox,
) -> None:
    """Who waits longest gets the seat that becomes free, and hears of it."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    await sign_up(webinar, "Dr. Carol King")
    dave, erin = [await sign_up(webinar, name) for name in ("Dr. Dave Low", "Dr. Erin May")]
    assert dave.state is erin.state is RegistrantState.WAITING
    assert await registrations.place_in_line(erin) == 2
    with pytest.raises(NoSeat) as refused:
        await meetings.check_entry(ORG, webinar.id, dave.id)
    assert refused.value.state == RegistrantState.WAITING
    await registrations.decisions.cancel(webinar, bob.id)
    lucky = await registrations.get(ORG, webinar.id, dave.id)
    assert lucky.state is RegistrantState.APPROVED
    assert await kinds(outbox, webinar, dave.id) == [MailKind.CONFIRM, MailKind.WAITING]
    assert await registrations.place_in_line(erin) == 1
    assert (await webinars.get(ORG, webinar.id)).taken == 2


async def test_in_line_at_once(registrations: Registrations, webinar: Webinar) -> None:
    """Of two who sign up in one millisecond the one who is told "number 1" is the next."""
    people = []
    for name in ("ann", "bea", "cleo", "dora"):
        form = Registration(f"Dr. {name}", f"{name}@klinik.example")
        people.append((await registrations.register(webinar, form)).registrant)
    places = {await registrations.place_in_line(each): each for each in people[2:]}
    assert sorted(places) == [1, 2]
    await registrations.decisions.cancel(webinar, people[0].id)
    assert (await registrations.get(ORG, webinar.id, places[1].id)).state.value == "approved"
    assert (await registrations.get(ORG, webinar.id, places[2].id)).state.value == "waiting"


async def test_by_rule(registrations: Registrations, webinars: Webinars, sign_up: SignUp) -> None:
    """Who fits the rule is in; the others wait for a person's decision."""
    rule = Approval(ApprovalMode.RULE, domains=("klinik.example",), countries=("DE", "AT"))
    made = await webinars.create(ORG, replace(PLAN, approval=rule), ALICE)
    webinar = await webinars.publish(ORG, made.id)
    fits = await sign_up(webinar, "Dr. Bob Müller", country="AT", email="b@wien.klinik.example")
    other = await sign_up(webinar, "Dr. Carol King", country="US")
    assert (fits.state, other.state) == (RegistrantState.APPROVED, RegistrantState.PENDING)


async def test_own_questions(registrations: Registrations, webinars: Webinars) -> None:
    """Answers to the form's own questions are kept, in the form's own words."""
    fields = (
        Field("ward", "Which ward?", "choice", ("Cardiology", "Other"), required=True),
        Field("topics", "What about?", "many", ("Efficacy", "Safety")),
    )
    made = await webinars.create(ORG, replace(PLAN, fields=fields), ALICE)
    webinar = await webinars.publish(ORG, made.id)
    answers = {"ward": "Other", "topics": "Efficacy\nSafety", "unasked": "x"}
    signed = await registrations.register(webinar, replace(BOB, answers=answers))
    assert signed.registrant.answers == {"ward": "Other", "topics": "Efficacy\nSafety"}
    for wrong in ({}, {"ward": "Surgery"}, {"ward": "Cardiology\nOther"}):
        with pytest.raises(BadRegistration) as refused:
            await registrations.register(webinar, replace(BOB, email="x@y.example", answers=wrong))
        assert refused.value.field == "ward"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(BOB, name=" "), "name"),
        (replace(BOB, email="bob"), "email"),
        (replace(BOB, email="bob@klinik.example\r\nBcc: x@y.example"), "email"),
        (replace(BOB, country="Austria"), "country"),
        (replace(BOB, specialty="x" * 101), "specialty"),
    ],
)
async def test_refusals(
    registrations: Registrations, webinar: Webinar, form: Registration, field: str
) -> None:
    """What cannot be used is refused by the name of its field; nothing is kept."""
    with pytest.raises(BadRegistration) as refused:
        await registrations.register(webinar, form)
    assert refused.value.field == field
    assert (await registrations.search(ORG, webinar.id)).total == 0


async def test_closed(
    registrations: Registrations, webinars: Webinars, meetings: Meetings, clock: Clock
) -> None:
    """A draft, a webinar by invitation, one that runs without walk-ins and one that is over."""
    draft = await webinars.create(ORG, PLAN, ALICE)
    private = await webinars.create(ORG, replace(PLAN, public=False), ALICE)
    started = await webinars.create(ORG, replace(PLAN, walk_ins=False), ALICE)
    private = await webinars.publish(ORG, private.id)
    await webinars.publish(ORG, started.id)
    await meetings.start(ORG, started.id)
    over = await webinars.get(ORG, started.id)
    found = []
    for webinar in (draft, private, over):
        with pytest.raises(RegistrationClosed) as refused:
            await registrations.register(webinar, BOB)
        found.append(refused.value.code)
    assert found == ["draft", "invited-only", "no-walk-ins"]
    signed = await registrations.register(private, BOB, source="import")
    assert signed.registrant.source == "import"
