"""Answers to surveys without a name wait until ``FEWEST`` to a question can be added up at once.

Rule 1: what is shown, less the answers by name, is never the answers of fewer people; nor is what
is shown now, less what was shown before. So nobody without a name is found by subtraction.
Rule 2: what waits is one sealed sum for each webinar. Whoever reads the store alone learns nothing
from it, and nothing in it says whose an answer is.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from engagement.audience.figures import FEWEST
from engagement.tables import survey_tally, survey_waiting
from engagement.transactions import insert_new

logger = logging.getLogger(__name__)

STEP = 8_192
"""Sums are sealed in steps of so many bytes: a length would tell a short answer from a long one."""

Sums = Counter[tuple[str, str]]
"""How often a question (key) was answered so."""


class Broken(Exception):
    """Nothing that this server sealed, or its key is gone."""


class Seal(Protocol):
    """Makes what is kept unreadable for whoever has the store and not the server's keys."""

    def close(self, plain: bytes, /) -> str:
        """Sealed."""
        ...

    def open(self, sealed: str, /) -> bytes:
        """What was sealed; raises ``Broken``."""
        ...


async def take(
    connection: AsyncConnection,
    seal: Seal,
    org: str,
    meeting: str,
    answers: Iterable[tuple[str, str]],
) -> None:
    """Take in what one more person answered (question, answer), in the caller's transaction."""
    where = {"org": org, "meeting": meeting}
    sums = await _waiting(connection, seal, where) + Sums(answers)
    enough = _enough(sums)
    for (question, answer), count in enough.items():
        await _count(connection, where | {"question": question, "answer": answer}, count)
    w = survey_waiting.c
    await connection.execute(
        update(survey_waiting)
        .where(w.org == org, w.meeting == meeting)
        .values(sealed=seal.close(_dump(sums - enough)))
    )


def _enough(sums: Sums) -> Sums:
    """What is answered to the questions that have enough answers."""
    totals = Counter[str]()
    for (question, _), count in sums.items():
        totals[question] += count
    return Sums({key: count for key, count in sums.items() if totals[key[0]] >= FEWEST})


async def _waiting(connection: AsyncConnection, seal: Seal, where: dict[str, str]) -> Sums:
    await insert_new(connection, survey_waiting, where | {"sealed": ""})
    w = survey_waiting.c
    query = select(w.sealed).where(w.org == where["org"], w.meeting == where["meeting"])
    # Two who answer at once must not both add to the same sum.
    sealed = (await connection.execute(query.with_for_update())).scalar_one()
    if not sealed:
        return Sums()
    try:
        return _load(seal.open(sealed))
    except Broken:
        logger.error("survey of %s: what waited cannot be opened and is lost", where["meeting"])
        return Sums()


async def _count(connection: AsyncConnection, key: dict[str, str], count: int) -> None:
    await insert_new(connection, survey_tally, key | {"count": 0})
    this = [survey_tally.c[name] == value for name, value in key.items()]
    await connection.execute(
        update(survey_tally).where(*this).values(count=survey_tally.c.count + count)
    )


def _dump(sums: Sums) -> bytes:
    plain = msgspec.json.encode([(*key, count) for key, count in sums.items()])
    return plain.ljust(-(-len(plain) // STEP) * STEP)


def _load(plain: bytes) -> Sums:
    rows = msgspec.json.decode(plain, type=list[tuple[str, str, int]])
    return Sums({(question, answer): count for question, answer, count in rows})
