"""A rep, colleagues and HCPs, and the form that plans a meeting."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import FormData

from decks.model import Version
from decks.workflow import Validity
from engagement.people import Hcp, HcpFields
from scheduling import Meeting
from scheduling.moments import wall_of
from server.publishing import approve
from tests.decks.samples import Leaf, pdf
from tests.support.site import Answer, Site, Visitor

DAY = 86_400_000

ZONE = "Europe/Berlin"


@dataclass
class Stage:
    """A rep and two HCPs."""

    site: Site
    rep: Visitor
    ana: Hcp
    bob: Hcp

    @property
    def tomorrow(self) -> str:
        return wall_of(self.site.services.clock() + DAY, ZONE)[:10]

    def form(self, **changed: str | list[str]) -> FormData:
        """The form as a rep fills it in, with what a test wants different."""
        date = self.tomorrow
        fields: dict[str, str | list[str]] = {
            "title": "Velorin: first results",
            "date": date,
            "time": "14:30",
            "zone": ZONE,
            "minutes": "45",
            "hcp": [self.ana.id],
            "deck": [],
            "note": "Looking forward to it.",
            "find": "",
            "act": "save",
        }
        data = FormData()
        for name, value in (fields | changed).items():
            for each in value if isinstance(value, list) else [value]:
                data.add_field(name, each)
        return data

    async def only(self) -> Meeting:
        [found] = (await self.site.services.meetings.search(self.site.org.id)).items
        return found

    async def count(self) -> int:
        return (await self.site.services.meetings.search(self.site.org.id)).total

    async def planned(self, **changed: str | list[str]) -> Meeting:
        """A meeting that the form has made."""
        answer = await self.rep.post("/meetings", self.form(**changed))
        assert answer.status == 303, answer.words
        return await self.only()


def copied_links(page: Answer) -> list[str]:
    """The links that the page's copy buttons hold."""
    return re.findall(r'data-copy="([^"]+)"', page.body)


@pytest.fixture
async def stage(site: Site) -> Stage:
    """Max, who knows Ana and Bob."""
    rep = await site.person()
    assert rep.staff
    parts, org, me = site.services, site.org.id, rep.staff
    people = [
        HcpFields(
            title="Dr",
            given_name="Ana",
            family_name="Bergmann",
            email="ana@klinik.example.org",
            language="de",
            zone=ZONE,
        ),
        HcpFields(title="Dr", given_name="Bob", family_name="Müller", zone="America/New_York"),
    ]
    ana, bob = [
        await parts.directory.create(org, card, by=me.id, now=parts.clock()) for card in people
    ]
    return Stage(site, rep, ana, bob)


@pytest.fixture
async def deck(stage: Stage, tmp_path: Path) -> Version:
    """A deck of two slides that may be shown for a month."""
    me, parts = stage.rep.staff, stage.site.services
    assert me
    file = pdf(tmp_path / "velorin.pdf", [Leaf("Hello"), Leaf("Safety")])
    job = await parts.decks.import_files(me.org, me.id, [file], title="Velorin")
    assert job.version is not None, job.sentence
    await parts.decks.review.submit(me.org, job.version)
    now = parts.clock()
    return await approve(parts, me.org, job.version, me, Validity(now - 1, now + 30 * DAY))
