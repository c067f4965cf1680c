"""Capture: what browsers and rooms report, through consent and schema, into the ledger.

Rules:

1. Without the consent that its kind needs, nothing of an HCP is kept: not the event, not a trace
   of what it said. That it was discarded is noted by its number, so that it is not called missing.
2. A malformed event is dropped and logged; the rest of its batch is stored.
3. The answer comes after the commit.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engagement.consents import Consents, ConsentState
from engagement.content import Content
from engagement.errors import Invalid
from engagement.interactions import Interactions
from engagement.reported import Author, check_report, server_row, sort
from engagement.rows import EventRow, SessionMark
from engagement.seams import Report, RoomFact, Visitor, is_engaged
from engagement.writer import Writer

logger = logging.getLogger(__name__)

OURS = ConsentState(capture=True, attention=True, recording=True)
"""What our own people do in a meeting is their work, and no consent is asked for it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a report. It is committed."""

    stored: int
    duplicate: int
    """Known before."""
    discarded: int
    """Not wanted: without consent, or malformed."""
    through: int
    """The highest seq of the tab that we know of from this report."""


class Capture:
    """Takes what is reported. Its shape is what signalling asks for."""

    def __init__(
        self,
        writer: Writer,
        interactions: Interactions,
        consents: Consents,
        content: Content,
        *,
        late: Callable[[str, str, int], None] | None = None,
    ) -> None:
        """``late`` is told organisation, meeting and time when one that is over got events."""
        self._writer = writer
        self._interactions = interactions
        self._consents = consents
        self._content = content
        self._late = late

    async def store(self, visitor: Visitor, report: Report, now: int) -> Receipt:
        """Keep what a browser reports; return when it is committed.

        Raise ``Invalid`` for a report without a head, ``Overloaded`` or ``Unavailable`` when the
        browser has to try again.
        """
        check_report(report)
        author = await self._author_of(visitor, now)
        kept = sort(report, author, now)
        if kept.complaints:
            logger.debug("x %d events: %s", len(kept.complaints), "; ".join(kept.complaints))
        rows = await self._with_keys(kept.rows)
        seqs = [*(row.seq for row in rows), *kept.unwanted, *kept.malformed]
        through = max(report.through, *seqs, 0)
        mark = SessionMark(
            org=visitor.org,
            meeting=visitor.meeting,
            participant=visitor.participant,
            session=report.session,
            interaction=author.interaction,
            through=through,
            at=now,
            discarded=(*kept.unwanted, *kept.malformed),
        )
        stored = await self._writer.store(rows, mark)
        if stored.new and author.closed and self._late is not None:
            self._late(visitor.org, visitor.meeting, now)
        discarded = len(report.events) - len(rows)
        return Receipt(stored.new, stored.duplicate, discarded, through)

    async def journal(self, facts: Sequence[RoomFact]) -> None:
        """Keep what rooms report, as far as consent goes; return when it is committed."""
        rows: list[EventRow] = []
        for fact in facts:
            author = await self._author_in_room(fact)
            try:
                if author.allows_fact(fact):
                    rows.append(server_row(fact, author))
            except Invalid as error:
                logger.error("x %s of a room: %s", fact.kind, error.sentence)
        stored = await self._writer.store(rows)
        if stored.new:
            await self._tell_late(rows)

    async def _tell_late(self, rows: Sequence[EventRow]) -> None:
        """The facts of rooms that are over came after everything was counted, or meanwhile."""
        latest: dict[tuple[str, str], int] = {}
        for row in rows:
            key = row.org, row.meeting
            latest[key] = max(row.at, latest.get(key, row.at))
        for (org, meeting), at in latest.items():
            if self._late is not None and await self._interactions.is_over(org, meeting):
                self._late(org, meeting, at)

    async def _author_of(self, visitor: Visitor, now: int) -> Author:
        org, meeting, participant = visitor.org, visitor.meeting, visitor.participant
        if not is_engaged(visitor):
            return Author(org, meeting, participant, None, None, OURS)
        opened = await self._interactions.open(visitor, now)
        consents = await self._consents.current(org, meeting, participant)
        return Author(
            org, meeting, participant, opened.id, opened.hcp, consents, closed=opened.closed
        )

    async def _author_in_room(self, fact: RoomFact) -> Author:
        org, meeting, participant = fact.org, fact.meeting, fact.participant
        if await self._interactions.is_ours(org, meeting, participant):
            return Author(org, meeting, participant, None, None, OURS)
        found = await self._interactions.find(org, meeting, participant)
        consents = await self._consents.current(org, meeting, participant)
        id, hcp = (found.id, found.hcp) if found else (None, None)
        return Author(org, meeting, participant, id, hcp, consents)

    async def _with_keys(self, rows: Sequence[EventRow]) -> list[EventRow]:
        """The rows with the keys of their slides, which are the same in each version of a deck."""
        keys = {
            (row.org, row.version): await self._content.keys(row.org, row.version)
            for row in {row.version: row for row in rows}.values()
            if row.version is not None
        }
        return [_with_key(row, keys.get((row.org, row.version or ""), ())) for row in rows]


def _with_key(row: EventRow, keys: Sequence[str]) -> EventRow:
    if row.slide is None or row.slide >= len(keys):
        return row
    return replace(row, slide_key=keys[row.slide])
