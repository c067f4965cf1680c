"""Who gets no follow-up mail any more: opting out, consents taken back, seats given up."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduling import Links, MailState, Outbox
from scheduling.errors import WrongLink, WrongState
from scheduling.optouts import OptOuts
from scheduling.webinars import FollowUps, Registrant, Registrations, Webinar
from scheduling.webinars.followrules import Condition, Rule
from tests.scheduling.cast import ELSEWHERE, ORG
from tests.scheduling.webinars.followed import DRAFT, fates, seen, written


async def test_one_click_header(
    follow_ups: FollowUps,
    over: Webinar,
    audience: tuple[Registrant, Registrant],
    outbox: Outbox,
    folder: Path,
    opt_outs: OptOuts,
) -> None:
    """The mail carries the headers of RFC 8058; its link says whose address it is."""
    found = await follow_ups.create(over, DRAFT)
    await follow_ups.send(over, found.id, seen(over, found, audience[0]))
    await outbox.deliver_due()
    (message,) = written(folder)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = message["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    who = await opt_outs.read(token)
    assert (who.org, who.email, who.organisation) == (ORG, audience[0].email, "Meridian")


async def test_who_never_gets_one(
    follow_ups: FollowUps,
    over: Webinar,
    audience: tuple[Registrant, Registrant],
    registrations: Registrations,
    outbox: Outbox,
    folder: Path,
) -> None:
    """Who was refused gets none, asked for or already waiting; nor does a stranger."""
    bob, carol = audience
    await registrations.decisions.deny(over, bob.id, "No", by="mara")
    found = await follow_ups.create(over, DRAFT)
    for people in ((bob, carol), (carol, replace(carol, id="stranger"))):
        with pytest.raises(WrongState, match="list has changed"):
            await follow_ups.send(over, found.id, seen(over, found, *people))
    assert await follow_ups.send(over, found.id, seen(over, found, carol)) == 1
    await registrations.decisions.deny(over, carol.id, "No", by="mara")
    await outbox.deliver_due()
    assert written(folder) == []
    assert await fates(follow_ups, found) == {MailState.SKIPPED: 1}


async def test_opted_out(
    follow_ups: FollowUps,
    over: Webinar,
    audience: tuple[Registrant, Registrant],
    outbox: Outbox,
    links: Links,
    opt_outs: OptOuts,
) -> None:
    """Who opts out while a mail waits does not get it; opting in again is possible."""
    bob, carol = audience
    found = await follow_ups.create(over, DRAFT)
    await follow_ups.send(over, found.id, seen(over, found, bob, carol))
    who = await opt_outs.read(links.unsubscribe_url(bob.id).rpartition("/")[2])
    for _ in range(2):
        await opt_outs.opt_out(who)
    await outbox.deliver_due()
    assert await fates(follow_ups, found) == {MailState.DELIVERED: 1, MailState.SKIPPED: 1}
    emails = [bob.email.upper(), carol.email]
    assert await opt_outs.among(ORG, emails) == {bob.email.casefold()}
    assert await opt_outs.among(ELSEWHERE, emails) == frozenset()
    await opt_outs.opt_in(who)
    assert await opt_outs.among(ORG, emails) == frozenset()


@pytest.mark.parametrize("token", ["", "made-up", "bob.x", "ä", "x" * 300])
async def test_made_up_links(opt_outs: OptOuts, token: str) -> None:
    """Nobody opts somebody else out."""
    with pytest.raises(WrongLink):
        await opt_outs.read(token)


async def test_consent_taken_back(
    follow_ups: FollowUps, over: Webinar, audience: tuple[Registrant, Registrant]
) -> None:
    """What somebody did is not written about once they took the consent back; attendance is."""
    bob, carol = audience
    asked = replace(DRAFT, condition=Condition(Rule.ASKED))
    personal = await follow_ups.create(over, replace(asked, hour=8))
    common = await follow_ups.create(over, replace(DRAFT, hour=8))
    for each in (personal, common):
        await follow_ups.send(over, each.id, seen(over, each, bob, carol))
    assert await follow_ups.forget(ORG, over.id, bob.id) == 1
    assert await fates(follow_ups, personal) == {MailState.QUEUED: 1, MailState.SKIPPED: 1}
    assert await fates(follow_ups, common) == {MailState.QUEUED: 2}
