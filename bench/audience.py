"""How long the report of a large webinar takes: drawing it, and its whole page.

    python -m bench.audience --people 1000 --json

Everybody signs up, looks at twenty slides and does ten things more: about fifty events each. The
page is asked for over HTTP, several times; what is told is the median. ``statements`` counts what
one page asks of the engagement store, so that a loop of questions would show.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import event, func, select

from accounts import StaffRole
from decks.edits import Words
from engagement.tables import event as event_table
from server.wiring.audience import audience_report
from tests.server.held_meeting import approved
from tests.support.audience import Guest, Show, hold, planned
from tests.support.site import Site, Visitor, running

SLIDES = 20
CLAPS = 8
TIMES = 5


async def measure(people: int) -> dict[str, float]:
    """Play the show and read its report."""
    words = [Words(f"Slide {number}") for number in range(1, SLIDES + 1)]
    guests = [
        Guest(
            f"Dr Guest {place}",
            country=("DE", "FR", "IT")[place % 3],
            goes=None if place % 4 else 20,
            sees=frozenset(range(SLIDES)),
            answers=(place % 3,),
            asks="Why?" if place % 20 == 0 else "",
            claps=CLAPS,
            away=(5, 6),
        )
        for place in range(people)
    ]
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder) / "data") as site:
            mara = await site.person(StaffRole.MARKETING, "Mara Lind")
            version = await approved(site, Path(folder), mara, words)
            show = await hold(await planned(site, mara, version), guests)
            return await _read(site, mara, show) | {"people": people}


async def _read(site: Site, mara: Visitor, show: Show) -> dict[str, float]:
    async with site.store.connect() as connection:
        events = await connection.scalar(select(func.count()).select_from(event_table))
    drawn, pages, statements = list[float](), list[float](), [0]

    def count(*_: object) -> None:
        statements[0] += 1

    report = await audience_report(site.services, site.org.id, show.webinar.id)
    assert report.totals.live == len(show.people)
    event.listen(site.store.sync_engine, "before_cursor_execute", count)
    for _ in range(TIMES):
        began = time.perf_counter()
        await audience_report(site.services, site.org.id, show.webinar.id)
        drawn.append(time.perf_counter() - began)
        statements[0] = 0
        began = time.perf_counter()
        assert (await mara.get(show.address)).status == 200
        pages.append(time.perf_counter() - began)
    return {
        "events": events or 0,
        "report_ms": round(statistics.median(drawn) * 1000),
        "page_ms": round(statistics.median(pages) * 1000),
        "statements": statements[0],
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    given = parser.parse_args()
    figures = asyncio.run(measure(given.people))
    if given.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:12} {figure:,}" for name, figure in figures.items()))


if __name__ == "__main__":
    main()
