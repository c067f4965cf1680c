"""Delivering mail to a mail server: a good one, a stubborn one, a slow one, none."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduling import Links, MailState, Meeting, Meetings, SmtpCarrier
from scheduling.carriers import FileCarrier, carrier_for
from scheduling.mailbox import LEASE_MS
from scheduling.outbox import MAX_ATTEMPTS, retry_ms
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, BOB, ORG, PLAN
from tests.scheduling.delivery import MakeOutbox, only
from tests.scheduling.delivery import made as made
from tests.scheduling.delivery import outbox_to as outbox_to
from tests.scheduling.delivery import postbox as postbox
from tests.scheduling.facts import parse, text_of
from tests.scheduling.mailserver import Postbox, mail_server


async def test_delivery(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, links: Links
) -> None:
    """The server gets the mail whole, from our sender, for one person, once."""
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}")
        assert await outbox.deliver_due() == 1
        assert await outbox.deliver_due() == 0
    [envelope] = postbox.received
    assert envelope.mail_from == "no-reply@lectern.example"
    assert envelope.rcpt_tos == ["bob@klinik.example"]
    assert isinstance(envelope.content, bytes)
    message = parse(envelope.content)
    assert message["Subject"] == "Alice Stein lädt Sie ein: Efficacy in practice"
    assert await links.url(ORG, made.invitees[0].id) in text_of(message)
    assert (await only(outbox)).state is MailState.DELIVERED


async def test_a_person_refused_for_good(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox
) -> None:
    """An address that does not exist is not tried again; the server's words are kept."""
    postbox.to = "550 5.1.1 No such user"
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}")
        assert await outbox.deliver_due() == 1
        assert await outbox.deliver_due() == 0
    item = await only(outbox)
    assert (item.state, item.attempts) == (MailState.DEAD, 1)
    assert item.trouble == "The mail server answered 550: 5.1.1 No such user"
    assert postbox.received == []


async def test_a_text_refused_for_good(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox
) -> None:
    """So is a mail that the server takes for spam."""
    postbox.text = "554 5.7.1 Spam"
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}")
        await outbox.deliver_due()
    assert (await only(outbox)).state is MailState.DEAD


@pytest.mark.parametrize("field", ["to", "text"])
async def test_refused_for_now_then_taken(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, clock: Clock, field: str
) -> None:
    """A server that asks for patience (greylisting) gets it, and then the mail, once."""
    setattr(postbox, field, "451 4.7.1 Try again later")
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}")
        await outbox.deliver_due()
        item = await only(outbox)
        assert (item.state, item.attempts) == (MailState.QUEUED, 1)
        assert "451" in item.trouble and item.due > clock()
        assert await outbox.deliver_due() == 0
        setattr(postbox, field, "250 OK")
        clock.now = item.due
        await outbox.deliver_due()
    item = await only(outbox)
    assert (item.state, item.attempts, item.trouble) == (MailState.DELIVERED, 2, "")
    assert len(postbox.received) == 1


async def test_server_down_then_up(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, clock: Clock
) -> None:
    """While nobody listens the mail waits, longer each time; then it is delivered, once."""
    async with mail_server(postbox) as port:
        pass
    outbox = outbox_to(f"smtp://127.0.0.1:{port}")
    waits = []
    for attempt in range(1, 5):
        await outbox.deliver_due()
        item = await only(outbox)
        assert (item.state, item.attempts) == (MailState.QUEUED, attempt)
        assert item.trouble.startswith("The mail server cannot be reached")
        waits.append(item.due - clock())
        clock.now = item.due
    assert waits == sorted(waits) and waits[-1] > 20 * waits[0]
    async with mail_server(postbox, port=port):
        await outbox.deliver_due()
    assert (await only(outbox)).state is MailState.DELIVERED
    assert len(postbox.received) == 1


