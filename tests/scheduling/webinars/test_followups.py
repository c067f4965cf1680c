"""Follow-up mails: reviewed, sent once whatever happens, and stopped."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Letters, Links, MailState, Outbox
from scheduling.carriers import SmtpCarrier
from scheduling.errors import NotFound, WrongState
from scheduling.mails import MailKind
from scheduling.moments import local
from scheduling.webinars import FollowUps, Registrant, Webinar
from scheduling.webinars.followreview import Review
from scheduling.webinars.followrules import FollowUpState
from scheduling.webinars.followups import MOST
from tests.conftest import Clock
from tests.scheduling.cast import ELSEWHERE, ORG
from tests.scheduling.mailserver import Postbox, mail_server
from tests.scheduling.webinars.followed import DRAFT, MARA, fates, seen, written


async def test_sent_once(
    follow_ups: FollowUps,
    over: Webinar,
    audience: tuple[Registrant, Registrant],
    outbox: Outbox,
    folder: Path,
) -> None:
    """Each gets one mail, in their language, with the words filled in and the link."""
    found = await follow_ups.create(over, DRAFT)
    assert await follow_ups.send(over, found.id, seen(over, found, *audience)) == 2
    await outbox.deliver_due()
    english, german = sorted(written(folder), key=lambda each: each["Subject"], reverse=True)
    assert (german["Subject"], english["Subject"]) == (
        "Danke, Dr. Bob Müller",
        "Thank you, Dr. Carol King",
    )
    body = english.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "You saw “Tolerability in the long run” on Thursday, October 1, 2026." in text
    assert "https://lectern.example/j/" in text
    assert "No more mails of this kind: https://lectern.example/unsubscribe/" in text
    assert await fates(follow_ups, found) == {MailState.DELIVERED: 2}


async def test_through_a_mail_server(
    follow_ups: FollowUps,
    over: Webinar,
    audience: tuple[Registrant, Registrant],
    database: AsyncEngine,
    links: Links,
    letters: Letters,
    clock: Clock,
) -> None:
    """A real mail server gets each mail once, also when two workers look at the same time."""
    found = await follow_ups.create(over, DRAFT)
    await follow_ups.send(over, found.id, seen(over, found, *audience))
    postbox = Postbox()
    async with mail_server(postbox) as port:
        carrier = SmtpCarrier(f"smtp://127.0.0.1:{port}")
        workers = [Outbox(database, links, letters, carrier, clock=clock) for _ in range(2)]
        await asyncio.gather(*(each.deliver_due() for each in workers))
        await workers[0].deliver_due()
    arrived = Counter(each.rcpt_tos[0] for each in postbox.received)
    assert arrived == {each.email: 1 for each in audience}


async def test_double_press(
    follow_ups: FollowUps, over: Webinar, audience: tuple[Registrant, Registrant]
) -> None:
    """Two presses at the same moment send it once; the second is told."""
    found = await follow_ups.create(over, DRAFT)
    reviewed = seen(over, found, *audience)
    both = [follow_ups.send(over, found.id, reviewed) for _ in range(2)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert [type(each) for each in done if not isinstance(each, int)] == [WrongState]
    assert await fates(follow_ups, found) == {MailState.QUEUED: 2}


async def test_after_a_restart(
    follow_ups: FollowUps,
    over: Webinar,
    audience: tuple[Registrant, Registrant],
    database: AsyncEngine,
    outbox: Outbox,
    links: Links,
    letters: Letters,
    folder: Path,
    clock: Clock,
) -> None:
    """What waits for the morning goes then, once, whoever runs; sent is sent for a new server."""
    found = await follow_ups.create(over, replace(DRAFT, hour=8))
    await follow_ups.send(over, found.id, seen(over, found, *audience))
    await outbox.deliver_due()
    assert written(folder) == []
    again = FollowUps(database, clock=clock)
    with pytest.raises(WrongState):
        await again.send(over, found.id, seen(over, found, *audience))
    clock.now += 24 * 3_600_000
    for _ in range(2):
        carrier = outbox._carrier
        await Outbox(database, links, letters, carrier, clock=clock).deliver_due()
    assert len(written(folder)) == 2


async def test_not_what_was_reviewed(
    follow_ups: FollowUps, over: Webinar, audience: tuple[Registrant, Registrant]
) -> None:
    """Other words, another hour, somebody's other address or language: nothing goes."""
    bob, carol = audience
    found = await follow_ups.create(over, DRAFT)
    reviewed = seen(over, found, bob, carol)
    for other in (
        seen(over, found, replace(bob, email="robert@klinik.example"), carol),
        seen(over, found, replace(bob, language="fr"), carol),
        replace(reviewed, people=reviewed.people | {"made-up"}),
        Review.parse(""),
    ):
        with pytest.raises(WrongState, match="list has changed"):
            await follow_ups.send(over, found.id, other)
    changed = await follow_ups.change(over, found.id, replace(DRAFT, hour=9))
    with pytest.raises(WrongState, match="list has changed"):
        await follow_ups.send(over, found.id, reviewed)
    assert await fates(follow_ups, found) == {}
    assert (await follow_ups.get(ORG, over.id, found.id)).state is FollowUpState.DRAFT
    assert await follow_ups.send(over, found.id, seen(over, changed, bob, carol)) == 2


