"""Reading decks from the database. Every query is bounded by the organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from decks.errors import NotFound
from decks.manifest import PageRead
from decks.model import Deck, Page, Slide, Version
from decks.tables import deck, deck_version, page, slide
from decks.workflow import State, Validity

_SLIDE = tuple(each.name for each in fields(Slide))
"""The columns of a slide are named like its fields."""


async def search(
    connection: AsyncConnection,
    org: str,
    words: str,
    state: State | None,
    number: int,
    size: int,
    now: int,
) -> Page[Deck]:
    """One page of the decks that have all the words, last changed first."""
    wanted = [deck.c.org == org]
    wanted += [deck.c.search.contains(word, autoescape=True) for word in words.casefold().split()]
    if state is not None:
        wanted.append(_has_version(state, now))
    total = await connection.scalar(select(func.count()).select_from(deck).where(*wanted))
    rows = await connection.execute(
        select(deck)
        .where(*wanted)
        .order_by(deck.c.updated.desc(), deck.c.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page(await _with_versions(connection, org, rows.all()), total or 0, number, size)


async def one_deck(connection: AsyncConnection, org: str, id: str) -> Deck:
    """A deck with its versions; NotFound."""
    rows = await connection.execute(select(deck).where(deck.c.org == org, deck.c.id == id))
    found = await _with_versions(connection, org, rows.all())
    if not found:
        raise NotFound("deck")
    return found[0]


async def showable(connection: AsyncConnection, org: str, now: int) -> list[Deck]:
    """All decks with a version that may be shown at ``now``, by title."""
    begun = and_(_is_in(State.APPROVED, now), deck_version.c.valid_from <= now)
    rows = await connection.execute(
        select(deck)
        .where(deck.c.org == org, exists().where(deck_version.c.deck == deck.c.id, begun))
        .order_by(deck.c.search, deck.c.id)
    )
    return await _with_versions(connection, org, rows.all())


async def one_place(
    connection: AsyncConnection, org: str, id: str, number: int
) -> tuple[Version, Slide | None]:
    """A version without its slides, and one of them if it has it; NotFound.

    Asked at every slide change: a deck of 400 slides must not be read for one of them, and each
    statement is some trips to the database's thread.
    """
    columns = [each.label(f"slide_{each.name}") for each in slide.c]
    of_it = and_(slide.c.version == deck_version.c.id, slide.c.number == number)
    query = _versions(org).where(deck_version.c.id == id).outerjoin(slide, of_it)
    row = (await connection.execute(query.add_columns(*columns))).one_or_none()
    if row is None:
        raise NotFound("version")
    return _version(row), None if row.slide_version is None else _slide(row, "slide_")


async def one_version(connection: AsyncConnection, org: str, id: str) -> Version:
    """A version with its slides; NotFound."""
    rows = await connection.execute(_versions(org).where(deck_version.c.id == id))
    row = rows.one_or_none()
    if row is None:
        raise NotFound("version")
    return _version(row, await slides_of(connection, id))


async def by_content(connection: AsyncConnection, org: str, sha256: str) -> Version | None:
    """The version of these bytes, without its slides."""
    rows = await connection.execute(_versions(org).where(deck_version.c.sha256 == sha256))
    row = rows.one_or_none()
    return None if row is None else _version(row)


async def slides_of(connection: AsyncConnection, version: str) -> list[Slide]:
    rows = await connection.execute(
        select(slide).where(slide.c.version == version).order_by(slide.c.number)
    )
    return [_slide(row) for row in rows]


async def pages_of(connection: AsyncConnection, version: str) -> list[PageRead]:
    rows = await connection.execute(
        select(page).where(page.c.version == version).order_by(page.c.number)
    )
    return [
        PageRead(row.title, row.notes, "", row.width, row.height, row.fingerprint) for row in rows
    ]


def _versions(org: str) -> Select[Any]:
    return (
        select(deck_version, deck.c.title)
        .join(deck, deck.c.id == deck_version.c.deck)
        .where(deck_version.c.org == org)
    )


async def _with_versions(
    connection: AsyncConnection, org: str, rows: Sequence[Row[Any]]
) -> list[Deck]:
    query = (
        _versions(org)
        .where(deck_version.c.deck.in_([row.id for row in rows]))
        .order_by(deck_version.c.number.desc())
    )
    versions = [_version(row) for row in await connection.execute(query)]
    return [_deck(row, versions) for row in rows]


def _has_version(state: State, now: int) -> ColumnElement[bool]:
    return exists().where(deck_version.c.deck == deck.c.id, _is_in(state, now))


def _is_in(state: State, now: int) -> ColumnElement[bool]:
    """What ``workflow.derived`` says, for the database."""
    stored, until = deck_version.c.state, deck_version.c.valid_until
    if state is State.APPROVED:
        return and_(stored == State.APPROVED, or_(until.is_(None), until > now))
    if state is State.EXPIRED:
        return and_(stored == State.APPROVED, until <= now)
    return stored == state


def _deck(row: Row[Any], versions: Iterable[Version]) -> Deck:
    own = [version for version in versions if version.deck == row.id]
    return Deck(row.id, row.title, row.product, row.created, row.updated, own)


def _version(row: Row[Any], slides: Sequence[Slide] = ()) -> Version:
    start, until = row.valid_from, row.valid_until
    return Version(
        id=row.id,
        deck=row.deck,
        number=row.number,
        title=row.title,
        sha256=row.sha256,
        name=row.name,
        pages=row.pages,
        created=row.created,
        by=row.by,
        stored=State(row.state),
        validity=None if start is None or until is None else Validity(start, until),
        market=row.market,
        decided=row.decided,
        approver=row.approver,
        reason=row.reason,
        slides=slides,
    )


def _slide(row: Row[Any], prefix: str = "") -> Slide:
    """A slide from the columns whose names begin so."""
    return Slide(**{name: getattr(row, prefix + name) for name in _SLIDE})
