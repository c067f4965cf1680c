"""A table to export: typed columns, rows of plain values. Pure."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from uuid import NAMESPACE_OID, uuid5

Cell: TypeAlias = str | int | float | bool | None
Row: TypeAlias = tuple[Cell, ...]


class Kind(Enum):
    """What the cells of a column are. None is an empty cell in each."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    SHARE = "share"
    """From 0 to 1; a workbook shows percent."""
    MOMENT = "moment"
    """UTC milliseconds."""
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` is stable: programs ask for it."""

    key: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """In characters, for people."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    key: str
    """attendance, polls, questions, slides …"""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def row_id(meeting: str, sheet: str, *parts: object) -> str:
    """The id of a row: always the same one for the same thing, and another in every table."""
    return str(uuid5(NAMESPACE_OID, "/".join(("lectern", meeting, sheet, *map(str, parts)))))


def minutes(milliseconds: int | None) -> float | None:
    """For people: minutes with two decimals."""
    return None if milliseconds is None else round(milliseconds / 60_000, 2)


def texts(*keys: str, width: int = 12) -> tuple[Column, ...]:
    """Columns of text."""
    return tuple(Column(key, Kind.TEXT, width) for key in keys)


def wholes(*keys: str) -> tuple[Column, ...]:
    """Columns of whole numbers."""
    return tuple(Column(key, Kind.WHOLE, 10) for key in keys)


def moments(*keys: str) -> tuple[Column, ...]:
    """Columns of moments."""
    return tuple(Column(key, Kind.MOMENT, 20) for key in keys)


def yes(*keys: str) -> tuple[Column, ...]:
    """Columns of yes or no."""
    return tuple(Column(key, Kind.YES, 10) for key in keys)


IDS = (Column("row_id", Kind.TEXT, 38), Column("webinar_id", Kind.TEXT, 26))
"""Every table begins with them."""