async def test_next_morning(
    follow_ups: FollowUps, over: Webinar, audience: tuple[Registrant, Registrant]
) -> None:
    """At eight where each of them is."""
    found = await follow_ups.create(over, replace(DRAFT, hour=8))
    await follow_ups.send(over, found.id, seen(over, found, *audience))
    for item in await follow_ups.mails(ORG, over.id, found.id):
        there = local(item.due, item.facts.invitee_zone)
        assert (there.hour, there.minute) == (8, 0)


async def test_stop(
    follow_ups: FollowUps, over: Webinar, audience: tuple[Registrant, Registrant]
) -> None:
    """What waits for the morning is taken back."""
    found = await follow_ups.create(over, replace(DRAFT, hour=8))
    await follow_ups.send(over, found.id, seen(over, found, *audience))
    assert await follow_ups.stop(ORG, over.id, found.id) == 2
    assert (await follow_ups.get(ORG, over.id, found.id)).state is FollowUpState.STOPPED
    assert await fates(follow_ups, found) == {MailState.SKIPPED: 2}
    with pytest.raises(WrongState):
        await follow_ups.stop(ORG, over.id, found.id)


async def test_test_mail(
    follow_ups: FollowUps, over: Webinar, outbox: Outbox, folder: Path
) -> None:
    """A member of staff gets the text, marked as a test, in each language; it counts as nothing."""
    found = await follow_ups.create(over, DRAFT)
    await follow_ups.test(over, found.id, "de", MARA)
    await outbox.deliver_due()
    mails = (await outbox.search(ORG, meeting=over.id)).items
    (item,) = [each for each in mails if each.kind is MailKind.FOLLOW_UP]
    assert (item.facts.email, item.facts.subject) == (MARA.email, "[Test] Danke, Mara Lind")
    assert item.state is MailState.DELIVERED
    assert written(folder) == []
    assert await fates(follow_ups, found) == {}


async def test_before_the_end(follow_ups: FollowUps, webinar: Webinar) -> None:
    """It can be written before the show, and not sent."""
    found = await follow_ups.create(webinar, DRAFT)
    with pytest.raises(WrongState):
        await follow_ups.send(webinar, found.id, seen(webinar, found))
    changed = await follow_ups.change(webinar, found.id, replace(DRAFT, hour=9))
    assert changed.draft.hour == 9
    await follow_ups.remove(ORG, webinar.id, found.id)
    assert await follow_ups.of(ORG, webinar.id) == []


async def test_sent_is_not_changed(follow_ups: FollowUps, over: Webinar) -> None:
    """What was sent can be neither changed nor thrown away."""
    found = await follow_ups.create(over, DRAFT)
    await follow_ups.send(over, found.id, seen(over, found))
    with pytest.raises(WrongState):
        await follow_ups.change(over, found.id, DRAFT)
    with pytest.raises(WrongState):
        await follow_ups.remove(ORG, over.id, found.id)


async def test_tenants(follow_ups: FollowUps, over: Webinar) -> None:
    """Another organisation finds nothing."""
    found = await follow_ups.create(over, DRAFT)
    for act in (follow_ups.get, follow_ups.remove, follow_ups.stop):
        with pytest.raises(NotFound):
            await act(ELSEWHERE, over.id, found.id)
    assert await follow_ups.of(ELSEWHERE, over.id) == []
    assert await follow_ups.fates(ELSEWHERE, over.id) == {}


async def test_too_many(follow_ups: FollowUps, webinar: Webinar) -> None:
    """A webinar has so many follow-ups and no more."""
    for _ in range(MOST):
        await follow_ups.create(webinar, DRAFT)
    with pytest.raises(WrongState):
        await follow_ups.create(webinar, DRAFT)
