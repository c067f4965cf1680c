"""Webinars that are over, with a survey and material, and who was there."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import select

from engagement.kinds import ConsentKind
from engagement.tables import event
from scheduling.webinars import Registrant, SurveyQuestion, Webinar
from scheduling.webinars.plans import Material
from tests.support.aftermath import came, link_of, over, planned, signed_up
from tests.support.site import Site, running

SURVEY = (
    SurveyQuestion("s1", "Was it useful?"),
    SurveyQuestion("s2", "Would you recommend it?", "nps"),
    SurveyQuestion("s3", "What next?", "choice", ("Dosing", "Safety")),
    SurveyQuestion("s4", "Anything else?", "text"),
)

MATERIAL = (Material("Full text <b>", "https://www.example.org/full.pdf?a=1&b=2"),)

BOBS = {"s-s1": "4", "s-s2": "9", "s-s3": "Safety", "s-s4": "More cases"}

CAPTURE = ConsentKind.CAPTURE


async def held(site: Site, *kinds: ConsentKind) -> tuple[Webinar, Registrant, str]:
    """A webinar that is over; Bob was there and agreed to ``kinds``; the path of his link."""
    webinar = await planned(site, survey=SURVEY, material=MATERIAL)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    await came(site, webinar, bob, *kinds)
    return await over(site, webinar), bob, await link_of(site, bob)


async def stored(site: Site, webinar: Webinar, kind: str) -> list[dict[str, object]]:
    """The values of the events of a kind."""
    query = select(event.c["values"]).where(event.c.meeting == webinar.id, event.c.kind == kind)
    async with site.store.connect() as connection:
        return list((await connection.execute(query.order_by(event.c.position))).scalars())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own webinar."""
    async with running(tmp_path_factory.mktemp("goodbye") / "data") as found:
        yield found
