"""Writing decks to the database. Each function is part of its caller's transaction.

Rule 1: a change begins with the UPDATE that also proves the state it needs. That takes the write
lock, so what is read afterwards in the same transaction is still true when it is written.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from decks.errors import IllegalStep, NotFound
from decks.jobs import Order
from decks.manifest import PageRead
from decks.model import Slide
from decks.tables import deck, deck_version, page, slide
from decks.workflow import WORDS, State


def new_id() -> str:
    return secrets.token_urlsafe(16)


async def touch_deck(connection: AsyncConnection, org: str, id: str, now: int) -> None:
    """The deck has changed; NotFound."""
    await _one(
        connection, update(deck).where(deck.c.org == org, deck.c.id == id), {"updated": now}, "deck"
    )


async def rename_deck(
    connection: AsyncConnection, org: str, id: str, title: str, product: str, now: int
) -> None:
    values = {
        "title": title,
        "product": product,
        "search": searched(title, product),
        "updated": now,
    }
    await _one(connection, update(deck).where(deck.c.org == org, deck.c.id == id), values, "deck")


async def add_deck(
    connection: AsyncConnection, org: str, title: str, product: str, now: int
) -> str:
    """A new deck without a version; its id."""
    row = {
        "id": new_id(),
        "org": org,
        "title": title,
        "product": product,
        "search": searched(title, product),
        "created": now,
        "updated": now,
    }
    await connection.execute(insert(deck).values(row))
    return str(row["id"])


async def add_version(
    connection: AsyncConnection, deck_id: str, order: Order, pages: Sequence[PageRead], now: int
) -> str:
    """The next version of a deck, a draft without slides; its id."""
    last = await connection.scalar(
        select(func.max(deck_version.c.number)).where(deck_version.c.deck == deck_id)
    )
    row = {
        "id": new_id(),
        "org": order.org,
        "deck": deck_id,
        "number": (last or 0) + 1,
        "sha256": order.sha256,
        "name": order.name,
        "pages": len(pages),
        "created": now,
        "by": order.by,
        "state": State.DRAFT,
    }
    await connection.execute(insert(deck_version).values(row))
    await _add_pages(connection, str(row["id"]), pages)
    return str(row["id"])


async def put_slides(connection: AsyncConnection, version: str, slides: Iterable[Slide]) -> None:
    """These are the slides of the version now."""
    await connection.execute(delete(slide).where(slide.c.version == version))
    rows = [{"version": version, **asdict(each)} for each in slides]
    await connection.execute(insert(slide), rows)


async def hold_draft(connection: AsyncConnection, org: str, id: str) -> None:
    """Nobody else changes this draft before the transaction ends; NotFound, IllegalStep."""
    mine = (deck_version.c.org == org, deck_version.c.id == id)
    statement = update(deck_version).where(*mine, deck_version.c.state == State.DRAFT)
    result = await connection.execute(statement.values(state=State.DRAFT))
    if result.rowcount:
        return
    state = await connection.scalar(select(deck_version.c.state).where(*mine))
    if state is None:
        raise NotFound("version")
    words = WORDS[State(state)]
    raise IllegalStep(f"This version is {words}; only a draft can be changed.")


async def hold_version(connection: AsyncConnection, org: str, id: str) -> None:
    """Nobody else changes this version before the transaction ends; NotFound."""
    statement = update(deck_version).where(deck_version.c.org == org, deck_version.c.id == id)
    await _one(connection, statement, {"id": id}, "version")


async def set_version(connection: AsyncConnection, id: str, values: Mapping[str, Any]) -> None:
    await connection.execute(
        update(deck_version).where(deck_version.c.id == id).values(dict(values))
    )


async def remove_version(connection: AsyncConnection, id: str, deck_id: str) -> None:
    """The version with its slides is gone, and its deck when it was the last."""
    for table in (slide, page):
        await connection.execute(delete(table).where(table.c.version == id))
    await connection.execute(delete(deck_version).where(deck_version.c.id == id))
    left = select(deck_version.c.id).where(deck_version.c.deck == deck_id).exists()
    await connection.execute(delete(deck).where(deck.c.id == deck_id, ~left))


def searched(title: str, product: str) -> str:
    return f"{title} {product}".casefold()


async def _add_pages(connection: AsyncConnection, version: str, pages: Sequence[PageRead]) -> None:
    rows = [
        {
            "version": version,
            "number": number,
            "title": each.title,
            "notes": each.notes,
            "width": each.width,
            "height": each.height,
            "fingerprint": each.fingerprint,
        }
        for number, each in enumerate(pages)
    ]
    await connection.execute(insert(page), rows)


async def _one(
    connection: AsyncConnection, statement: Any, values: Mapping[str, Any], what: str
) -> None:
    result = await connection.execute(statement.values(dict(values)))
    if result.rowcount == 0:
        raise NotFound(what)
