"""Token buckets: a person's pace is fine, a flood is not."""

import asyncio
import time

import pytest

from signaling import limits
from signaling.limits import OTHERS, RATES, Limits
from signaling.messages import MESSAGES
from tests.support.browser import Refused
from tests.support.venue import Venue

NOW = 1_000_000


@pytest.mark.parametrize("message", [*RATES, "mute"])
def test_a_burst_then_a_pace(message: str) -> None:
    """So many at once, then one whenever one has been gained."""
    rate, buckets = RATES.get(message, OTHERS), Limits()
    assert all(buckets.take("bob", message, NOW) for _ in range(int(rate.burst)))
    assert not buckets.take("bob", message, NOW)
    later = NOW + int(1000 / rate.per_second) + 1
    assert buckets.take("bob", message, later)
    assert not buckets.take("bob", message, later)


def test_everybody_has_their_own() -> None:
    """Neither another person's flood nor another message's counts."""
    buckets = Limits()
    while buckets.take("bob", "chat", NOW):
        pass
    assert buckets.take("carol", "chat", NOW)
    assert buckets.take("bob", "show", NOW)


def test_a_clock_that_runs_back_gives_nothing() -> None:
    """Nobody gains by it."""
    buckets = Limits()
    while buckets.take("bob", "chat", NOW):
        pass
    assert not buckets.take("bob", "chat", NOW - 60_000)


def test_the_idle_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buckets of people who are long gone are dropped once there are many."""
    monkeypatch.setattr(limits, "MOST_BUCKETS", 10)
    buckets = Limits()
    for number in range(20):
        buckets.take(f"p{number}", "chat", NOW)
    buckets.take("late", "chat", NOW + 120_000)
    assert len(buckets._buckets) == 1


def test_slow_buckets_are_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has used up a day's registrations does not get them back by a crowd of others."""
    monkeypatch.setattr(limits, "MOST_BUCKETS", 10)
    buckets = Limits()
    while buckets.take("2001:db8::", "register_day", NOW):
        pass
    for number in range(20):
        buckets.take(f"p{number}", "chat", NOW + 120_000)
    assert not buckets.take("2001:db8::", "register_day", NOW + 121_000)


def test_every_rate_is_of_a_message() -> None:
    """A rate of something that does not exist would be a mistake."""
    pages = {"register", "register_day", "register_mail", "verify"}
    assert set(RATES) <= set(MESSAGES) | {"publish", "play", "media_session"} | pages


async def test_a_flood_is_refused_and_slowed(venue: Venue) -> None:
    """The code says so; the socket is not read for a while; the person stays in."""
    async with venue.inside("alice") as (alice,):
        burst = int(RATES["chat"].burst)
        begun = time.monotonic()
        sent = [alice.send("chat", id=f"m{n}", text="x") for n in range(burst + 3)]
        answers = await asyncio.gather(*sent, return_exceptions=True)
        codes = [a.code for a in answers if isinstance(a, Refused)]
        assert codes == ["too-many"] * 3
        assert time.monotonic() - begun >= 3 * limits.PENALTY_SECONDS
        assert len((await alice.send("snapshot"))["snapshot"]["chat"]) == burst


async def test_one_persons_flood_does_not_slow_another(venue: Venue) -> None:
    """While Bob floods, Alice's slides go through as ever."""
    async with venue.inside("alice", "bob") as (alice, bob):
        flood = [asyncio.ensure_future(bob.send("react", reaction="clap")) for _ in range(40)]
        begun = time.monotonic()
        await alice.send("show", version="v1", slide=1)
        assert time.monotonic() - begun < 1
        results = await asyncio.gather(*flood, return_exceptions=True)
        assert any(isinstance(result, Refused) for result in results)
