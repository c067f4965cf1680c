"""The places on stage: how many people are seen and heard at once, and who they are.

Rule 1: six people publish a camera at the same time. Hosts do not count: whoever drives the meeting
is never kept off the stage by it. Nor does who is backstage: the audience sees nothing of it.

Rule 2: a place is claimed before media is answered, so that of two who ask for the last one exactly
one gets it. A claim that nothing follows runs out.

Rule 3: a place is its person's: somebody whose stream breaks has it for as long as a person without
a connection is kept, and loses it at once when they leave, are removed or are put aside.

Rule 4: whoever neither speaks nor shows a picture for ``QUIET_MS`` gives way when the stage is full
and somebody else asks: the longest quiet first. For a moment they cannot make others give way in
turn, or one request would run through the whole stage.
"""

from __future__ import annotations

from rooms.errors import StageFull
from rooms.ledger import Events, Ledger
from rooms.people import Stream
from rooms.roles import Role
from rooms.roster import Person

MOST_ON_STAGE = 6
"""Faces that a laptop decodes and a page shows beside the slide."""
CLAIM_MS = 20_000
"""From the answer to the first packet; media gives up after 15 s."""
KEPT_MS = 60_000
"""After a stream broke; as long as a person without a connection is kept."""
QUIET_MS = 60_000
GAVE_WAY_MS = 10_000

FULL = "all six places on stage are taken; you can listen, chat and raise your hand"


class Places:
    """Who has a place."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._gave_way: dict[str, int] = {}
        self._before: dict[str, int] = {}
        """Until when a place was kept for somebody who has claimed it."""

    def take(self, person: Person, now: int) -> Events:
        """Give somebody a place, or leave them the one they have. Raises StageFull."""
        who = person.public.id
        if person.public.role is Role.HOST or person.public.backstage:
            return ()
        taken = self.taken(now)
        quiet = None if who in taken or len(taken) < MOST_ON_STAGE else self._give_way(who, now)
        self._before[who] = self._ledger.kept.get(who, 0)
        self._ledger.kept[who] = max(self._before[who], now + CLAIM_MS)
        if quiet is None:
            return ()
        self._ledger.kept.pop(quiet.participant, None)
        self._gave_way[quiet.participant] = now
        return (self._ledger.end_stream(quiet, now),)

    def _give_way(self, asking: str, now: int) -> Stream:
        """Whose place somebody gets on a full stage. Raises StageFull."""
        quiet = [(at, self._ledger.streams[id]) for id, at in self._ledger.quiet.items()]
        late = [(at, stream) for at, stream in quiet if self._may_give_way(stream, at, now)]
        gave_way = self._gave_way.get(asking)
        if not late or (gave_way is not None and now - gave_way < GAVE_WAY_MS):
            raise StageFull(FULL)
        return min(late, key=lambda each: each[0])[1]

    def _may_give_way(self, stream: Stream, since: int, now: int) -> bool:
        is_quiet = stream.kind == "camera" and now - since >= QUIET_MS
        return is_quiet and self._counts(stream.participant)

    def taken(self, now: int) -> set[str]:
        """Who has a place now."""
        kept = [who for who, until in self._ledger.kept.items() if until > now]
        cameras = [s.participant for s in self._ledger.streams.values() if s.kind == "camera"]
        return {who for who in (*cameras, *kept) if self._counts(who)}

    def keep(self, participant: str, now: int) -> None:
        """Somebody's stream broke: hold their place for them."""
        self._ledger.kept[participant] = now + KEPT_MS

    def give_back(self, participant: str) -> None:
        """Nothing follows somebody's claim; what was kept for them before still is."""
        before = self._before.pop(participant, 0)
        self.free(participant)
        if before:
            self._ledger.kept[participant] = before

    def free(self, participant: str) -> None:
        """Nothing is kept for somebody any more; a stream of theirs still counts."""
        self._before.pop(participant, None)
        self._ledger.kept.pop(participant, None)

    def _counts(self, participant: str) -> bool:
        person = self._ledger.roster.get(participant)
        if person is None or not person.on_stage:
            return False
        return person.public.role is not Role.HOST and not person.public.backstage
