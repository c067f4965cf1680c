"""A webinar with two seats, and a way to sign people up for it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Links, Meetings, Outbox
from scheduling.optouts import OptOuts
from scheduling.webinars import (
    Crew,
    FollowUps,
    Registrant,
    Registration,
    Registrations,
    Webinar,
    Webinars,
)
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, KEYS, ORG
from tests.scheduling.webinars.cast import PLAN, STARTS

SignUp = Callable[..., Awaitable[Registrant]]


@pytest.fixture
def webinars(database: AsyncEngine, links: Links, clock: Clock) -> Webinars:
    return Webinars(database, links, clock=clock)


@pytest.fixture
def registrations(database: AsyncEngine, links: Links, clock: Clock) -> Registrations:
    return Registrations(database, links, clock=clock)


@pytest.fixture
def crew(database: AsyncEngine, links: Links, clock: Clock) -> Crew:
    return Crew(database, links, clock=clock)


@pytest.fixture
async def webinar(webinars: Webinars) -> Webinar:
    """Published, with two seats and a waiting list."""
    made = await webinars.create(ORG, PLAN, ALICE)
    return await webinars.publish(ORG, made.id)


@pytest.fixture
def sign_up(registrations: Registrations, clock: Clock) -> SignUp:
    """Sign somebody up, a second after whoever came before."""

    async def sign(webinar: Webinar, name: str, **values: Any) -> Registrant:
        clock.advance(1_000)
        filled_in = Registration(name, f"{name.split()[-1].lower()}@klinik.example")
        signed = await registrations.register(webinar, replace(filled_in, **values))
        return signed.registrant

    return sign


@pytest.fixture
def follow_ups(database: AsyncEngine, clock: Clock) -> FollowUps:
    return FollowUps(database, clock=clock)


@pytest.fixture
def opt_outs(database: AsyncEngine, clock: Clock) -> OptOuts:
    return OptOuts(database, KEYS, clock=clock)


@pytest.fixture
async def audience(
    webinar: Webinar, sign_up: SignUp, outbox: Outbox
) -> tuple[Registrant, Registrant]:
    """Bob reads German, Carol English and lives in New York; their confirmations are sent."""
    bob = await sign_up(
        webinar, "Dr. Bob Müller", email="bob@klinik.example", language="de", zone="Europe/Berlin"
    )
    carol = await sign_up(webinar, "Dr. Carol King", zone="America/New_York")
    await outbox.deliver_due()
    return bob, carol


@pytest.fixture
async def over(
    meetings: Meetings, webinars: Webinars, webinar: Webinar, audience: object, clock: Clock
) -> Webinar:
    """It was held."""
    clock.now = STARTS
    await meetings.start(ORG, webinar.id)
    clock.now = STARTS + 3_600_000
    await meetings.end(ORG, webinar.id)
    return await webinars.get(ORG, webinar.id)
