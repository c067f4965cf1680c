"""Who is where: an address that a session is heard at is nobody else's."""

from media.batch import Address
from media.holders import HELD, Holders

PLACE = ("192.0.2.1", 4000)


class Someone:
    """A session that sends to a place, and was heard a moment ago or not."""

    def __init__(self, place: Address | None, heard: float = 0.0) -> None:
        self.place = place
        self.heard = heard

    def is_at(self, address: Address) -> bool:
        return self.place == address


def test_free() -> None:
    """Nobody's address is for whoever comes first, and stays theirs."""
    holders, alice = Holders(), Someone(PLACE)
    assert holders.may_take(PLACE, alice, 0.0)
    holders.take(PLACE, alice)
    assert holders.may_take(PLACE, alice, 0.0)


def test_held() -> None:
    """It is not given away while its session is heard, nor taken from it by a leave of another."""
    holders, alice, eve = Holders(), Someone(PLACE), Someone(None)
    holders.take(PLACE, alice)
    assert not holders.may_take(PLACE, eve, HELD)
    holders.leave(PLACE, eve)
    assert not holders.may_take(PLACE, eve, HELD)


def test_silent() -> None:
    """Of who is not heard any more, a router may have given the address to somebody else."""
    holders, alice = Holders(), Someone(PLACE)
    holders.take(PLACE, alice)
    assert holders.may_take(PLACE, Someone(None), HELD + 0.1)


def test_moved() -> None:
    """Of who has gone elsewhere, too."""
    holders, alice = Holders(), Someone(PLACE)
    holders.take(PLACE, alice)
    alice.place = ("192.0.2.1", 4001)
    assert holders.may_take(PLACE, Someone(None), 0.1)


def test_left() -> None:
    """After the end nothing is kept."""
    holders, alice = Holders(), Someone(PLACE)
    holders.take(PLACE, alice)
    holders.leave(PLACE, alice)
    assert not len(holders) and holders.may_take(PLACE, Someone(None), 0.1)
