"""The sums behind a webinar's figures: groups, attention, trouble. Without a network."""

from dataclasses import dataclass

import pytest

from signaling import attention, groups
from signaling.attention import Attention
from signaling.groups import Groups
from signaling.seams import Profile
from signaling.trouble import MOST, PATIENCE_MS, Trouble


@dataclass(frozen=True)
class Quality:
    """What media measures of somebody."""

    score: int = 4
    path: str = "udp"
    rtt_ms: float | None = None
    loss: float = 0.0
    kbps: float = 300.0


# -- groups ------------------------------------------------------------------------------------


def audience(**countries: int) -> Groups:
    """So many from each country."""
    counted = Groups()
    for country, many in countries.items():
        people = [f"{country}{n}" for n in range(many)]
        for who in people:
            counted.come(who)
        counted.learn(people, {who: Profile(country=country) for who in people})
    return counted


def test_groups() -> None:
    """The largest first; small ones and unknown ones are one without a name."""
    told = audience(DE=12, FR=6, NO=2, SE=3).told()
    assert told["country"] == [
        {"name": "DE", "here": 12},
        {"name": "FR", "here": 6},
        {"name": "", "here": 5},
    ]
    assert told["segment"] == []


def test_small_groups_alone() -> None:
    """Where every group is small nothing is told at all."""
    assert audience(DE=4, FR=1).told()["country"] == []


def test_many_groups() -> None:
    """Not more than fit, and nobody is forgotten in the sum."""
    told = audience(**{f"C{n}": 5 for n in range(20)}).told()["country"]
    assert len(told) == groups.MOST + 1
    assert sum(int(str(group["here"])) for group in told) == 100


def test_going_is_counted_off() -> None:
    """Whoever goes, looked up or not, is in no group any more."""
    counted = audience(DE=6)
    counted.come("new")
    for who in ("DE0", "new", "nobody"):
        counted.go(who)
    assert counted.told()["country"] == [{"name": "DE", "here": 5}]
    assert counted.unknown(10) == []


def test_looked_up_once() -> None:
    """Of whom nothing is known nobody asks again; whoever left meanwhile is not counted."""
    counted = Groups()
    for who in ("a", "b", "c"):
        counted.come(who)
    assert counted.unknown(2) == ["a", "b"]
    counted.go("b")
    counted.learn(["a", "b"], {"b": Profile("DE")})
    assert counted.unknown(5) == ["c"]
    counted.come("a")
    assert counted.unknown(5) == ["c"]


# -- attention ---------------------------------------------------------------------------------


def test_attention() -> None:
    """A share of those who agreed; whoever did not, or has gone, is not in it."""
    seen = Attention()
    for number in range(8):
        seen.see(f"n{number}", number < 6)
    seen.see("private", None)
    assert seen.told() == {"share": 75, "of": 8}
    seen.see("n0", False)
    seen.see("n0", False)
    seen.forget("n7")
    assert seen.told() == {"share": 71, "of": 7}


def test_attention_of_few() -> None:
    """Of fewer than five nothing is told, also when there were more before."""
    seen = Attention()
    for number in range(attention.FEWEST):
        seen.see(f"n{number}", True)
    assert seen.told() is not None
    seen.see("n0", None)
    assert seen.told() is None


# -- trouble -----------------------------------------------------------------------------------


def plights(known: Trouble, now: int) -> dict[str, str]:
    return {who: case.plight.value for who, case in known.cases(now).items()}


def test_a_lost_connection() -> None:
    """At once, until they are back."""
    known = Trouble()
    known.lose("bob", 1_000)
    assert known.told(1_000) == {
        "count": 1,
        "people": [{"id": "bob", "plight": "lost", "since": 1_000, "path": None}],
    }
    known.find("bob")
    assert known.told(1_000) == {"count": 0, "people": []}


@pytest.mark.parametrize(("score", "plight"), [(0, "silent"), (1, "poor")])
def test_bad_media(score: int, plight: str) -> None:
    """After a while, with the time since when; a bad moment is no trouble."""
    known = Trouble()
    for now in range(0, PATIENCE_MS, 2_000):
        known.look({"bob": Quality(score, "tcp"), "eve": Quality(2)}, True, now)
        assert plights(known, now) == {}
    assert plights(known, PATIENCE_MS) == {"bob": plight}
    assert known.cases(PATIENCE_MS)["bob"].since == 0
    assert known.cases(PATIENCE_MS)["bob"].path == "tcp"
    known.look({"bob": Quality(3), "eve": Quality(2)}, True, PATIENCE_MS)
    assert plights(known, 2 * PATIENCE_MS) == {}


def test_slides_only() -> None:
    """Media that has ended is trouble while something is on stage, and of who is still here."""
    known = Trouble()
    known.look({"bob": Quality()}, True, 0)
    known.look({}, True, 1_000)
    assert plights(known, 1_000 + PATIENCE_MS) == {"bob": "slides"}
    known.look({}, False, 20_000)
    assert plights(known, 40_000) == {}
    known.look({}, True, 50_000)
    known.forget("bob")
    assert plights(known, 90_000) == {}


def test_a_whole_hospital_is_cut_off() -> None:
    """All are counted; the twenty who have waited longest are named."""
    known = Trouble()
    for number in range(100):
        known.lose(f"n{number:02}", 100 - number)
    told = known.told(200)
    assert told["count"] == 100
    people = told["people"]
    assert isinstance(people, list) and len(people) == MOST
    assert people[0]["id"] == "n99"


def test_ways() -> None:
    """Media knows UDP from TCP; of a relay the browser tells, as long as it is so."""
    known = Trouble()
    assert [known.way("bob", Quality()), known.way("bob", Quality(path="tcp"))] == ["udp", "tcp"]
    assert known.relay("bob", True)
    assert not known.relay("bob", True) and not known.relay("bob", None)
    assert known.way("bob", Quality()) == "relay"
    known.look({"bob": Quality(1)}, True, 0)
    assert known.cases(PATIENCE_MS)["bob"].path == "relay"
    assert known.relay("bob", False)
    assert known.way("bob", Quality()) == "udp"
