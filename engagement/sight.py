"""When a tab was out of sight, from what it reports. Pure."""

from collections.abc import Sequence

from engagement.intervals import Interval
from engagement.rows import EventRow


def hidden(rows: Sequence[EventRow], end: int) -> list[Interval]:
    """From each hiding to the next showing; one that nothing follows lasts until ``end``.

    ``rows`` are one tab's, in order. Nothing of who did not agree that it is told.
    """
    spans: list[Interval] = []
    since: int | None = None
    for row in rows:
        if row.kind == "attention.hidden" and since is None:
            since = row.at
        elif row.kind == "attention.shown" and since is not None:
            spans.append((since, row.at))
            since = None
    if since is not None:
        spans.append((since, end))
    return spans
