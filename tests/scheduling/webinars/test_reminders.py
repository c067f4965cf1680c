"""Reminders: one for each time, none too late, none for who does not come."""

from scheduling import MailKind, MailState, Outbox
from scheduling.webinars import Registrations, Webinar
from scheduling.webinars.plans import Attend
from scheduling.webinars.reminders import Reminder, to_come
from tests.conftest import Clock
from tests.scheduling.cast import ORG
from tests.scheduling.webinars.cast import STARTS
from tests.scheduling.webinars.conftest import SignUp

MINUTE = 60_000


async def fates(outbox: Outbox, webinar: Webinar) -> dict[str, MailState]:
    """What became of each reminder, by minutes before the start."""
    mails = (await outbox.search(ORG, meeting=webinar.id, size=50)).items
    return {mail.facts.topic: mail.state for mail in mails if mail.kind is MailKind.REMIND}


def test_to_come() -> None:
    """Only reminders whose time has not passed."""
    assert to_come(STARTS, (10, 1440, 60), STARTS - 100 * MINUTE) == [
        Reminder(60, STARTS - 60 * MINUTE),
        Reminder(10, STARTS - 10 * MINUTE),
    ]


async def test_each_at_its_time(
    webinar: Webinar, sign_up: SignUp, outbox: Outbox, clock: Clock
) -> None:
    """A day, an hour and ten minutes before, one mail each, however often the outbox looks."""
    await sign_up(webinar, "Dr. Bob Müller")
    assert await outbox.deliver_due() == 1
    for minutes in (1440, 60, 10):
        clock.now = STARTS - minutes * MINUTE
        assert await outbox.deliver_due() == 1
        assert await outbox.deliver_due() == 0
    assert set((await fates(outbox, webinar)).values()) == {MailState.DELIVERED}


async def test_after_a_long_stop(
    webinar: Webinar, sign_up: SignUp, outbox: Outbox, clock: Clock
) -> None:
    """Of reminders that became due while the server stood still only the nearest is sent."""
    await sign_up(webinar, "Dr. Bob Müller")
    clock.now = STARTS - 5 * MINUTE
    await outbox.deliver_due()
    assert await fates(outbox, webinar) == {
        "1440": MailState.SKIPPED,
        "60": MailState.SKIPPED,
        "10": MailState.DELIVERED,
    }


async def test_never_after_the_start(
    webinar: Webinar, sign_up: SignUp, outbox: Outbox, clock: Clock
) -> None:
    """Nobody is reminded of what has begun."""
    await sign_up(webinar, "Dr. Bob Müller")
    clock.now = STARTS
    await outbox.deliver_due()
    assert set((await fates(outbox, webinar)).values()) == {MailState.SKIPPED}


async def test_back_after_cancelling(
    registrations: Registrations, webinar: Webinar, sign_up: SignUp, outbox: Outbox, clock: Clock
) -> None:
    """Who cancels and comes back gets the reminders that are still to come, none twice."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    clock.now = STARTS - 1440 * MINUTE
    await outbox.deliver_due()
    await registrations.decisions.cancel(webinar, bob.id)
    assert (await fates(outbox, webinar))["60"] is MailState.SKIPPED
    await sign_up(webinar, "Dr. Bob Müller")
    assert await fates(outbox, webinar) == {
        "1440": MailState.DELIVERED,
        "60": MailState.QUEUED,
        "10": MailState.QUEUED,
    }


async def test_on_demand(
    registrations: Registrations, webinar: Webinar, sign_up: SignUp, outbox: Outbox, clock: Clock
) -> None:
    """Who cannot come live is not reminded of it; who can after all is reminded again."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    await registrations.decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    assert set((await fates(outbox, webinar)).values()) == {MailState.SKIPPED}
    clock.advance(1_000)
    await registrations.decisions.attend(webinar, bob.id, Attend.LIVE)
    assert set((await fates(outbox, webinar)).values()) == {MailState.QUEUED}


async def test_words_and_zone(
    webinar: Webinar, sign_up: SignUp, outbox: Outbox, clock: Clock
) -> None:
    """A reminder says the hour in the registrant's own zone, with the link, and no calendar."""
    await sign_up(webinar, "Dr. Carol King", zone="America/New_York")
    mails = (await outbox.search(ORG, meeting=webinar.id)).items
    reminder = next(mail for mail in mails if mail.facts.topic == "10")
    letter = await outbox.letter(ORG, reminder.id)
    assert letter.subject == "In a few minutes: Tolerability in the long run"
    assert dict(letter.table)["When"].startswith("Thursday, October 1, 2026, 12:00")
    assert letter.link is not None