async def test_patience_ends(
    outbox_to: MakeOutbox, meetings: Meetings, postbox: Postbox, clock: Clock
) -> None:
    """After a day and a half of trying the mail is dead, and can be sent by hand."""
    await meetings.create(ORG, replace(PLAN, wall="2026-12-01T10:00"), ALICE)
    postbox.to = "451 4.7.1 Try again later"
    began = clock()
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}")
        for _ in range(MAX_ATTEMPTS):
            assert await outbox.deliver_due() == 1
            clock.now = max(clock(), (await only(outbox)).due)
        item = await only(outbox)
        assert (item.state, item.attempts) == (MailState.DEAD, MAX_ATTEMPTS)
        assert 24 * 3_600_000 < clock() - began < 60 * 3_600_000
        postbox.to = "250 OK"
        await outbox.resend(ORG, item.id)
        await outbox.deliver_due()
    assert (await only(outbox)).state is MailState.DELIVERED


async def test_a_connection_lost_after_the_text_is_doubtful(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, clock: Clock
) -> None:
    """The mail may have arrived, so it is never sent again by itself; a person may decide."""
    postbox.hang_up = True
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}")
        await outbox.deliver_due()
        item = await only(outbox)
        assert item.state is MailState.DOUBTFUL
        clock.advance(86_400_000)
        assert await outbox.deliver_due() == 0
        assert len(postbox.received) == 1
        postbox.hang_up = False
        await outbox.resend(ORG, item.id)
        await outbox.deliver_due()
    assert (await only(outbox)).state is MailState.DELIVERED


async def test_a_crash_while_handing_over_is_doubtful(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, clock: Clock
) -> None:
    """A process that died with the mail in its hand leaves a doubt, not a second mail."""
    outbox = outbox_to("smtp://127.0.0.1:9")
    item = await outbox.mailbox.claim()
    assert item is not None
    await outbox.mailbox.move(item, replace(item, state=MailState.SENDING))
    async with mail_server(postbox) as port:
        following = outbox_to(f"smtp://127.0.0.1:{port}")
        assert await following.deliver_due() == 0
        assert (await only(following)).state is MailState.SENDING
        clock.advance(LEASE_MS)
        assert await following.deliver_due() == 0
    assert (await only(following)).state is MailState.DOUBTFUL
    assert postbox.received == []


async def test_a_crash_before_handing_over_loses_nothing(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, clock: Clock
) -> None:
    """A mail that was only claimed is delivered by the next process when the lease is over."""
    outbox = outbox_to("smtp://127.0.0.1:9")
    assert await outbox.mailbox.claim() is not None
    async with mail_server(postbox) as port:
        following = outbox_to(f"smtp://127.0.0.1:{port}")
        assert await following.deliver_due() == 0
        clock.advance(LEASE_MS)
        assert await following.deliver_due() == 1
    assert len(postbox.received) == 1


async def test_an_address_with_umlauts(
    outbox_to: MakeOutbox, meetings: Meetings, postbox: Postbox
) -> None:
    """A domain with umlauts reaches any server, in the form that servers know."""
    bob = replace(BOB, email="bob@klinik-münchen.example")
    await meetings.create(ORG, replace(PLAN, people=(bob,)), ALICE)
    async with mail_server(postbox) as port:
        await outbox_to(f"smtp://127.0.0.1:{port}").deliver_due()
    assert postbox.received[0].rcpt_tos == ["bob@xn--klinik-mnchen-3ob.example"]


@pytest.mark.parametrize(
    "url",
    ["http://mail.example", "smtp://", "mail.example:25", "smtp://x?starttls=perhaps"],
)
def test_a_url_that_cannot_be_used(url: str) -> None:
    """A wrong SMTP_URL is noticed when the server starts."""
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpCarrier(url)


def test_which_carrier(tmp_path: Path) -> None:
    """Without SMTP_URL the folder is the delivery."""
    assert isinstance(carrier_for("", tmp_path), FileCarrier)
    assert isinstance(carrier_for("smtp://mail.example", tmp_path), SmtpCarrier)


def test_pauses_grow_and_scatter() -> None:
    """Half a minute at first, six hours at most, never all mails at the same moment."""
    for attempts, pause in ((1, 30_000), (2, 120_000), (4, 1_920_000), (12, 21_600_000)):
        drawn = [retry_ms(attempts) for _ in range(200)]
        assert 0.75 * pause <= min(drawn) and max(drawn) <= 1.25 * pause
        assert len(set(drawn)) > 100
