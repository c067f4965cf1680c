"""What browsers and rooms report, through consent and schema."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from engagement.capture import Receipt
from engagement.consents import ConsentState, Means
from engagement.errors import Invalid
from engagement.kinds import ConsentKind
from engagement.reported import OLDEST_MS, Author, sort
from engagement.store import EngagementStore
from engagement.tables import event
from tests.engagement.cast import BOB, CAROL, MEETING, ORG, START, TAB, event_id
from tests.engagement.play import (
    ALICE_HOST,
    BOB_HCP,
    CAROL_HCP,
    Batch,
    Happened,
    Tab,
    agrees,
    comes,
    curtain_up,
    kinds_of,
)

CAPTURE, ATTENTION = ConsentKind.CAPTURE, ConsentKind.ATTENTION
EVERYTHING = ConsentState(True, True, True)
BOB_AUTHOR = Author(ORG, MEETING, BOB, "i-bob", "hcp-bob", EVERYTHING)


async def test_store(books: EngagementStore) -> None:
    """A report becomes rows that say who, where and when by our clock."""
    await curtain_up(books)
    tab = Tab(behind=3_600_000)
    sent = tab.happened("pointer.clicked", 5_000, 1, step=2, values={"x": 0.5, "y": 0.5})
    assert await tab.send(books, 6_000) == Receipt(1, 0, 0, 1)
    (interaction,) = await books.interactions.of_meeting(ORG, MEETING)
    async with books.engine.connect() as connection:
        row = (await connection.execute(select(event))).one()._asdict()
    assert row == {
        "org": ORG,
        "position": 1,
        "id": sent.id,
        "meeting": MEETING,
        "interaction": interaction.id,
        "participant": BOB,
        "hcp": "hcp-bob",
        "session": TAB,
        "seq": 1,
        "kind": "pointer.clicked",
        "at": START + 5_000,
        "client_at": START + 5_000 - 3_600_000,
        "skew_ms": 3_600_000,
        "version": "v1",
        "slide": 1,
        "slide_key": "efficacy",
        "step": 2,
        "values": {"x": 0.5, "y": 0.5},
    }


async def test_sent_twice(books: EngagementStore) -> None:
    """The same report again is all duplicates."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(0, 0, 3_000)
    batch = tab.batch(4_000)
    await books.capture.store(BOB_HCP, batch, START + 4_000)
    assert await books.capture.store(BOB_HCP, batch, START + 9_000) == Receipt(0, 2, 0, 2)


async def test_without_consent(books: EngagementStore) -> None:
    """Without consent to capture there is not one row, and nothing is called missing."""
    await curtain_up(books)
    await comes(books, CAROL_HCP, 0)
    tab = Tab(CAROL_HCP)
    tab.looked(0, 0, 3_000)
    assert await tab.send(books, 4_000) == Receipt(0, 0, 2, 2)
    assert await kinds_of(books, CAROL) == []
    report = await books.reports.prefill(ORG, MEETING, START)
    assert (report.completeness.expected, report.completeness.discarded) == (0, 2)


async def test_attention_needs_its_own(books: EngagementStore) -> None:
    """With consent to capture alone, attention is discarded and the rest is kept."""
    await curtain_up(books)
    tab = Tab()
    tab.happened("attention.hidden", 0)
    tab.looked(0, 0, 3_000)
    assert await tab.send(books, 4_000) == Receipt(2, 0, 1, 3)
    await agrees(books, BOB_HCP, CAPTURE, ATTENTION)
    tab.happened("attention.shown", 5_000)
    assert await tab.send(books, 6_000) == Receipt(1, 0, 0, 4)


