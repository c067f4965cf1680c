"""Public webinars and the form by which somebody signs up."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from itsdangerous import TimestampSigner

from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import (
    Webinar,
    WebinarPlan,
)
from scheduling.webinars.plans import Registrant
from tests.support.site import Answer, Site, running

FORM = {"name": "Dr Bob Müller", "email": "bob@klinik.example.org", "country": "AT"}

HOST = Host("mara", "Mara Lind", "mara@meridian.example.org", "Meridian")


async def opened(site: Site, ahead: int = 3_600_000, **changes: Any) -> Webinar:
    """A public webinar, an hour ahead."""
    starts = site.services.clock() + ahead
    plan = WebinarPlan("The new data", wall_of(starts, "Europe/Berlin"), "Europe/Berlin", 60)
    plan = replace(plan, languages=("en", "de"), **changes)
    made = await site.services.webinars.create(site.org.id, plan, HOST)
    return await site.services.webinars.publish(site.org.id, made.id)


def asked(site: Site, ago: int = 10) -> str:
    """A form that was shown so many seconds ago."""

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - ago

    return Earlier(list(site.services.keys), salt="webinar-form").sign("form").decode()


async def sign_up(site: Site, webinar: Webinar, **changes: str) -> Answer:
    form = FORM | {"asked": asked(site)} | changes
    return await site.stranger().post(f"/w/{webinar.slug}", form)


async def registrants(site: Site, webinar: Webinar) -> tuple[Registrant, ...]:
    return (await site.services.registrations.search(site.org.id, webinar.id)).items


async def link_of(site: Site, who: Registrant) -> str:
    return f"/j/{await site.services.links.token(site.org.id, who.id)}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own webinar."""
    async with running(tmp_path_factory.mktemp("webinars") / "data") as found:
        yield found
