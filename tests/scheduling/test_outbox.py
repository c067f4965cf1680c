"""Delivering mail into the outbox folder: each once, in order, and only what still helps."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import (
    FileCarrier,
    Letters,
    Links,
    MailKind,
    MailState,
    Meeting,
    Meetings,
    Outbox,
    WrongState,
)
from scheduling.tables import mail
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, BOB, CAROL, ORG, PLAN
from tests.scheduling.facts import parse, text_of

MOVED = replace(PLAN, wall="2026-10-02T09:00")


@pytest.fixture
async def made(meetings: Meetings) -> Meeting:
    return await meetings.create(ORG, PLAN, ALICE)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"))


async def states(outbox: Outbox) -> list[tuple[MailKind, MailState]]:
    """Kind and state of all mails, in the order of SEQUENCE."""
    items = (await outbox.search(ORG, size=100)).items
    return [(m.kind, m.state) for m in sorted(items, key=lambda m: m.sequence)]


async def test_delivery(
    outbox: Outbox, made: Meeting, folder: Path, links: Links, clock: Clock
) -> None:
    """The invitation becomes a file with the link that opens, for the owner's eyes only."""
    assert await outbox.deliver_due() == 1
    [path] = files(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    message = parse(path.read_bytes())
    assert message["To"] == '"Dr. Bob Müller" <bob@klinik.example>'
    assert (await links.url(ORG, made.invitees[0].id)) in text_of(message)
    assert await states(outbox) == [(MailKind.INVITE, MailState.DELIVERED)]


async def test_once(outbox: Outbox, made: Meeting, folder: Path) -> None:
    """What was delivered is not delivered again."""
    await outbox.deliver_due()
    files(folder)[0].unlink()
    assert await outbox.deliver_due() == 0
    assert files(folder) == []


async def test_each_mail_exists_once(database: AsyncEngine, made: Meeting) -> None:
    """The database itself refuses a second mail of the same kind and SEQUENCE to one person."""
    async with database.connect() as connection:
        row = dict((await connection.execute(select(mail))).mappings().one())
    with pytest.raises(IntegrityError):
        async with database.begin() as connection:
            await connection.execute(insert(mail).values(row | {"id": "another"}))


async def test_two_workers_share_the_work(
    database: AsyncEngine,
    outbox: Outbox,
    links: Links,
    letters: Letters,
    meetings: Meetings,
    clock: Clock,
    tmp_path: Path,
) -> None:
    """Two processes on one database deliver everything, and nothing twice."""
    other = Outbox(database, links, letters, FileCarrier(tmp_path / "other"), clock=clock)
    for _ in range(10):
        await meetings.create(ORG, replace(PLAN, people=(BOB, CAROL)), ALICE)
    counts = await asyncio.gather(outbox.deliver_due(), other.deliver_due())
    assert sum(counts) == 20
    names = [p.name for p in files(tmp_path / "outbox") + files(tmp_path / "other")]
    assert len(names) == len(set(names)) == 20


async def test_the_newest_says_it_all(
    outbox: Outbox, meetings: Meetings, made: Meeting, folder: Path
) -> None:
    """When the meeting moved before the invitation left, the new time alone is the invitation."""
    await meetings.reschedule(ORG, made.id, MOVED)
    await outbox.deliver_due()
    assert await states(outbox) == [
        (MailKind.INVITE, MailState.SKIPPED),
        (MailKind.RESCHEDULE, MailState.DELIVERED),
    ]
    [path] = files(folder)
    message = parse(path.read_bytes())
    assert message["Subject"] == "Alice Stein lädt Sie ein: Efficacy in practice"


async def test_news_in_order(
    outbox: Outbox, meetings: Meetings, made: Meeting, folder: Path, clock: Clock
) -> None:
    """Invitation, move, new link and cancellation each arrive as what they are."""
    bob = made.invitees[0].id
    await outbox.deliver_due()
    for change in (
        meetings.reschedule(ORG, made.id, MOVED),
        meetings.reissue(ORG, made.id, bob),
        meetings.cancel(ORG, made.id),
    ):
        clock.advance(1_000)
        await change
        await outbox.deliver_due()
    subjects = [
        str(parse(path.read_bytes())["Subject"]).partition(":")[0] for path in files(folder)
    ]
    assert subjects == ["Alice Stein lädt Sie ein", "Neuer Termin", "Ihr neuer Link", "Abgesagt"]


async def test_who_never_heard_of_it_is_not_told_that_it_is_off(
    outbox: Outbox, meetings: Meetings, made: Meeting, folder: Path
) -> None:
    """Planned and cancelled before the first mail left: silence."""
    await meetings.cancel(ORG, made.id)
    await outbox.deliver_due()
    assert files(folder) == []
    assert {state for _, state in await states(outbox)} == {MailState.SKIPPED}


async def test_what_is_over_is_not_announced(
    outbox: Outbox, made: Meeting, folder: Path, clock: Clock
) -> None:
    """After a long outage nobody is invited to yesterday."""
    clock.now = made.ends
    await outbox.deliver_due()
    assert files(folder) == []
    item = (await outbox.search(ORG)).items[0]
    assert (item.state, item.trouble) == (MailState.SKIPPED, "The meeting is over.")


async def test_no_mail_without_a_link(
    outbox: Outbox, meetings: Meetings, made: Meeting, folder: Path
) -> None:
    """An invitation whose link was revoked would only annoy."""
    await meetings.revoke(ORG, made.id, made.invitees[0].id)
    await outbox.deliver_due()
    assert files(folder) == []
    assert (await outbox.search(ORG)).items[0].trouble == "The invitee has no valid link."


async def test_resend(outbox: Outbox, made: Meeting, folder: Path) -> None:
    """An administrator may send a delivered mail once more; one on its way is left alone."""
    item = (await outbox.search(ORG)).items[0]
    with pytest.raises(WrongState) as refusal:
        await outbox.resend(ORG, item.id)
    assert refusal.value.code == "queued"
    await outbox.deliver_due()
    files(folder)[0].unlink()
    await outbox.resend(ORG, item.id)
    assert await outbox.deliver_due() == 1
    assert len(files(folder)) == 1


async def test_a_folder_that_cannot_be_written(
    database: AsyncEngine,
    links: Links,
    letters: Letters,
    made: Meeting,
    clock: Clock,
    tmp_path: Path,
) -> None:
    """The mail waits, says why, and is delivered when the folder is back."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    outbox = Outbox(database, links, letters, FileCarrier(blocked), clock=clock)
    await outbox.deliver_due()
    item = (await outbox.search(ORG)).items[0]
    assert (item.state, item.attempts) == (MailState.QUEUED, 1)
    assert item.trouble.startswith("The outbox folder cannot be written")
    assert clock() < item.due <= clock() + 40_000
    blocked.unlink()
    clock.now = item.due
    await outbox.deliver_due()
    assert (await outbox.search(ORG)).items[0].state is MailState.DELIVERED


async def test_the_admin_page_sees_no_link(outbox: Outbox, links: Links, made: Meeting) -> None:
    """The letter can be read, but nobody can join as the invitee with it."""
    token = await links.token(ORG, made.invitees[0].id)
    item = (await outbox.search(ORG)).items[0]
    letter = await outbox.letter(ORG, item.id)
    assert letter.subject == "Alice Stein lädt Sie ein: Efficacy in practice"
    assert letter.link == "…/j/…"
    assert token not in repr(letter) + repr(item)


async def test_search(outbox: Outbox, meetings: Meetings, clock: Clock) -> None:
    """Mails are found by name, address and title, by state and by meeting, newest first."""
    await meetings.create(ORG, replace(PLAN, people=(BOB,)), ALICE)
    clock.advance(1_000)
    second = await meetings.create(ORG, replace(PLAN, title="Safety", people=(CAROL,)), ALICE)

    async def names(text: str) -> list[str]:
        return [item.facts.name for item in (await outbox.search(ORG, text)).items]

    assert await names("") == [CAROL.name, BOB.name]
    assert await names("muller") == [BOB.name]
    assert await names("hospital.example") == [CAROL.name]
    assert await names("safety king") == [CAROL.name]
    assert await names("%") == []
    assert (await outbox.search(ORG, meeting=second.id)).total == 1
    assert (await outbox.search(ORG, state=MailState.DELIVERED)).total == 0
    page = await outbox.search(ORG, page=2, size=1)
    assert (page.items[0].facts.name, page.total, page.pages) == (BOB.name, 2, 2)
    assert (await outbox.mailbox.counts())[MailState.QUEUED] == 2


async def test_the_worker(
    database: AsyncEngine, outbox: Outbox, links: Links, folder: Path, clock: Clock
) -> None:
    """A started outbox delivers as soon as it is woken, and closes twice without harm."""
    meetings = Meetings(database, links, clock=clock, posted=outbox.wake)
    await outbox.start()
    await meetings.create(ORG, PLAN, ALICE)
    async with asyncio.timeout(3):
        while not files(folder):
            await asyncio.sleep(0.01)
    await outbox.close()
    await outbox.close()
    assert await states(outbox) == [(MailKind.INVITE, MailState.DELIVERED)]


async def test_a_restart_continues(
    outbox: Outbox,
    made: Meeting,
    database: AsyncEngine,
    links: Links,
    letters: Letters,
    folder: Path,
    clock: Clock,
) -> None:
    """What was queued when the server went down is delivered by the next one, once."""
    await outbox.close()
    following = Outbox(database, links, letters, FileCarrier(folder), clock=clock)
    await following.start()
    async with asyncio.timeout(3):
        while not files(folder):
            await asyncio.sleep(0.01)
    await following.close()
    assert len(files(folder)) == 1
