"""Decisions about registrations: the organiser's, and second thoughts of registrants."""

import asyncio
from dataclasses import replace

import pytest

from scheduling import Links, MailKind, Meetings, NotFound, Outbox, WrongState
from scheduling.errors import NoSeat, RevokedLink
from scheduling.webinars import (
    Approval,
    ApprovalMode,
    Registrant,
    RegistrantState,
    Registration,
    Registrations,
    Webinar,
    Webinars,
)
from scheduling.webinars.matching import Found
from scheduling.webinars.plans import Attend, Match
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN
from tests.scheduling.webinars.conftest import SignUp
from tests.scheduling.webinars.test_register import kinds


@pytest.fixture
async def by_hand(webinars: Webinars) -> Webinar:
    """A webinar for which a person decides about everybody."""
    plan = replace(PLAN, approval=Approval(ApprovalMode.HAND), texts={"deny": "Next time."})
    made = await webinars.create(ORG, plan, ALICE)
    return await webinars.publish(ORG, made.id)


async def test_approve(
    registrations: Registrations,
    by_hand: Webinar,
    meetings: Meetings,
    sign_up: SignUp,
    outbox: Outbox,
) -> None:
    """Who is approved has a seat, hears of it, and comes in by the link from the first mail."""
    bob = await sign_up(by_hand, "Dr. Bob Müller")
    with pytest.raises(NoSeat) as refused:
        await meetings.check_entry(ORG, by_hand.id, bob.id)
    assert refused.value.state == RegistrantState.PENDING
    approved = await registrations.decisions.approve(by_hand, bob.id, by="alice")
    assert (approved.state, approved.decided_by) == (RegistrantState.APPROVED, "alice")
    assert await kinds(outbox, by_hand, bob.id) == [MailKind.CONFIRM, MailKind.RECEIVED]
    assert (await meetings.check_entry(ORG, by_hand.id, bob.id)).id == bob.id


async def test_approve_twice(
    registrations: Registrations, by_hand: Webinar, webinars: Webinars, sign_up: SignUp
) -> None:
    """A second decision is refused, and takes no second seat."""
    bob = await sign_up(by_hand, "Dr. Bob Müller")
    await registrations.decisions.approve(by_hand, bob.id, by="alice")
    with pytest.raises(WrongState):
        await registrations.decisions.approve(by_hand, bob.id, by="carol")
    assert (await webinars.get(ORG, by_hand.id)).taken == 1


async def test_deny(
    registrations: Registrations, by_hand: Webinar, sign_up: SignUp, links: Links, outbox: Outbox
) -> None:
    """Who is denied is told why; the link opens nothing; a change of mind opens it again."""
    bob = await sign_up(by_hand, "Dr. Bob Müller")
    token = await links.token(ORG, bob.id)
    denied = await registrations.decisions.deny(by_hand, bob.id, "For surgeons only.", by="alice")
    assert (denied.state, denied.reason) == (RegistrantState.DENIED, "For surgeons only.")
    with pytest.raises(RevokedLink):
        await links.open(token)
    mails = (await outbox.search(ORG, meeting=by_hand.id)).items
    assert [m.facts.reason for m in mails if m.kind is MailKind.DENY] == ["For surgeons only."]
    again = await registrations.decisions.approve(by_hand, bob.id, by="alice")
    assert again.state is RegistrantState.APPROVED
    assert (await links.open(await links.token(ORG, bob.id))).invitee.id == bob.id


async def test_cancel(
    registrations: Registrations,
    webinar: Webinar,
    webinars: Webinars,
    meetings: Meetings,
    sign_up: SignUp,
    outbox: Outbox,
) -> None:
    """Who gives the seat back comes in no more and is reminded of nothing; again is harmless."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    for _ in range(2):
        gone = await registrations.decisions.cancel(webinar, bob.id)
        assert gone.state is RegistrantState.CANCELLED
    assert (await webinars.get(ORG, webinar.id)).taken == 0
    with pytest.raises(NoSeat):
        await meetings.check_entry(ORG, webinar.id, bob.id)
    assert await kinds(outbox, webinar, bob.id) == [MailKind.CANCEL, MailKind.CONFIRM]
    waiting = [m for m in (await outbox.search(ORG, meeting=webinar.id)).items if m.trouble == ""]
    assert [mail.kind for mail in waiting] == [MailKind.CANCEL]


async def test_come_back(
    registrations: Registrations, webinar: Webinar, webinars: Webinars, sign_up: SignUp
) -> None:
    """Who had cancelled signs up again as the same registrant, behind those who came meanwhile."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    await registrations.decisions.cancel(webinar, bob.id)
    for name in ("Dr. Carol King", "Dr. Dave Low"):
        await sign_up(webinar, name)
    again = await sign_up(webinar, "Dr. Bob Müller")
    assert (again.id, again.state) == (bob.id, RegistrantState.WAITING)
    assert (await webinars.get(ORG, webinar.id)).taken == 2


