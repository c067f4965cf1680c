"""Groups of event rows into SQLite, one transaction and one sync each.

Rules:

1. ``commit`` returns only after COMMIT under ``synchronous=FULL``: what it counted is on the disk.
2. Rows go in as a few statements of many rows, not one statement a row. ``sqlite3`` gives the
   interpreter lock away at each step, and beside a busy event loop each step then waits up to 5 ms
   to get it back: a group of 20 rows took 136 ms by ``executemany`` and 19 ms by one statement.
3. A connection that has failed is closed; the next group opens a new one.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from engagement import ranges
from engagement.bulk import Bulk, Value
from engagement.rows import EventRow, SessionMark

T = TypeVar("T")

BUSY_TIMEOUT_MS = 5_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What one caller wants stored together."""

    rows: Sequence[EventRow]
    mark: SessionMark | None = None


class Ledger(Protocol):
    """A place where batches become durable. Used by one thread only."""

    def commit(self, batches: Sequence[Batch]) -> list[int]:
        """Store all batches or none; return how many rows of each were new.

        A row that two batches bring counts as new for the first of them.
        """
        ...

    def close(self) -> None:
        """Let go of the store. Closing twice is harmless."""
        ...


class SqliteLedger:
    """The ledger in a SQLite file, through a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def commit(self, batches: Sequence[Batch]) -> list[int]:
        connection = self._connection or self._open()
        try:
            connection.execute("BEGIN IMMEDIATE")
            counts = _insert_batches(connection, batches)
            _insert_marks(connection, [batch.mark for batch in batches if batch.mark])
            connection.execute("COMMIT")
        except BaseException:
            self.close()  # rolls back
            raise
        return counts

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        # The writer's thread opens it and is the only one to use it; close() may come from another
        # after that thread has ended.
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection


EVENT_COLUMNS = (
    *("id", "org", "meeting", "interaction", "participant", "hcp", "session", "seq", "kind", "at"),
    *("client_at", "skew_ms", "version", "slide", "slide_key", "step", "values"),
)
_MARK_COLUMNS = (
    *("org", "meeting", "participant", "session", "interaction", "through", "discarded"),
    *("first_at", "last_at"),
)
# OR ROLLBACK: without it SQLite keeps a second journal to undo half a statement, which costs as
# much again as the inserting. A row that breaks a NOT NULL takes the whole group down, and the
# writer then tries the callers one by one.
_EVENTS = Bulk("INSERT OR ROLLBACK INTO", "event", EVENT_COLUMNS, "ON CONFLICT DO NOTHING")
_MARKS = Bulk(
    "INSERT OR ROLLBACK INTO",
    "capture_session",
    _MARK_COLUMNS,
    "ON CONFLICT DO UPDATE SET through = max(through, excluded.through), "
    "discarded = excluded.discarded, last_at = max(last_at, excluded.last_at)",
)
_KNOWN = "SELECT json_group_array(id) FROM event WHERE id IN (SELECT value FROM json_each(?))"
_DISCARDED = (
    "SELECT json_group_array(json_array(c.meeting, c.participant, c.session, json(c.discarded))) "
    "FROM json_each(?) AS asked JOIN capture_session AS c ON c.meeting = asked.value->>0 "
    "AND c.participant = asked.value->>1 AND c.session = asked.value->>2"
)
_Session = tuple[str, str, str]


def event_parameters(row: EventRow) -> tuple[Value, ...]:
    """The row in the order of ``EVENT_COLUMNS``, as SQLite takes it."""
    return (
        row.id,
        row.org,
        row.meeting,
        row.interaction,
        row.participant,
        row.hcp,
        row.session,
        row.seq,
        row.kind,
        row.at,
        row.client_at,
        row.skew_ms,
        row.version,
        row.slide,
        row.slide_key,
        row.step,
        msgspec.json.encode(row.values).decode(),
    )


def _insert_batches(connection: sqlite3.Connection, batches: Sequence[Batch]) -> list[int]:
    """Insert what is new; count it for each batch.

    We hold the write lock, so what is unknown now stays unknown until our COMMIT.
    """
    known = _known(connection, batches)
    fresh: list[EventRow] = []
    counts = []
    for batch in batches:
        before = len(fresh)
        for row in batch.rows:
            if row.id not in known:
                known.add(row.id)
                fresh.append(row)
        counts.append(len(fresh) - before)
    _EVENTS.insert(connection, [event_parameters(row) for row in fresh])
    return counts


def _known(connection: sqlite3.Connection, batches: Sequence[Batch]) -> set[str]:
    ids = [row.id for batch in batches for row in batch.rows]
    return set(_ask(connection, _KNOWN, ids, list[str]))


def _insert_marks(connection: sqlite3.Connection, marks: Sequence[SessionMark]) -> None:
    if not marks:
        return
    grouped: dict[_Session, list[SessionMark]] = {}
    for mark in marks:
        grouped.setdefault((mark.meeting, mark.participant, mark.session), []).append(mark)
    known = {
        (meeting, participant, session): discarded
        for meeting, participant, session, discarded in _ask(
            connection, _DISCARDED, list(grouped), list[tuple[str, str, str, list[ranges.Range]]]
        )
    }
    _MARKS.insert(
        connection,
        [_mark_parameters(group, known.get(session, [])) for session, group in grouped.items()],
    )


def _mark_parameters(
    group: Sequence[SessionMark], discarded: Sequence[ranges.Range]
) -> tuple[Value, ...]:
    now = ranges.from_numbers(seq for mark in group for seq in mark.discarded)
    return (
        group[0].org,
        group[0].meeting,
        group[0].participant,
        group[0].session,
        group[0].interaction,
        max(mark.through for mark in group),
        msgspec.json.encode(ranges.union([*discarded, *now])).decode(),
        min(mark.at for mark in group),
        max(mark.at for mark in group),
    )


def _ask(
    connection: sqlite3.Connection, question: str, asked: Sequence[object], answer: type[T]
) -> T:
    """One step for a question about many, and its answer as JSON: see rule 2."""
    (found,) = connection.execute(question, (msgspec.json.encode(asked).decode(),)).fetchone()
    return msgspec.json.decode(found, type=answer)
