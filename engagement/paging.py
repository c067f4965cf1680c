"""Pages of long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    total: int
    """Rows on all pages."""
    number: int
    """From 1."""
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is asked for; anything out of bounds is brought into them."""

    number: int
    size: int

    @classmethod
    def of(cls, number: int, size: int) -> "Slice":
        return cls(min(max(number, 1), 1_000_000), min(max(size, 1), LARGEST_PAGE))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size