async def test_withdrawn(books: EngagementStore) -> None:
    """What was still on its way when consent was withdrawn is discarded."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(0, 0, 3_000)
    await tab.send(books, 4_000)
    tab.looked(1, 4_000, 3_000)
    await books.consents.withdraw(ORG, MEETING, BOB, [CAPTURE], Means.ROOM, START + 8_000)
    assert (await tab.send(books, 9_000)).discarded == 2
    assert await kinds_of(books, BOB) == ["slide.entered", "slide.left"]


async def test_host_needs_none(books: EngagementStore) -> None:
    """What our own people do is their work; it belongs to no HCP."""
    await curtain_up(books)
    tab = Tab(ALICE_HOST, session="alice-tab")
    tab.looked(0, 0, 3_000)
    assert (await tab.send(books, 4_000)).stored == 2
    async with books.engine.connect() as connection:
        owners = await connection.execute(select(event.c.interaction, event.c.hcp).distinct())
        assert owners.all() == [(None, None)]


async def test_one_bad_event(books: EngagementStore) -> None:
    """A malformed event is dropped, counted and not missed; the others are stored."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(0, 0, 3_000)
    tab.happened("pointer.clicked", 100, 0, values={"x": 7, "y": 0})
    tab.happened("slide.shown", 100, 0)
    assert await tab.send(books, 4_000) == Receipt(2, 0, 2, 4)
    figure = (await books.reports.prefill(ORG, MEETING, START)).completeness
    assert (str(figure), figure.discarded) == ("2 of 2 events", 2)


async def test_unknown_version(books: EngagementStore) -> None:
    """A slide that we do not know is stored without a key."""
    await curtain_up(books)
    tab = Tab()
    tab.outbox.append(replace(tab.happened("slide.entered", 0, 0), version="v9", seq=2))
    await tab.send(books, 10)
    async with books.engine.connect() as connection:
        keys = await connection.execute(select(event.c.version, event.c.slide_key))
        assert keys.all() == [("v1", "welcome")]


@pytest.mark.parametrize(
    "broken",
    [
        {"session": ""},
        {"session": "server"},
        {"session": "x" * 65},
        {"session": "tab 1"},
        {"through": -1},
        {"through": 2**31},
        {"sent_at": -1},
        {"sent_at": 2**53 + 1},
    ],
)
async def test_broken_head(books: EngagementStore, broken: dict[str, Any]) -> None:
    """A report that does not say whose it is, or how far it has counted, is refused."""
    with pytest.raises(Invalid):
        await books.capture.store(BOB_HCP, replace(Tab().batch(0), **broken), START)


GOOD = Happened(event_id(), 1, "slide.entered", START, "v1", 0, 0)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "00000000-0000-4000-8000-000000000000"},
        {"id": GOOD.id.upper()},
        {"id": "' OR 1=1 --"},
        {"seq": 0},
        {"seq": 2**31},
        {"at": -1},
        {"at": 2**60},
        {"version": "v 1"},
        {"version": None},
        {"slide": None},
        {"slide": -1},
        {"step": -1},
        {"step": 10**9},
        {"kind": "slide.exploded"},
        {"values": {"visible_ms": 5}},
    ],
)
def test_broken_event(broken: dict[str, Any]) -> None:
    """Each field of an event has bounds."""
    report = Batch(TAB, START, 1, (GOOD, replace(GOOD, **broken)))
    found = sort(report, BOB_AUTHOR, START)
    assert [row.id for row in found.rows] == [GOOD.id]
    assert len(found.complaints) == 1


@given(st.integers(0, 2**53), st.integers(0, 2**53))
def test_any_clock(at: int, sent_at: int) -> None:
    """Whatever the browser's clock says: never in the future, never older than a week."""
    (row,) = sort(Batch(TAB, sent_at, 1, (replace(GOOD, at=at),)), BOB_AUTHOR, START).rows
    assert START - OLDEST_MS <= row.at <= START
    assert (row.client_at, row.skew_ms) == (at, START - sent_at)


@given(st.integers(0, OLDEST_MS), st.integers(-(10**12), 10**12))
def test_wrong_clock_right_time(ago: int, behind: int) -> None:
    """A clock that is wrong by any constant tells the right time."""
    sent_at = START - behind
    event = replace(GOOD, at=sent_at - ago)
    (row,) = sort(Batch(TAB, sent_at, 1, (event,)), BOB_AUTHOR, START).rows
    assert row.at == START - ago
