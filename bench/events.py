"""Engagement events stored durably: events a second, beside SQLite left to itself.

    python -m bench.events [--callers 32] [--batch 20] [--events 40000] [--rounds 3] [--json]
    python -m bench.events --url http://localhost:8080 --token TOKEN [--token TOKEN ...]

Three figures, all acknowledged after a commit with `synchronous=FULL` under WAL:

* **raw**: the same rows, one `sqlite3` transaction and one `executemany` for each batch, no server
* **writer**: the same batches by `engagement.writer.Writer`, from that many callers at a time
* **socket**: batches by Socket.IO `engage` to a running server and back, with schema, consent and
  everything else; a server is started for it, unless `--url` names one, or `--no-socket` is given

The aim is a writer at half of raw or better. `--json` prints one JSON line last.
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.events_load import Load, now, socket_rate, uuid7
from engagement import migrations
from engagement.ledger import EVENT_COLUMNS, event_parameters
from engagement.rows import EventRow
from engagement.writer import Writer
from server.database import open_database

AIM = 0.5
PEOPLE = 50
"""Over how many people of how many meetings the rows are spread, for honest indexes."""
MEETINGS = 5


def rows(count: int) -> list[EventRow]:
    """Clicks of many people at once, as they come from a busy server."""
    tabs = [str(uuid4()) for _ in range(PEOPLE)]
    return [row(number, tabs[number % PEOPLE]) for number in range(count)]


def row(number: int, tab: str) -> EventRow:
    person = number % PEOPLE
    moment = now()
    return EventRow(
        id=uuid7(),
        org="an-organisation-of-22ch",
        meeting=f"meeting-{person % MEETINGS:014}",
        interaction=f"interaction-{person:010}",
        participant=f"participant-{person:010}",
        hcp=f"hcp-{person:018}",
        session=tab,
        seq=number // PEOPLE + 1,
        kind="pointer.clicked",
        at=moment,
        client_at=moment,
        skew_ms=0,
        version="a-deck-version-of-22ch",
        slide=number % 12,
        slide_key="efficacy",
        step=0,
        values={"x": 0.25, "y": 0.75},
    )


def batches(rows: Sequence[EventRow], size: int) -> Iterator[Sequence[EventRow]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


async def new_store(folder: Path, name: str) -> Path:
    """A fresh store with the tables and indexes of a real one."""
    path = folder / name
    engine = open_database(path)
    await migrations.upgrade(engine)
    await engine.dispose()
    return path


def raw_rate(path: Path, rows: Sequence[EventRow], size: int) -> float:
    """Rows a second by one executemany and one commit for each batch."""
    names = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
    places = ", ".join("?" * len(EVENT_COLUMNS))
    insert = f"INSERT INTO event ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"
    prepared = [[event_parameters(row) for row in batch] for batch in batches(rows, size)]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    begun = time.perf_counter()
    for batch in prepared:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, batch)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return len(rows) / seconds


async def writer_rate(path: Path, rows: Sequence[EventRow], size: int, callers: int) -> float:
    """Rows a second by the writer; each caller waits for its acknowledgement."""
    work = batches(rows, size)
    async with Writer(path) as writer:

        async def caller() -> int:
            return sum([(await writer.store(batch)).new for batch in work])

        begun = time.perf_counter()
        stored = await asyncio.gather(*(caller() for _ in range(callers)))
        seconds = time.perf_counter() - begun
    assert sum(stored) == len(rows)
    return len(rows) / seconds


async def compare(callers: int, size: int, events: int, rounds: int) -> dict[str, Any]:
    """The two figures, round by round in turns, so that a busy machine disturbs both."""
    raw: list[float] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for turn in range(rounds):
            batch = rows(events)
            raw.append(raw_rate(await new_store(folder, f"raw-{turn}.db"), batch, size))
            path = await new_store(folder, f"writer-{turn}.db")
            ours.append(await writer_rate(path, batch, size, callers))
    return {
        "events_per_second": round(statistics.median(ours)),
        "raw_per_second": round(statistics.median(raw)),
        "ratio": round(statistics.median(a / b for a, b in zip(ours, raw, strict=True)), 2),
    }


async def measure(wanted: argparse.Namespace) -> dict[str, Any]:
    load = Load(wanted.url, wanted.token, wanted.people, wanted.batch)
    found = await compare(wanted.callers, wanted.batch, wanted.events, wanted.rounds)
    found |= {"aim": AIM, "callers": wanted.callers, "batch": wanted.batch}
    if not wanted.no_socket:
        found |= await socket_rate(load)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Engagement events stored durably, a second.")
    parser.add_argument("--callers", type=int, default=32)
    parser.add_argument("--batch", type=int, default=20, help="events a batch, 200 at most")
    parser.add_argument("--events", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=40, help="HCPs of the socket figure")
    parser.add_argument("--url", help="a running server")
    parser.add_argument("--token", action="append", default=[], help="of an attendee of it")
    parser.add_argument("--no-socket", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    wanted = arguments()
    found = asyncio.run(measure(wanted))
    print(f"raw     {found['raw_per_second']:>8,} events/s, {wanted.batch} a commit")
    print(
        f"writer  {found['events_per_second']:>8,} events/s, {wanted.callers} callers: "
        f"{found['ratio']} of raw, aim {AIM}"
    )
    if "socket_per_second" in found:
        print(
            f"socket  {found['socket_per_second']:>8,} events/s, {found['people']} people, "
            f"p50 {found['ack_p50_ms']} ms, p99 {found['ack_p99_ms']} ms to the acknowledgement"
        )
    if wanted.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
