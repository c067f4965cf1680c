"""A webinar of an hour that is over, with a certificate for who was there for 45 minutes."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Links
from scheduling.certificates import Certificates
from scheduling.plans import MeetingState
from scheduling.webinars import (
    CertificateRule,
    Registrant,
    Registration,
    Registrations,
    Webinar,
    Webinars,
)
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN

HOUR_MS = 3_600_000


@pytest.fixture
def certificates(database: AsyncEngine, clock: Clock) -> Certificates:
    return Certificates(database, clock=clock)


@pytest.fixture
async def planned(database: AsyncEngine, links: Links, clock: Clock) -> Webinar:
    webinars = Webinars(database, links, clock=clock)
    rule = CertificateRule("minutes", 45, "2 CME points")
    made = await webinars.create(ORG, replace(PLAN, certificate=rule), ALICE)
    return await webinars.publish(ORG, made.id)


@pytest.fixture
async def bob(database: AsyncEngine, links: Links, clock: Clock, planned: Webinar) -> Registrant:
    registrations = Registrations(database, links, clock=clock)
    filled_in = Registration("Dr Bob Müller", "bob@klinik.example", "de")
    return (await registrations.register(planned, filled_in)).registrant


@pytest.fixture
def webinar(planned: Webinar, clock: Clock) -> Webinar:
    """As it is read when it is over."""
    over = replace(planned.meeting, state=MeetingState.ENDED, ended=clock.now + 2 * HOUR_MS)
    return replace(planned, meeting=over)
