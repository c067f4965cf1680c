"""The agenda of a webinar as its run sheet: what comes when, and what has begun.

Rule: the crew sees it, the audience does not; what is planned stands on the public page.
"""

from __future__ import annotations

from rooms import events as e
from rooms.errors import NotFound
from rooms.ledger import Events, Ledger
from rooms.programme import begun


class RunSheet:
    """Ticks what has begun. Raises RoomIsOver, NotInRoom and NotAllowed besides."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def start(self, by: str, item: int, started: bool, now: int) -> Events:
        """Say that a part of the agenda begins now, or take that back. Raises NotFound."""
        self._ledger.must(by, "start_item")
        agenda = self._ledger.agenda
        if not 0 <= item < len(agenda):
            raise NotFound("the agenda has no such part")
        if (agenda[item].started is not None) == started:
            return ()
        at = now if started else None
        self._ledger.agenda = begun(agenda, item, at)
        return (e.AgendaStarted(*self._ledger.stamp(now, by), item, at),)
