"""Pages know the relays, each person with a password of their own, fresh at each renewal."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduling.moments import wall_of
from scheduling.plans import Host, Meeting, Person, Plan
from server.relay import LIFETIME_MS, Relay
from tests.support.site import Answer, Visitor, running

URLS = ("turns:a.example:443?transport=tcp", "turn:a.example")
ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting of Max with Ana, and both of them."""

    meeting: Meeting
    rep: Visitor
    ana: Visitor
    link: str


@pytest.fixture
async def planned(tmp_path: Path) -> AsyncIterator[Planned]:
    """A server with two relays."""
    async with running(tmp_path / "data", turn_urls=URLS, turn_secret="hush") as site:
        rep = await site.person()
        assert rep.staff is not None
        person = Person("hcp-1", "Dr Ana Bergmann", "ana@klinik.example.org")
        soon = wall_of(site.services.clock() + 600_000, ZONE)
        plan = Plan(title="Data", wall=soon, zone=ZONE, minutes=30, people=(person,))
        host = Host(rep.staff.id, "Max Stein", "max@pharma.example.org", site.org.name)
        meeting = await site.services.meetings.create(site.org.id, plan, host)
        token = await site.services.links.token(meeting.org, meeting.invitees[0].id)
        yield Planned(meeting, rep, site.stranger(), f"/j/{token}")


def data_of(answer: Answer) -> dict[str, Any]:
    """What the page's scripts start from."""
    assert answer.status == 200
    found = re.search(r'<script type="application/json" id="page"[^>]*>(.*?)</script>', answer.body)
    data: dict[str, Any] = json.loads(found[1] if found else answer.body)
    return data


def is_for(who: str, data: dict[str, Any]) -> bool:
    """Whether both relays are told, with what our secret makes for this person."""
    (server,) = data["ice_servers"]
    expires = int(server["username"].partition(":")[0]) * 1000
    (expected,) = Relay(URLS, "hush", lambda: expires - LIFETIME_MS).servers(who)
    ours = {"urls": [*URLS], "username": expected.username, "credential": expected.credential}
    return bool(server == ours)


async def test_landing(planned: Planned) -> None:
    """The check on the landing page tries the relays, too."""
    page = data_of(await planned.ana.get(planned.link))
    assert is_for(planned.meeting.invitees[0].id, page)


async def test_room(planned: Planned) -> None:
    """The HCP's room has them, and again when it renews its token."""
    ana, path = planned.ana, f"/room/{planned.meeting.id}"
    assert (await ana.post(planned.link, {})).status == 303
    for answer in (await ana.get(path), await ana.get(path, Accept="application/json")):
        assert is_for(planned.meeting.invitees[0].id, data_of(answer))


async def test_console(planned: Planned) -> None:
    """So has the rep's console."""
    path = f"/meetings/{planned.meeting.id}/room"
    for answer in (
        await planned.rep.get(path),
        await planned.rep.get(path, Accept="application/json"),
    ):
        assert is_for(planned.meeting.host.id, data_of(answer))
