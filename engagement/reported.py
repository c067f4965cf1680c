"""From what a browser or a room reports to rows that can be stored. Pure.

Rules:

1. A browser says what happened and when by its own clock; who it was, in which meeting and when
   by ours, we say.
2. ``at`` is the moment on the server's clock: the browser's moment plus the skew at delivery. It
   is never in the future, and never older than ``OLDEST_MS``: a wrong clock moves no event out of
   its week.
"""

import re
from dataclasses import dataclass
from typing import Any

from engagement.consents import ConsentState
from engagement.errors import Invalid
from engagement.kinds import Source, kind_of, parse_values
from engagement.rows import SERVER_SESSION, EventRow
from engagement.seams import Report, ReportedEvent, RoomFact

OLDEST_MS = 7 * 86_400_000
HIGHEST_SEQ = 2**31 - 1
LATEST_CLOCK = 2**53
"""What JavaScript can count to."""
HIGHEST_SLIDE = 100_000

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Author:
    """Who an event is by."""

    org: str
    meeting: str
    participant: str
    interaction: str | None
    hcp: str | None
    consents: ConsentState
    closed: bool = False
    """Whether their meeting is over."""

    def allows(self, kind_name: str, source: Source) -> bool:
        """Whether an event of this kind may be kept about the author; or raise ``Invalid``."""
        return self.consents.allows(kind_of(kind_name, source).consent)

    def allows_fact(self, fact: RoomFact) -> bool:
        """The same for what a room reports: what is belated needs the consent of its moment, too.

        What is told at once is not held against a clock that may have been set back since.
        """
        if fact.belated:
            return self.consents.covers(kind_of(fact.kind, Source.SERVER).consent, fact.at)
        return self.allows(fact.kind, Source.SERVER)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A report, sorted into what is kept and what is not."""

    rows: tuple[EventRow, ...]
    unwanted: tuple[int, ...]
    """The seqs without consent."""
    malformed: tuple[int, ...]
    """The seqs of events that are none."""
    complaints: tuple[str, ...]
    """What is wrong with the malformed ones; no content of theirs."""


def check_report(report: Report) -> None:
    """Raise ``Invalid`` unless the report's head is sound."""
    if not _ID.fullmatch(report.session) or report.session == SERVER_SESSION:
        raise Invalid("session", "is no id of a tab")
    if not 0 <= report.through <= HIGHEST_SEQ:
        raise Invalid("through", "is out of bounds")
    if not 0 <= report.sent_at <= LATEST_CLOCK:
        raise Invalid("sent_at", "is out of bounds")


def sort(report: Report, author: Author, now: int) -> Sorted:
    """Keep what may be kept; one bad event never costs the others."""
    rows: list[EventRow] = []
    unwanted: list[int] = []
    malformed: list[int] = []
    complaints: list[str] = []
    for event in report.events:
        try:
            if author.allows(event.kind, Source.CLIENT):
                rows.append(client_row(event, report, author, now))
            else:
                unwanted.append(event.seq)
        except Invalid as error:
            complaints.append(error.sentence)
            if 1 <= event.seq <= HIGHEST_SEQ:
                malformed.append(event.seq)
    return Sorted(tuple(rows), tuple(unwanted), tuple(malformed), tuple(complaints))


def client_row(event: ReportedEvent, report: Report, author: Author, now: int) -> EventRow:
    """The row of a browser's event, or raise ``Invalid``."""
    kind = kind_of(event.kind, Source.CLIENT)
    _check_event(event)
    if kind.on_slide and (event.version is None or event.slide is None):
        raise Invalid("slide", f"is missing in {kind.name}")
    skew = now - report.sent_at
    return EventRow(
        id=event.id,
        org=author.org,
        meeting=author.meeting,
        interaction=author.interaction,
        participant=author.participant,
        hcp=author.hcp,
        session=report.session,
        seq=event.seq,
        kind=kind.name,
        at=max(now - OLDEST_MS, min(now, event.at + skew)),
        client_at=event.at,
        skew_ms=skew,
        version=event.version,
        slide=event.slide,
        step=event.step,
        values=parse_values(kind, event.values),
    )


def server_row(fact: RoomFact, author: Author) -> EventRow:
    """The row of what a room reports, or raise ``Invalid``."""
    kind = kind_of(fact.kind, Source.SERVER)
    values: dict[str, Any] = parse_values(kind, fact.values)
    return EventRow(
        id=fact.id,
        org=fact.org,
        meeting=fact.meeting,
        interaction=author.interaction,
        participant=fact.participant,
        hcp=author.hcp,
        session=SERVER_SESSION,
        seq=fact.seq,
        kind=kind.name,
        at=fact.at,
        version=fact.version,
        slide=fact.slide,
        slide_key=fact.slide_key,
        step=fact.step,
        values=values,
    )


def _check_event(event: ReportedEvent) -> None:
    if not _UUID7.fullmatch(event.id):
        raise Invalid("id", "is no UUIDv7")
    if not 1 <= event.seq <= HIGHEST_SEQ:
        raise Invalid("seq", "is out of bounds")
    if not 0 <= event.at <= LATEST_CLOCK:
        raise Invalid("at", "is out of bounds")
    if event.version is not None and not _ID.fullmatch(event.version):
        raise Invalid("version", "is no id")
    for name, place in (("slide", event.slide), ("step", event.step)):
        if place is not None and not 0 <= place <= HIGHEST_SLIDE:
            raise Invalid(name, "is out of bounds")
