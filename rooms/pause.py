"""A break of a webinar: the audience waits in front of a calm page, the crew is among itself.

Rule 1: whoever is on stage goes backstage with the pause, and back with its end: what the audience
neither sees nor hears is decided by the one rule of ``show``.
Rule 2: whoever of the crew comes during the pause comes backstage.
Rule 3: when its time is over the host goes on, unless the pause was meant to end by itself.
"""

from __future__ import annotations

from rooms import events as e
from rooms.errors import NotAllowed
from rooms.ledger import Events, Ledger
from rooms.people import Pause
from rooms.roles import CREW, INSIDE, Phase
from rooms.roster import Person
from rooms.show import Show

LONGEST_PAUSE_MS = 3_600_000


class Pauses:
    """The breaks of a show."""

    def __init__(self, ledger: Ledger, show: Show) -> None:
        self._ledger = ledger
        self._show = show

    def begin(self, by: str, for_ms: int | None, now: int, *, ends: bool = False) -> Events:
        """Pause the show, for so long (0: open end), perhaps to end by itself; again changes that.

        None keeps the time that is set. Raises NotAllowed.
        """
        self._ledger.must(by, "pause")
        if not self._ledger.plan.webinar or self._ledger.phase is not Phase.LIVE:
            raise NotAllowed("only a webinar that is live has a break")
        if for_ms is not None and not 0 <= for_ms <= LONGEST_PAUSE_MS:
            raise NotAllowed("a break takes up to an hour")
        before = self._ledger.pause
        until = now + for_ms if for_ms else None
        if for_ms is None and before is not None:
            until = before.until
        pause = Pause(before.since if before else now, until, ends and until is not None)
        if pause == before:
            return ()
        people = [] if before else [p for p in self._ledger.roster if _on_stage(p)]
        self._ledger.pause = pause
        self._ledger.sent_back |= {person.public.id for person in people}
        names = tuple(sorted(self._ledger.sent_back))
        paused = e.ShowPaused(*self._ledger.stamp(now, by), pause, names)
        moved = [self._show.move(person, by, True, now) for person in people]
        return (paused, *(event for events in moved for event in events))

    def end(self, by: str, now: int) -> Events:
        """Go on: everybody is where they were. Raises NotAllowed."""
        self._ledger.must(by, "pause")
        return () if self._ledger.pause is None else self._go_on(by, now)

    def tick(self, now: int) -> Events:
        """Go on if the time has come and nobody need press for it."""
        due = self.next_end()
        return () if due is None or now < due else self._go_on(None, now)

    def next_end(self) -> int | None:
        """When ``tick`` has something to do."""
        pause = self._ledger.pause
        return pause.until if pause is not None and pause.ends else None

    def _go_on(self, by: str | None, now: int) -> Events:
        names, self._ledger.sent_back = self._ledger.sent_back, set()
        self._ledger.pause = None
        back = [p for p in self._ledger.roster if p.public.id in names and p.public.backstage]
        moved = [self._show.move(person, by, False, now) for person in back]
        stage = tuple(event for events in moved for event in events)
        return (*stage, e.ShowResumed(*self._ledger.stamp(now, by)))


def _on_stage(person: Person) -> bool:
    public = person.public
    return public.role in CREW and public.state in INSIDE and not public.backstage
