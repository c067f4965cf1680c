"""Long lists in portions, so that no statement has more values than a database takes."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

MOST = 500
"""SQLite as Python brings it takes 32,766 values a statement, PostgreSQL 65,535; a portion of 500
costs next to nothing more."""


def portions(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists of ``MOST``; none for no values."""
    rest = iter(values)
    while portion := list(islice(rest, MOST)):
        yield portion
