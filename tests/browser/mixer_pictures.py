"""Pictures of a webinar's console with six people on stage, to be looked at by people:
``python -m tests.browser.mixer_pictures FOLDER``.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tokens import Claim
from scheduling.webinars import Registration, WebinarPlan
from scheduling.webinars.plans import AgendaItem
from server import commands
from server.settings import read_settings
from server.wiring.doorkeeper import GUEST
from tests.browser.camera import Camera, take_all
from tests.browser.cast import Rep, login_of
from tests.browser.crowd import Crowd
from tests.browser.running import Running
from tests.support.browser import Browser as Client

SPEAKERS = ("Prof Ida Lund", "Dr Paolo Conti", "Dr Grace Obi", "Dr Per Holm", "Dr Noor Haddad")
AGENDA = (
    AgendaItem(5, "Welcome and housekeeping", "Max Stein"),
    AgendaItem(20, "What the new data say", "Prof Ida Lund"),
    AgendaItem(15, "Two cases from practice", "Dr Paolo Conti"),
    AgendaItem(15, "Questions and answers"),
    AgendaItem(5, "Summary, certificate, good-bye", "Max Stein"),
)
PEOPLE = [
    ("Dr Ana Ruiz", "ES", "Cardiology"),
    ("Dr Bob Lang", "DE", "Cardiology"),
    ("Dr Eva Maier", "DE", "Internal medicine"),
    ("Dr Jon Vik", "NO", "Cardiology"),
    ("Dr Lea Roux", "FR", "Internal medicine"),
]
PEOPLE += [(f"Dr Guest Number{n}", ("DE", "FR", "ES")[n % 3], "Cardiology") for n in range(25)]


@dataclass(frozen=True, slots=True)
class Evening:
    """A webinar with its people's tokens."""

    id: str
    speakers: dict[str, str]
    audience: list[str]


async def prepare_evening(
    server: Running, agenda: tuple[AgendaItem, ...] = AGENDA, begun_ms: int = 0
) -> Evening:
    """A webinar that begins about now, with speakers who need no page, and registrants."""
    settings = read_settings(server.environment, data=server.data)
    meeting = (await commands.demo(settings))["meeting_id"]
    token = (await commands.token(settings, meeting, "host", None, None, []))["token"]
    async with commands.parts_of(settings) as parts:
        known = parts.tokens.read(token)
        decks = (await parts.meetings.get(known.org, meeting)).decks
        starts = wall_of(parts.clock() + 60_000 - begun_ms, "Europe/Berlin")
        plan = WebinarPlan("Hearts, one year on", starts, "Europe/Berlin", 60, decks=decks)
        host = Host(known.participant, known.name, "max@pharma.example.org", "Pharma One")
        made = await parts.webinars.create(known.org, replace(plan, agenda=agenda), host)
        webinar = await parts.webinars.publish(known.org, made.id)

        def issue(id: str, role: Any, name: str, program: bool = False) -> str:
            claim = Claim(known.org, webinar.id, id, role, name, None, known.expires, program)
            return str(parts.tokens.issue(claim))

        audience = []
        for name, country, specialty in PEOPLE:
            address = f"{name.replace(' ', '.').lower()}@clinic.example.org"
            form = Registration(name, address, country=country, specialty=specialty)
            signed = (await parts.registrations.register(webinar, form)).registrant
            audience.append(issue(signed.id, "attendee", name))
        speakers = {
            name: issue(f"{GUEST}{n}", "panelist", name, True) for n, name in enumerate(SPEAKERS)
        }
    return Evening(webinar.id, speakers, audience)


async def show(camera: Camera, server: Running) -> None:
    """One webinar, from its practice room to an overrun."""
    demo = await server.demo()
    evening = await prepare_evening(server)
    rep = Rep(await camera.page())
    crowd = Crowd(await camera.page(), server, evening.id, dict(evening.speakers))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(f"{server.url}/meetings/{evening.id}/room")
    await camera.take(rep.page, "mixer-practice", whole=False)
    await crowd.page.goto(f"{server.url}/login")
    for guest in SPEAKERS:
        assert await crowd.enter(guest) == ""
    async with AsyncExitStack() as stack:
        audience = [
            await stack.enter_async_context(Client(server.url, token))
            for token in evening.audience[:26]
        ]
        for attendee in audience:
            await attendee.join("phone")
        await rep.page.locator("#show [data-part=go-now]").click()
        for _ in range(2):
            await rep.press("ArrowRight")
        await busy(audience)
        await lead(rep)
        await camera.take(rep.page, "mixer-live", whole=False)
        for view in ("sheet", "crew", "people", "talk", "figures"):
            button = rep.page.locator(f"#views [data-view={view}]")
            if await button.is_visible():
                await button.click()
                await camera.take(rep.page, f"mixer-live-{view}", whole=False)
    await rep.page.context.close()
    await crowd.page.context.close()


async def busy(audience: list[Client]) -> None:
    """The audience looks, reacts, asks."""
    for number, attendee in enumerate(audience):
        await attendee.until_state("present")
        seen = {"version": None, "slide": None, "step": None, "quality": 3}
        await attendee.hint("presence", visible=number % 4 != 0, **seen)
        if number % 3 == 0:
            await attendee.send("react", reaction="clap")
    await audience[0].send("ask", id="q1", text="Does it hold for the over eighties?")
    await audience[1].send("chat", id="c1", text="Good evening from Cologne")
    audience[2].vanish()


async def lead(rep: Rep) -> None:
    """The host ticks, writes to the crew, sends somebody backstage."""
    page = rep.page
    for view in ("sheet", "crew", "show"):
        button = page.locator(f"#views [data-view={view}]")
        narrow = await button.is_visible()
        if narrow:
            await button.click()
        if view == "sheet":
            await page.get_by_role("button", name="Start Welcome").click()
        if view == "crew":
            await page.get_by_label("Message to the crew").fill("Paolo, you are next.")
            await page.keyboard.press("Enter")
        if view == "show":
            await page.get_by_role("button", name="Send Dr Noor Haddad backstage").click()
    await page.wait_for_timeout(4_000)


if __name__ == "__main__":
    asyncio.run(take_all(Path(sys.argv[1]), show))
