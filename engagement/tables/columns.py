"""The metadata, and the few kinds of columns that all tables are made of."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, MetaData, String, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column whose type is exactly INTEGER.
POSITION = BigInteger().with_variant(Integer, "sqlite")
OPEN_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def org() -> Column[str]:
    return Column("org", String(64), nullable=False, doc="the organisation that owns the row")


def position(doc: str) -> Column[int]:
    return Column("position", POSITION, primary_key=True, autoincrement=True, doc=doc)


def key(name: str, doc: str) -> Column[str]:
    """A string that is (part of) the primary key."""
    return Column(name, String(64), primary_key=True, doc=doc)


def key_number(name: str, doc: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False, doc=doc)


def ident(name: str, doc: str, *, optional: bool = False) -> Column[str]:
    """An id, a code or another short closed string."""
    return Column(name, String(64), nullable=optional, doc=doc)


def line(name: str, doc: str, *, optional: bool = False) -> Column[str]:
    """One line of text that people write or read."""
    return Column(name, String(500), nullable=optional, doc=doc)


def prose(name: str, doc: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional, doc=doc)


def ms(name: str, doc: str, *, optional: bool = False) -> Column[int]:
    """A time or a duration in milliseconds."""
    return Column(name, BigInteger, nullable=optional, doc=doc)


def number(name: str, doc: str, *, optional: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=optional, doc=doc)


def flag(name: str, doc: str, *, optional: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=optional, doc=doc)


def json(name: str, doc: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, OPEN_JSON, nullable=optional, doc=doc)
