"""Join links: what they open, and everything they do not."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import (
    Check,
    LinkError,
    Links,
    MediaPath,
    Meeting,
    Meetings,
    NotFound,
    Outbox,
    WrongState,
)
from scheduling.tables import metadata
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, BOB, CAROL, KEYS, ORG, PLAN

DAY = 86_400_000


@pytest.fixture
async def made(meetings: Meetings) -> Meeting:
    return await meetings.create(ORG, replace(PLAN, people=(BOB, CAROL)), ALICE)


@pytest.fixture
async def token(links: Links, made: Meeting) -> str:
    return await links.token(ORG, made.invitees[0].id)


async def refused(links: Links, token: str) -> LinkError:
    with pytest.raises(LinkError) as refusal:
        await links.open(token)
    return refusal.value


async def test_open(links: Links, made: Meeting, token: str) -> None:
    """The link opens this invitee's place in this meeting, and is short enough to read."""
    opened = await links.open(token)
    assert (opened.meeting.id, opened.invitee.hcp) == (made.id, "hcp-bob")
    assert await links.url(ORG, made.invitees[0].id) == f"https://lectern.example/j/{token}"
    assert len(token) < 120 and set(token).isdisjoint("/?#%+=& ")


async def test_everybody_has_another(links: Links, made: Meeting, token: str) -> None:
    """Two invitees never share a link; the secret part has 256 bits."""
    other = await links.token(ORG, made.invitees[1].id)
    secrets = {each.rpartition(".")[2] for each in (token, other)}
    assert len(secrets) == 2 and {len(secret) for secret in secrets} == {43}
    assert (await links.open(other)).invitee.hcp == "hcp-carol"


async def test_the_link_can_be_said_again(
    database: AsyncEngine, links: Links, made: Meeting, token: str, clock: Clock
) -> None:
    """Reminders, "copy link" and a server that was started again say the same link."""
    restarted = Links(database, KEYS, base_url="https://lectern.example", clock=clock)
    assert await restarted.token(ORG, made.invitees[0].id) == token
    assert (await restarted.open(token)).meeting.id == made.id


async def test_opening_changes_nothing(
    links: Links, meetings: Meetings, made: Meeting, token: str
) -> None:
    """Mail scanners open every link: that is not a visit."""
    for _ in range(3):
        await links.open(token)
    assert await meetings.get(ORG, made.id) == made


async def test_use_is_noted_once(
    links: Links, meetings: Meetings, made: Meeting, token: str, clock: Clock
) -> None:
    """The host sees when the link was used first; it may be used again."""
    first = clock()
    assert (await links.use(token)).invitee.hcp == "hcp-bob"
    clock.advance(60_000)
    await links.use(token)
    state = (await meetings.get(ORG, made.id)).invitees[0].link
    assert state is not None and state.used == first
    assert state.standing(clock()) == "used"


async def test_the_device_check_is_kept(
    links: Links, meetings: Meetings, made: Meeting, token: str, clock: Clock
) -> None:
    """The host sees what the landing page's last check found, for this invitee alone."""
    first = Check(clock(), camera=False, microphone=False, sound=True, path=MediaPath.NONE)
    last = Check(clock() + 1, camera=False, microphone=True, sound=True, path=MediaPath.TCP)
    for found in (first, last):
        await links.note_check(token, found)
    bob, carol = (await meetings.get(ORG, made.id)).invitees
    assert (bob.check, carol.check) == (last, None)
    assert last.ok and not first.ok
    with pytest.raises(LinkError):
        await links.note_check(token + "x", first)


@pytest.mark.parametrize(
    "broken",
    ["", ".", "..", "x", "a.b.c", "../../etc", "ü.ü.ü", "x" * 100_000, "\ud800.a.b", "\x00.a.b"],
)
async def test_nonsense_is_wrong(links: Links, token: str, broken: str) -> None:
    """Whatever stands in the address, the answer is one sentence."""
    error = await refused(links, broken)
    assert error.code == "wrong"
    assert str(error) == (
        "This link is not complete or not right. Please open it again from your mail."
    )


async def test_every_changed_character_is_noticed(links: Links, token: str) -> None:
    """No character of id, signature or secret can be exchanged."""
    for place in range(len(token)):
        # A to D differ only in bits that a signature's last character does not use.
        other = "A" if token[place] not in "ABCD" else "w"
        with pytest.raises(LinkError) as refusal:
            await links.open(token[:place] + other + token[place + 1 :])
        assert refusal.value.code == "wrong"


async def test_another_invitees_secret_is_wrong(links: Links, made: Meeting, token: str) -> None:
    """The id of one and the secret of another open nothing."""
    other = await links.token(ORG, made.invitees[1].id)
    mixed = token.rpartition(".")[0] + "." + other.rpartition(".")[2]
    assert (await refused(links, mixed)).code == "wrong"