async def test_on_demand(
    registrations: Registrations, webinar: Webinar, webinars: Webinars, sign_up: SignUp
) -> None:
    """Who cannot come keeps the registration for the recording; the seat goes to the next."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    await sign_up(webinar, "Dr. Carol King")
    dave = await sign_up(webinar, "Dr. Dave Low")
    later = await registrations.decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    assert (later.state, later.attend) == (RegistrantState.APPROVED, Attend.ON_DEMAND)
    assert (await registrations.get(ORG, webinar.id, dave.id)).state is RegistrantState.APPROVED
    back = await registrations.decisions.attend(webinar, bob.id, Attend.LIVE)
    assert back.state is RegistrantState.WAITING
    assert (await webinars.get(ORG, webinar.id)).taken == 2


async def test_cancel_on_demand(
    registrations: Registrations, webinar: Webinar, webinars: Webinars, sign_up: SignUp
) -> None:
    """Who watches on demand has no seat to give back: the two who have them keep them."""
    bob, *_ = [await sign_up(webinar, name) for name in ("Bob Lang", "Carol King", "Dan Roth")]
    await registrations.decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    assert (await registrations.decisions.cancel(webinar, bob.id)).attend is Attend.ON_DEMAND
    assert (await webinars.get(ORG, webinar.id)).taken == 2


async def test_change_own_data(
    registrations: Registrations, webinar: Webinar, sign_up: SignUp
) -> None:
    """A registrant corrects name and workplace; the address and the seat stay."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    filled_in = Registration("Prof. Bob Müller", bob.email, "de", workplace="Charité")
    changed = await registrations.decisions.change(webinar, bob.id, filled_in)
    assert (changed.name, changed.workplace) == ("Prof. Bob Müller", "Charité")
    assert (changed.state, changed.email) == (bob.state, bob.email)


async def test_again_after_on_demand(
    registrations: Registrations, webinars: Webinars, webinar: Webinar, sign_up: SignUp
) -> None:
    """Who wanted the recording, cancelled, and signs up anew comes live, by a seat of their own."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    await registrations.decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    await registrations.decisions.cancel(webinar, bob.id)
    again = await sign_up(webinar, "Dr. Bob Müller")
    assert (again.id, again.state, again.attend) == (bob.id, RegistrantState.APPROVED, Attend.LIVE)
    assert (await webinars.get(ORG, webinar.id)).taken == 1
    await registrations.decisions.cancel(webinar, bob.id)
    assert (await webinars.get(ORG, webinar.id)).taken == 0


async def test_denied_on_demand(
    registrations: Registrations,
    webinars: Webinars,
    webinar: Webinar,
    sign_up: SignUp,
    clock: Clock,
) -> None:
    """Who is let in after all has the seat that the mail promises."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    await registrations.decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    await registrations.decisions.deny(webinar, bob.id, "", by="alice")
    clock.advance(1_000)
    approved = await registrations.decisions.approve(webinar, bob.id, by="alice")
    assert (approved.state, approved.attend) == (RegistrantState.APPROVED, Attend.LIVE)
    assert (await webinars.get(ORG, webinar.id)).taken == 1


