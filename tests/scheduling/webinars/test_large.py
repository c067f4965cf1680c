"""A webinar with more people than a statement has room for."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Links, MailKind
from scheduling.certificates import Certificates
from scheduling.tables import mail
from scheduling.webinars import Registrations, Webinar, Webinars
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN
from tests.scheduling.webinars.conftest import SignUp
from tests.support.narrow import VALUES, narrow

PEOPLE = VALUES + 10


@pytest.fixture
async def large(webinars: Webinars, sign_up: SignUp, database: AsyncEngine) -> Webinar:
    made = await webinars.create(ORG, replace(PLAN, capacity=1_000), ALICE)
    webinar = await webinars.publish(ORG, made.id)
    for number in range(PEOPLE):
        await sign_up(webinar, f"Dr. Number {number}")
    await narrow(database)
    return webinar


async def test_tell_everybody(
    large: Webinar,
    webinars: Webinars,
    registrations: Registrations,
    database: AsyncEngine,
    links: Links,
    clock: Clock,
) -> None:
    """Everybody is told that it is cancelled; all can be read, with their certificates."""
    people = [each.id for each in await registrations.everybody(ORG, large.id)]
    assert len(await registrations.several(ORG, large.id, people)) == PEOPLE
    certificates = Certificates(database, clock=clock)
    assert await certificates.latest(ORG, large.id, people) == {}
    await webinars.cancel(ORG, large.id)
    told = select(func.count()).select_from(mail).where(mail.c.kind == MailKind.CANCEL)
    async with database.connect() as connection:
        assert await connection.scalar(told) == PEOPLE
