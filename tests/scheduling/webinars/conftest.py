"""A webinar with two seats, and a way to sign people up for it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Links
from scheduling.webinars import Crew, Registrant, Registration, Registrations, Webinar, Webinars
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN

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