@pytest.mark.parametrize(("how", "taken"), [(Attend.ON_DEMAND, 1), (Attend.LIVE, 2)])
async def test_pressed_twice(
    registrations: Registrations,
    webinars: Webinars,
    webinar: Webinar,
    sign_up: SignUp,
    clock: Clock,
    how: Attend,
    taken: int,
) -> None:
    """Two presses at once move one seat, whichever way."""
    bob, _ = await sign_up(webinar, "Dr. Bob Müller"), await sign_up(webinar, "Dr. Carol King")
    decisions = registrations.decisions
    if how is Attend.LIVE:
        await decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    clock.advance(1_000)
    presses = [decisions.attend(webinar, bob.id, how) for _ in range(4)]
    for outcome in await asyncio.gather(*presses, return_exceptions=True):
        assert isinstance(outcome, Registrant | WrongState), outcome
    assert (await registrations.get(ORG, webinar.id, bob.id)).attend is how
    assert (await webinars.get(ORG, webinar.id)).taken == taken


@pytest.mark.parametrize("off", [True, False])
async def test_nobody_gets_a_seat_of_what_is_over(
    registrations: Registrations,
    webinars: Webinars,
    meetings: Meetings,
    by_hand: Webinar,
    sign_up: SignUp,
    outbox: Outbox,
    off: bool,
) -> None:
    """After the end, or when it is off, no mail promises anybody a seat."""
    names = ("Dr. Bob Müller", "Dr. Carol King", "Dr. Dave Low", "Dr. Eve Moss")
    bob, carol, dave, eve = [await sign_up(by_hand, name) for name in names]
    for each in (bob, carol, dave):
        await registrations.decisions.approve(by_hand, each.id, by="alice")
    if off:
        await webinars.cancel(ORG, by_hand.id)
    else:
        await meetings.start(ORG, by_hand.id)
        await meetings.end(ORG, by_hand.id)
    over = await webinars.get(ORG, by_hand.id)
    before = await kinds(outbox, by_hand, dave.id)
    await registrations.decisions.cancel(over, bob.id)
    await registrations.decisions.deny(over, carol.id, "", by="alice")
    assert await kinds(outbox, by_hand, dave.id) == before
    waiting = await registrations.get(ORG, by_hand.id, dave.id)
    assert waiting.state is RegistrantState.WAITING
    with pytest.raises(WrongState):
        await registrations.decisions.approve(over, eve.id, by="alice")
    with pytest.raises(WrongState):
        await registrations.decisions.attend(over, dave.id, Attend.ON_DEMAND)


async def test_match(registrations: Registrations, webinar: Webinar, sign_up: SignUp) -> None:
    """A person says which HCP a registrant is, or that it is none of ours."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    confirmed = await registrations.decisions.confirm_match(webinar, bob.id, "hcp-bob")
    assert (confirmed.match, confirmed.hcp) == (Match.CONFIRMED, "hcp-bob")
    rejected = await registrations.decisions.confirm_match(webinar, bob.id, None)
    assert (rejected.match, rejected.hcp) == (Match.REJECTED, "")


async def test_match_is_settled(registrations: Registrations, webinar: Webinar) -> None:
    """Once somebody has looked, nobody is offered as a candidate any more."""
    form = Registration("Dr. Bob Müller", "bob@klinik.example")
    found = Found(Match.OPEN, "", "", ("hcp-1", "hcp-2"))
    bob = (await registrations.register(webinar, form, found=found)).registrant
    offered = await registrations.candidates(ORG, webinar.id, [bob])
    assert offered == {bob.id: ("hcp-1", "hcp-2")}
    bob = await registrations.decisions.confirm_match(webinar, bob.id, "hcp-2")
    assert not any((await registrations.candidates(ORG, webinar.id, [bob])).values())


async def test_strangers(
    registrations: Registrations, webinar: Webinar, by_hand: Webinar, sign_up: SignUp
) -> None:
    """Another webinar's registrant is not found."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    with pytest.raises(NotFound):
        await registrations.decisions.cancel(by_hand, bob.id)


async def test_out_and_in_at_once(
    webinar: Webinar, registrations: Registrations, sign_up: SignUp, outbox: Outbox
) -> None:
    """Who gives the seat back and signs up again within a millisecond gets each mail."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    for _ in range(2):
        await registrations.decisions.cancel(webinar, bob.id)
        form = Registration("Dr. Bob Müller", bob.email)
        again = await registrations.register(webinar, form)
        assert again.registrant.state is RegistrantState.APPROVED
    assert (await kinds(outbox, webinar, bob.id)).count(MailKind.CONFIRM) == 3
