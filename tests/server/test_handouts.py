"""What the audience takes home: only what the plan gives, when the hosts give it, in the room."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from engagement.consents import Answer, Means
from engagement.dump import dump
from engagement.kinds import ConsentKind
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tokens import Claim, Purpose
from scheduling.webinars import Registration, WebinarPlan
from server.demo.seed import seed
from server.wiring.doorkeeper import JOIN_COOKIE
from tests.support.browser import Browser, Refused
from tests.support.site import Site, running


@dataclass
class Show:
    """A webinar that is live, with its host and one attendee."""

    site: Site
    webinar: str
    version: str
    org: str
    host: Browser
    bob: Browser
    cookie: str

    async def fetch(self, announcement: str, cookie: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": f"{JOIN_COOKIE}={self.cookie if cookie is None else cookie}"}
        path = f"/room/{self.webinar}/handouts/{announcement}"
        async with self.site.client.get(path, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.read()

    async def noted(self) -> list[object]:
        """What the store knows of downloads."""
        rows = [row async for row in dump(self.site.store, meeting=self.webinar)]
        return [row["values"] for row in rows if row["kind"] == "material.downloaded"]


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("handouts") / "data"


@pytest.fixture
async def show(demo_folder: Path) -> AsyncIterator[Show]:
    async with running(demo_folder) as site:
        parts = site.services
        demo = await seed(parts)
        login = demo["logins"][0]
        staff = (await parts.accounts.login(login["email"], login["password"], "127.0.0.1")).staff
        version = demo["version_ids"][0]
        starts = wall_of(parts.clock() + 600_000, "Europe/Berlin")
        plan = WebinarPlan(
            "New data", starts, "Europe/Berlin", 60, decks=(version,), handouts=(version, "v9")
        )
        me = Host(staff.id, staff.name, staff.email, "Pharma One")
        made = await parts.webinars.create(staff.org, plan, me)
        webinar = await parts.webinars.publish(staff.org, made.id)
        signed = await parts.registrations.register(
            webinar, Registration("Dr Bob Lang", "bob@clinic.example.org")
        )
        expires = parts.clock() + 3_600_000
        to = (staff.org, made.id)
        host = Claim(*to, staff.id, "host", staff.name, None, expires)
        bob = Claim(*to, signed.registrant.id, "attendee", "Dr Bob Lang", None, expires)
        url = f"http://{site.client.host}:{site.client.port}"
        async with (
            Browser(url, parts.tokens.issue(host)) as console,
            Browser(url, parts.tokens.issue(bob)) as room,
        ):
            await console.join()
            await console.send("go_live")
            await room.join()
            cookie = parts.tokens.issue(bob, Purpose.JOIN)
            yield Show(site, made.id, version, staff.org, console, room, cookie)


async def test_taken_home(show: Show) -> None:
    """A page for each slide, as a PDF; whoever agreed to capture is noted to have it."""
    parts = show.site.services
    deck = await parts.decks.version(show.org, show.version)
    await show.host.send("announce", id="a1", text="The slides", download=show.version)
    status, body = await show.fetch("a1")
    assert status == 200
    assert len(pypdfium2.PdfDocument(body)) == len(deck.slides)
    assert (await show.fetch("a1"))[1] == body
    assert await show.noted() == []
    yes = Answer(ConsentKind.CAPTURE, True, "2", "en", "May we?")
    who = (show.org, show.webinar, show.bob.room.me)
    await parts.consents.record(*who, None, [yes], Means.ROOM, parts.clock())
    await show.fetch("a1")
    values = {"announcement": "a1", "version": deck.id, "sha256": deck.sha256}
    assert await show.noted() == [values]


async def test_when_the_show_is_over(show: Show) -> None:
    """What was offered and not taken back stays with who was there, by cookie and by link."""
    for id in ("a1", "a2"):
        await show.host.send("announce", id=id, text=f"The slides {id}", download=show.version)
    await show.host.send("remove_announcement", announcement="a1")
    parts = show.site.services
    await show.host.send("end")
    path = f"/j/{await parts.links.token(show.org, show.bob.room.me)}"
    # Plan and store hear of what the room said a moment later.
    async with asyncio.timeout(20):
        while "The slides a2" not in (await show.site.stranger().get(path)).words:
            await asyncio.sleep(0.05)
    assert (await show.fetch("a2"))[0] == 200
    assert (await show.fetch("a1"))[0] == 404
    page = await show.site.stranger().get(path)
    assert "The slides a1" not in page.words
    by_link = await show.site.client.get(f"{path}/handouts/a2")
    assert (by_link.status, by_link.content_type) == (200, "application/pdf")
    assert (await show.site.client.get(f"{path}/handouts/a1")).status == 404


async def test_only_what_the_plan_gives(show: Show) -> None:
    """Neither a deck that the webinar does not have nor one that is not to be given away."""
    with pytest.raises(Refused):
        await show.host.send("announce", id="a1", text="The slides", download="v9")


async def test_only_while_it_is_offered(show: Show) -> None:
    """Not before it is announced, not after it was taken back, not by another id."""
    assert (await show.fetch("a1"))[0] == 404
    await show.host.send("announce", id="a1", text="The slides", download=show.version)
    await show.host.send("announce", id="a2", text="No slides")
    assert (await show.fetch("a2"))[0] == 404
    assert (await show.fetch("a1"))[0] == 200
    await show.host.send("remove_announcement", announcement="a1")
    assert (await show.fetch("a1"))[0] == 404


async def test_only_in_the_room(show: Show) -> None:
    """Not a stranger, and not somebody who was put aside."""
    await show.host.send("announce", id="a1", text="The slides", download=show.version)
    status, body = await show.fetch("a1", cookie="")
    assert not body.startswith(b"%PDF") and b"link" in body, status
    await show.host.send("hold", participant=show.bob.room.me, held=True)
    assert (await show.fetch("a1"))[0] == 404


async def test_only_what_may_be_shown(show: Show) -> None:
    """A deck that was withdrawn in the middle of the show is not given any more."""
    await show.host.send("announce", id="a1", text="The slides", download=show.version)
    review = show.site.services.decks.review
    await review.withdraw(show.org, show.version, "A wrong figure")
    assert (await show.fetch("a1"))[0] == 404
