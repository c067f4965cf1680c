"""Who in a room may load slide pictures: those who are in, and nobody before or after."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduling.tokens import Claim, Purpose
from server.demo.seed import seed
from server.wiring.doorkeeper import JOIN_COOKIE
from tests.support.browser import Browser
from tests.support.site import Site, Visitor, running


@dataclass
class Stage:
    """The demo's meeting with its host at the console and its HCP at the door."""

    site: Site
    host: Browser
    hcp: Browser
    window: Visitor
    """The HCP's browser, with the join cookie."""
    picture: str

    async def status(self) -> int:
        cookie = {"Cookie": f"{JOIN_COOKIE}={self.window.cookies[JOIN_COOKIE]}"}
        async with self.site.client.get(self.picture, headers=cookie) as answer:
            return answer.status


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stage") / "data"


@pytest.fixture
async def stage(demo_folder: Path) -> AsyncIterator[Stage]:
    async with running(demo_folder) as site:
        parts = site.services
        demo = await seed(parts)
        host_login = demo["logins"][0]
        signed_in = await parts.accounts.login(
            host_login["email"], host_login["password"], "127.0.0.1"
        )
        found = await parts.meetings.get(signed_in.staff.org, demo["meeting_id"])
        (guest,) = found.invitees
        expires = parts.clock() + 3_600_000
        to = (found.org, found.id)
        host = Claim(*to, found.host.id, "host", found.host.name, None, expires)
        hcp = Claim(*to, guest.id, "attendee", guest.name, guest.hcp, expires)
        url = f"http://{site.client.host}:{site.client.port}"
        window = site.stranger()
        window.cookies[JOIN_COOKIE] = parts.tokens.issue(hcp, Purpose.JOIN)
        async with (
            Browser(url, parts.tokens.issue(host)) as console,
            Browser(url, parts.tokens.issue(hcp)) as room,
        ):
            await console.join()
            await room.join()
            yield Stage(site, console, room, window, f"/slides/{demo['version_ids'][0]}/0/0/thumb")


async def test_only_inside(stage: Stage) -> None:
    """Nothing in the lobby, the picture once admitted, nothing on hold, the picture again."""
    me = stage.hcp
    assert await stage.status() == 404
    await stage.host.send("admit_all")
    await me.until_state("present")
    assert await stage.status() == 200
    who = me.room.me
    await stage.host.send("hold", participant=who, held=True)
    assert await stage.status() == 404
    await stage.host.send("hold", participant=who, held=False)
    assert await stage.status() == 200
    await stage.host.send("remove", participant=who, ban=False)
    assert await stage.status() == 404


async def test_other_decks(stage: Stage) -> None:
    """Being in a room opens its own decks only."""
    await stage.host.send("admit_all")
    answer = await stage.window.get("/slides/some-other-version/0/0/thumb")
    assert answer.status == 404
