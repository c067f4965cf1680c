"""Who is where: an address is the session's that is heard there. No I/O.

Datagrams are told apart by their source alone. Somebody who may be here and can forge the source
of datagrams would otherwise take over anybody's address with checks of a session of their own, and
what really comes from there would be thrown away.
"""

from typing import Protocol

from media.batch import Address

HELD = 5.0
"""Seconds for which silence may last: checks come every 2.5 s. Then a router may have given the
address to somebody else."""


class Resident(Protocol):
    """A session, as far as it matters here."""

    heard: float

    def is_at(self, address: Address) -> bool:
        """Whether that is where it sends to."""
        ...


class Holders:
    """The sessions behind validated addresses."""

    def __init__(self) -> None:
        self._at: dict[Address, Resident] = {}

    def __len__(self) -> int:
        return len(self._at)

    def may_take(self, address: Address, session: Resident, now: float) -> bool:
        """Whether an address is free for that session."""
        holder = self._at.get(address)
        if holder is None or holder is session or not holder.is_at(address):
            return True
        return now - holder.heard > HELD

    def take(self, address: Address, session: Resident) -> None:
        """The session is there from now on."""
        self._at[address] = session

    def leave(self, address: Address, session: Resident) -> None:
        """It is there no longer, unless another has taken its place already."""
        if self._at.get(address) is session:
            del self._at[address]