async def test_it_expires_a_week_after_the_end(
    links: Links, made: Meeting, token: str, clock: Clock
) -> None:
    """To the millisecond, and in the invitee's language."""
    clock.now = made.ends + 7 * DAY - 1
    await links.open(token)
    clock.advance(1)
    error = await refused(links, token)
    assert (error.code, error.language) == ("expired", "de")
    assert str(error) == "This link has expired, because the meeting is over."


async def test_a_revoked_link_is_told_apart(
    links: Links, meetings: Meetings, made: Meeting, token: str
) -> None:
    """Revoked is not wrong: the person is sent to the latest mail.  There is none to copy then."""
    await meetings.revoke(ORG, made.id, made.invitees[0].id)
    error = await refused(links, token)
    assert (error.code, error.language) == ("revoked", "de")
    assert str(error) == "This link is no longer valid. Please use the one in the latest mail."
    with pytest.raises(WrongState) as refusal:
        await links.url(ORG, made.invitees[0].id)
    assert refusal.value.code == "no-link"
    assert (await links.open(await links.token(ORG, made.invitees[1].id))).invitee.hcp == (
        "hcp-carol"
    )


async def test_a_cancelled_meeting_is_told_apart(
    links: Links, meetings: Meetings, made: Meeting, token: str
) -> None:
    """The link knows that there is nothing to join."""
    await meetings.cancel(ORG, made.id)
    error = await refused(links, token)
    assert (error.code, str(error)) == ("cancelled", "This meeting was cancelled.")


async def test_a_banned_person_stays_out(
    links: Links, meetings: Meetings, made: Meeting, token: str, clock: Clock
) -> None:
    """A ban holds against the link, against a new link, and until it is lifted."""
    bob = made.invitees[0].id
    await meetings.bans.ban(ORG, made.id, bob, by="alice")
    await meetings.bans.ban(ORG, made.id, bob, by="alice")
    assert (await refused(links, token)).code == "banned"
    await meetings.reissue(ORG, made.id, bob)
    new = await links.token(ORG, bob)
    assert (await refused(links, new)).code == "banned"
    assert await meetings.bans.is_banned(ORG, made.id, bob)
    assert not await meetings.bans.is_banned(ORG, made.id, made.invitees[1].id)
    assert await meetings.bans.banned(ORG, made.id) == {bob}
    await meetings.bans.lift(ORG, made.id, bob)
    assert (await links.open(new)).invitee.id == bob


async def test_check_entry(links: Links, meetings: Meetings, made: Meeting) -> None:
    """Whoever holds a cookie is asked again: every way out of the list closes the door."""
    bob, carol = (person.id for person in made.invitees)
    assert (await meetings.check_entry(ORG, made.id, bob)).hcp == "hcp-bob"

    async def code(invitee: str) -> str:
        with pytest.raises(LinkError) as refusal:
            await meetings.check_entry(ORG, made.id, invitee)
        return refusal.value.code

    await meetings.bans.ban(ORG, made.id, bob, by="alice")
    assert await code(bob) == "banned"
    await meetings.revoke(ORG, made.id, carol)
    assert await code(carol) == "revoked"
    await meetings.cancel(ORG, made.id)
    assert await code(carol) == "cancelled"
    with pytest.raises(NotFound):
        await meetings.check_entry(ORG, made.id, "somebody")


async def test_no_secret_is_written_down(
    links: Links,
    meetings: Meetings,
    outbox: Outbox,
    made: Meeting,
    token: str,
    database: AsyncEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After invitation, delivery and use, no table and no log line holds token or secret."""
    caplog.set_level(logging.DEBUG)
    await outbox.deliver_due()
    await links.use(token)
    tables = ""
    async with database.connect() as connection:
        for table in metadata.sorted_tables:
            tables += str((await connection.execute(select(table))).all())
    assert "bob@klinik.example" in tables
    signed, _, secret = token.rpartition(".")
    for hidden in (secret, signed):
        assert hidden not in tables
        assert hidden not in caplog.text


async def test_the_database_alone_opens_nothing(
    links: Links, made: Meeting, token: str, database: AsyncEngine, clock: Clock
) -> None:
    """With a copy of the tables but another key, neither old links open nor can they be made."""
    thief = Links(database, ["a guessed key"], base_url="https://evil.example", clock=clock)
    assert (await refused(thief, token)).code == "wrong"
    with pytest.raises(WrongState):
        await thief.token(ORG, made.invitees[0].id)


async def test_keys_rotate(
    links: Links, made: Meeting, token: str, database: AsyncEngine, clock: Clock
) -> None:
    """Links of an old key open and can be said while it is known, in a form that opens too."""
    rotated = Links(database, [*KEYS, "newest"], base_url="https://x.example", clock=clock)
    assert (await rotated.open(token)).meeting.id == made.id
    again = await rotated.token(ORG, made.invitees[0].id)
    assert (await rotated.open(again)).meeting.id == made.id
    assert again.rpartition(".")[2] == token.rpartition(".")[2]
