"""Who was connected from when to when."""

import pytest
from sqlalchemy import select

from engagement.errors import NotFound
from engagement.interactions import Channel, Identity, OutcomeStatus
from engagement.store import EngagementStore
from engagement.tables import attendance
from tests.engagement.cast import ALICE, BOB, CAROL, FOREIGN, MEETING, ORG, START
from tests.engagement.play import ALICE_HOST, BOB_HCP, CAROL_HCP, Device, Person, comes, goes


async def minutes(books: EngagementStore, participant: str, now: int) -> tuple[int, int]:
    """Connected and engaged milliseconds."""
    presence = await books.attendance.presence(ORG, MEETING, START + now)
    return presence.connected_ms(participant), presence.engaged_ms(participant)


async def test_connected_and_engaged(books: EngagementStore) -> None:
    """Connected is one's own time, engaged the part of it that the host was there too."""
    await comes(books, BOB_HCP, 0)
    await comes(books, ALICE_HOST, 10_000)
    await goes(books, "bob-1", 30_000)
    await goes(books, "alice-1", 40_000)
    assert await minutes(books, BOB, 99_000) == (30_000, 20_000)
    assert await minutes(books, ALICE, 99_000) == (30_000, 30_000)


async def test_two_tabs_and_a_reconnect(books: EngagementStore) -> None:
    """Two tabs are one presence; a gap is no presence."""
    await comes(books, ALICE_HOST, 0)
    await comes(books, BOB_HCP, 0, "bob-1")
    await comes(books, BOB_HCP, 5_000, "bob-2")
    await goes(books, "bob-1", 10_000)
    await goes(books, "bob-2", 20_000)
    await comes(books, BOB_HCP, 30_000, "bob-3")
    assert await minutes(books, BOB, 35_000) == (25_000, 25_000)


async def test_still_connected(books: EngagementStore) -> None:
    """An open interval counts until now."""
    await comes(books, BOB_HCP, 0)
    assert await minutes(books, BOB, 7_000) == (7_000, 0)


async def test_repeated(books: EngagementStore) -> None:
    """Opening and closing again changes nothing."""
    for _ in range(2):
        await comes(books, BOB_HCP, 0)
    await goes(books, "bob-1", 5_000)
    await goes(books, "bob-1", 9_000)
    await comes(books, BOB_HCP, 10_000)
    assert await minutes(books, BOB, 20_000) == (5_000, 0)


async def test_close_unknown(books: EngagementStore) -> None:
    """A connection that we never heard of can be closed."""
    await goes(books, "nobody", 5_000)


async def test_crash(books: EngagementStore) -> None:
    """Whoever was connected at a crash was so until the crash, and no closed interval moves."""
    await comes(books, ALICE_HOST, 0)
    await comes(books, BOB_HCP, 0)
    await goes(books, "bob-1", 5_000)
    await comes(books, CAROL_HCP, 60_000)
    await books.attendance.close_open(START + 50_000)
    assert await minutes(books, ALICE, 900_000) == (50_000, 50_000)
    assert await minutes(books, BOB, 900_000) == (5_000, 5_000)
    assert await minutes(books, CAROL, 900_000) == (0, 0)
    async with books.engine.connect() as connection:
        spans = (await connection.execute(select(attendance.c.from_at, attendance.c.to_at))).all()
    assert all(start <= end for start, end in spans)


async def test_interaction(books: EngagementStore) -> None:
    """The first connection of an HCP makes the interaction, the second finds it."""
    await comes(books, ALICE_HOST, 0)
    await comes(books, BOB_HCP, 1_000, "bob-1")
    await comes(books, BOB_HCP, 2_000, "bob-2")
    (found,) = await books.interactions.of_meeting(ORG, MEETING)
    assert (found.participant, found.hcp, found.rep) == (BOB, "hcp-bob", ALICE)
    assert (found.channel, found.identity) == (Channel.REMOTE_MEETING, Identity.SIGNED_LINK)
    assert (found.device, found.browser, found.os) == ("desktop", "Firefox", "Linux")
    assert (found.started_at, found.closed, found.outcome_status) == (
        *(START + 1_000, False, OutcomeStatus.NONE),
    )
    assert await books.interactions.get(ORG, found.id) == found


async def test_host_comes_last(books: EngagementStore) -> None:
    """An HCP who came before the host is her guest all the same."""
    await comes(books, BOB_HCP, 0)
    await comes(books, ALICE_HOST, 1_000)
    (found,) = await books.interactions.of_meeting(ORG, MEETING)
    assert found.rep == ALICE


async def test_name_is_kept_of_strangers_only(books: EngagementStore) -> None:
    """Who is in the directory is named there; of others the name in the room is kept."""
    await comes(books, BOB_HCP, 0)
    await comes(books, Person("dave", name="Dave"), 1)
    names = {found.name for found in await books.interactions.of_meeting(ORG, MEETING)}
    assert names == {None, "Dave"}


async def test_our_own_people(books: EngagementStore) -> None:
    """A host is no interaction, and is known as ours; an HCP is not."""
    await comes(books, ALICE_HOST, 0)
    await comes(books, BOB_HCP, 0)
    assert await books.interactions.find(ORG, MEETING, ALICE) is None
    assert await books.interactions.is_ours(ORG, MEETING, ALICE)
    assert not await books.interactions.is_ours(ORG, MEETING, BOB)
    assert not await books.interactions.is_ours(ORG, MEETING, "nobody")


async def test_device_changes(books: EngagementStore) -> None:
    """The device is the one that was last reported."""
    await comes(books, BOB_HCP, 0)
    await books.attendance.opened(BOB_HCP, "bob-2", Device("phone", "Safari", "iOS"), START)
    (found,) = await books.interactions.of_meeting(ORG, MEETING)
    assert (found.device, found.browser, found.os) == ("phone", "Safari", "iOS")


async def test_foreign_organisation(books: EngagementStore) -> None:
    """Another organisation finds nobody in our meeting."""
    await comes(books, BOB_HCP, 0)
    found = (await books.interactions.of_meeting(ORG, MEETING))[0]
    assert await books.interactions.of_meeting(FOREIGN, MEETING) == []
    assert await books.interactions.find(FOREIGN, MEETING, BOB) is None
    with pytest.raises(NotFound):
        await books.interactions.get(FOREIGN, found.id)
    assert (await books.attendance.presence(FOREIGN, MEETING, START)).of == {}
    await books.attendance.close_meeting(FOREIGN, MEETING, START)
    assert await minutes(books, BOB, 5_000) == (5_000, 0)
