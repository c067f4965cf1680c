"""The stage as people see it: who speaks, who is large, who has no place, who was muted."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.cast import Hcp, Rep, login_of, part
from tests.browser.conftest import NewContext
from tests.browser.crowd import Crowd
from tests.browser.running import Running
from tests.browser.talk import page_of, start

GUESTS = ("Dr Noor", "Dr Ida", "Dr Paolo", "Dr Grace", "Dr Per", "Dr Lin")
FULL = "All six places on stage are taken; you can listen, chat and raise your hand."


@dataclass
class Evening:
    """A talk with guests."""

    rep: Rep
    hcp: Hcp
    crowd: Crowd

    def tile(self, name: str) -> Locator:
        """A face on the HCP's page."""
        return self.hcp.page.locator(".tiles .tile", has_text=name)

    def person(self, name: str) -> Locator:
        """A person in the console."""
        return self.rep.people.filter(has_text=name)

    async def choose(self, name: str, what: str) -> None:
        """Something out of a person's menu in the console."""
        await part(self.person(name), "menu-button").click()
        await part(self.person(name), what).click()


async def talk(server: Running, context: NewContext, guests: int) -> Evening:
    """Max and Dr Ana in the room, with so many guests on stage."""
    rep, hcp, demo = await start(server, context)
    crowd = Crowd(await page_of(context), server, demo["meeting_id"])
    await crowd.invite(*GUESTS[:guests])
    for guest in GUESTS[:guests]:
        assert await crowd.enter(guest) == ""
    await expect(hcp.page.locator(".tiles .tile")).to_have_count(guests + 1)
    return Evening(rep, hcp, crowd)


async def test_who_speaks(server: Running, context: NewContext) -> None:
    """Everybody sees at once who speaks: a frame, and the name; and that nobody does any more."""
    evening = await talk(server, context, 2)
    await evening.crowd.speak("Dr Ida")
    caption = part(evening.hcp.page, "caption")
    await expect(evening.tile("Dr Ida")).to_have_attribute("data-speaking", "true")
    await expect(evening.tile("Dr Noor")).to_have_attribute("data-speaking", "false")
    await expect(caption).to_have_text("Dr Ida speaks")
    await expect(evening.person("Dr Ida")).to_have_attribute("data-speaking", "true")
    await expect(part(evening.person("Dr Ida"), "sees")).to_contain_text("speaks")
    await evening.crowd.speak("Dr Ida", False)
    await expect(evening.tile("Dr Ida")).to_have_attribute("data-speaking", "false")
    await expect(caption).to_be_hidden()


async def test_pinned_for_everybody(server: Running, context: NewContext) -> None:
    """Whom the rep shows large is so on every page, above who speaks, until she says otherwise."""
    evening = await talk(server, context, 2)
    await evening.choose("Dr Noor", "pin")
    await expect(evening.tile("Dr Noor")).to_have_attribute("data-main", "true")
    await expect(part(evening.tile("Dr Noor"), "pinned")).to_be_visible()
    await expect(part(evening.person("Dr Noor"), "pinned")).to_be_visible()
    await evening.crowd.speak("Dr Ida")
    await expect(evening.tile("Dr Ida")).to_have_attribute("data-speaking", "true")
    await expect(evening.tile("Dr Noor")).to_have_attribute("data-main", "true")
    small = await evening.tile("Dr Ida").bounding_box()
    large = await evening.tile("Dr Noor").bounding_box()
    assert small and large and large["width"] > 1.5 * small["width"]
    await evening.choose("Dr Noor", "pin")
    await expect(evening.tile("Dr Ida")).to_have_attribute("data-main", "true")


async def test_a_pin_ends_with_the_stay(server: Running, context: NewContext) -> None:
    """Who was large and goes leaves no empty place."""
    evening = await talk(server, context, 2)
    await evening.choose("Dr Noor", "pin")
    await expect(evening.tile("Dr Noor")).to_have_attribute("data-kept", "true")
    await evening.crowd.leave("Dr Noor")
    await expect(evening.tile("Dr Noor")).to_have_count(0)
    await expect(evening.hcp.page.locator('[data-kept="true"]')).to_have_count(0)


async def test_kept_large_for_me_alone(server: Running, context: NewContext) -> None:
    """By keyboard, above the host's choice, and nobody else sees it."""
    evening = await talk(server, context, 2)
    await evening.choose("Dr Noor", "pin")
    pin = part(evening.tile("Dr Ida"), "pin")
    await expect(pin).to_have_attribute("aria-label", "Keep Dr Ida large, for you only")
    await pin.focus()
    await evening.hcp.page.keyboard.press("Enter")
    await expect(pin).to_have_attribute("aria-pressed", "true")
    await expect(evening.tile("Dr Ida")).to_have_attribute("data-main", "true")
    await expect(part(evening.person("Dr Ida"), "pinned")).to_be_hidden()
    await evening.hcp.page.keyboard.press("Enter")
    await expect(evening.tile("Dr Noor")).to_have_attribute("data-main", "true")


async def test_the_seventh(server: Running, context: NewContext, browser: Browser) -> None:
    """Dr Ana comes when the stage is full: she reads so, sees and hears, and her microphone is off;
    a place that becomes free is hers, and opens nothing by itself."""
    demo = await server.demo()
    rep = Rep(await page_of(context))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    crowd = Crowd(await page_of(context), server, demo["meeting_id"])
    await crowd.invite(*GUESTS)
    for guest in GUESTS:
        assert await crowd.enter(guest) == ""
    hcp = Hcp(await page_of(context))
    await hcp.open_link(demo["join_links"][0]["url"])
    await hcp.join()
    await rep.let_in()
    await hcp.is_in("room")
    line, mic = part(hcp.page, "network"), part(hcp.page, "mic")
    await expect(part(line, "text")).to_have_text(FULL)
    await expect(mic).to_have_attribute("aria-label", "Microphone: no place on stage")
    await expect(mic).to_have_attribute("aria-pressed", "false")
    await hcp.sees_and_hears()
    await mic.click()
    await expect(part(part(hcp.page, "message"), "text")).to_have_text(FULL)
    await crowd.leave(GUESTS[0])
    await expect(part(part(hcp.page, "message"), "text")).to_contain_text("There is a place")
    await expect(line).to_be_hidden()
    await expect(mic).to_have_attribute("aria-label", "Microphone is off")
    await mic.click()
    await expect(mic).to_have_attribute("aria-label", "Microphone is on")
    await expect(part(rep.people.filter(has_text="Ana"), "silent")).to_be_hidden()


@pytest.mark.parametrize("how", ["one", "all"])
async def test_mute(server: Running, context: NewContext, how: str) -> None:
    """Who is muted reads by whom, is muted for everybody, and alone can undo it."""
    evening = await talk(server, context, 1)
    rep, hcp = evening.rep, evening.hcp
    mic, silent = part(hcp.page, "mic"), part(evening.person("Ana"), "silent")
    await expect(mic).to_have_attribute("aria-label", "Microphone is on")
    await expect(silent).to_be_hidden()
    if how == "one":
        await evening.choose("Ana", "mute")
    else:
        await part(rep.page, "mute-all").click()
        await expect(part(evening.tile("Dr Noor"), "silent")).to_be_visible()
    await expect(mic).to_have_attribute("aria-label", "Microphone is off")
    await expect(part(part(hcp.page, "message"), "text")).to_contain_text("microphone off")
    await expect(silent).to_be_visible()
    assert await part(rep.page.locator("#own"), "microphone").get_attribute("data-state") == "on"
    await mic.click()
    await expect(silent).to_be_hidden()
