"""A line that carries little, or nothing: what is left out, and that whoever looks reads so."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.cast import Hcp, Person, Rep, login_of, part, prepare
from tests.browser.conftest import CHROMIUM, Launch, NewContext
from tests.browser.test_paths import arrive, outside, started, talk
from tests.support.media_voice import write_voice
from tests.support.network import network, obstacle

NO_NETWORKS = obstacle()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(NO_NETWORKS is not None, reason=NO_NETWORKS or ""),
]

SLOW_MS = 90_000


async def is_heard(person: Person) -> bool:
    """Whether sound comes in within three seconds."""
    before = (await person.received())["energy"]
    await person.page.wait_for_timeout(3_000)
    return bool((await person.received())["energy"] > before)


async def says_weak(hcp: Hcp) -> None:
    """The tile and the line on top say that pictures are left out."""
    tile = part(hcp.page, "tiles").locator(".tile")
    await expect(tile).to_have_attribute("data-state", "weak", timeout=SLOW_MS)
    await expect(part(tile, "note")).to_have_text("Picture paused: your connection is weak")
    await expect(part(hcp.page, "network")).to_have_text("Slides stay in step; video is paused.")


async def shown(rep: Rep) -> dict[str, str]:
    """Where the rep's console is in the deck."""
    frame = part(rep.page.locator("#stage"), "frame")
    data: dict[str, str] = await frame.evaluate("(frame) => ({ ...frame.dataset })")
    return {f"data-{name}": data[name] for name in ("slide", "step")}


async def goes_on_in_step(rep: Rep, hcp: Hcp) -> None:
    """The rep's console goes on, and the HCP is shown the same as soon as the picture has come."""
    before = await shown(rep)
    await rep.press("ArrowRight")
    while (now := await shown(rep)) == before:
        await rep.page.wait_for_timeout(100)
    for name, value in now.items():
        await expect(hcp.stage).to_have_attribute(name, value, timeout=SLOW_MS)


async def has_next(hcp: Hcp) -> None:
    """The page has fetched the picture of the slide after the first one, too."""
    fetched = "performance.getEntriesByType('resource').map(({ name }) => name)"
    pictures = f"{fetched}.filter((name) => name.endsWith('/full'))"
    await hcp.page.wait_for_function(f"() => {pictures}.length > 1")


async def test_only_sound_gets_through(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """The picture gives way to the sound, the slides are in step, and the page says so; when the
    line is good again the picture is back by itself, and nothing is said any more."""
    with network(tmp_path, CHROMIUM) as net:
        async with outside(seeded, tmp_path, launch, net) as place:
            rep, hcp = await arrive(place, context)
            await talk(rep, hcp, place)
            await rep.press("ArrowRight")
            await hcp.shows(0)
            for cable in net.cables:
                net.narrow(cable, 110)
            await says_weak(hcp)
            assert await is_heard(hcp)
            await goes_on_in_step(rep, hcp)
            for cable in net.cables:
                net.widen(cable)
            tile = part(hcp.page, "tiles").locator(".tile")
            await expect(tile).to_have_attribute("data-state", "live", timeout=SLOW_MS)
            await expect(part(hcp.page, "network")).to_be_hidden()
            await hcp.sees_and_hears(40)


async def test_the_rep_reads_it(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """So does a rep whose own line is weak: in the console's bar, until it is good again."""
    with network(tmp_path, CHROMIUM) as net:
        async with outside(seeded, tmp_path, launch, net) as place:
            rep = Rep(await prepare(await (await context(place.browser)).new_page()))
            hcp = Hcp(await prepare(await (await context()).new_page()))
            await rep.sign_in(place.server.url, login_of(place.demo, "rep"))
            await hcp.open_link(place.demo["join_links"][0]["url"])
            await talk(rep, hcp, place)
            for cable in net.cables:
                net.narrow(cable, 110)
            line = part(rep.page, "line")
            await expect(line).to_have_text("Weak connection: pictures paused", timeout=SLOW_MS)
            assert await is_heard(rep)
            for cable in net.cables:
                net.widen(cable)
            await expect(line).to_be_hidden(timeout=SLOW_MS)
            await rep.sees_and_hears(40)


async def test_not_even_sound(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """Of a voice most of which is lost nobody understands a word: then there are slides alone, in
    step, and the page says so; when the line is good again all is back by itself."""
    voice = tmp_path / "voice.wav"
    write_voice(voice)
    speaks = await launch(f"--use-file-for-fake-audio-capture={voice}")
    with network(tmp_path, CHROMIUM) as net:
        async with outside(seeded, tmp_path, launch, net) as place:
            rep = Rep(await prepare(await (await context(speaks)).new_page()))
            hcp = Hcp(await prepare(await (await context(place.browser)).new_page()))
            await rep.sign_in(place.server.url, login_of(place.demo, "rep"))
            await hcp.open_link(place.demo["join_links"][0]["url"])
            await talk(rep, hcp, place)
            await rep.press("ArrowRight")
            await hcp.shows(0)
            await has_next(hcp)
            for cable in net.cables:
                net.narrow(cable, 20)
            tile = part(hcp.page, "tiles").locator(".tile")
            words = "Sound and picture paused: your connection is weak"
            await expect(part(tile, "note")).to_have_text(words, timeout=SLOW_MS)
            words = "Slides stay in step; your connection is too weak for sound and video."
            await expect(part(hcp.page, "network")).to_have_text(words)
            await goes_on_in_step(rep, hcp)
            for cable in net.cables:
                net.widen(cable)
            await expect(tile).to_have_attribute("data-state", "live", timeout=SLOW_MS)
            await expect(part(hcp.page, "network")).to_be_hidden()
            await hcp.sees_and_hears(40)
    await speaks.close()


async def test_no_media_for_a_minute(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """Both are told, also after the server has given the sessions up; when the network is back
    new ones are made without anybody doing anything."""
    with network(tmp_path, CHROMIUM) as net:
        async with outside(seeded, tmp_path, launch, net) as place:
            rep, hcp = await arrive(place, context)
            await talk(rep, hcp, place)
            before = await started(place.server)
            port = str(place.server.media_port)
            for way, end in ((net.drop, "--dport"), (net.ignore, "--sport")):
                way("-p", "udp")
                way("-p", "tcp", end, port)
            tile = part(hcp.page, "tiles").locator(".tile")
            await expect(tile).to_have_attribute("data-state", "lost", timeout=SLOW_MS)
            await expect(part(tile, "note")).to_have_text("Paused")
            await expect(part(hcp.page, "network")).to_contain_text("video is paused")
            # The server hears nothing for half a minute: nobody is shown a dead camera as open.
            await expect(rep.people).to_have_attribute("data-camera", "false", timeout=SLOW_MS)
            await expect(part(rep.people, "silent")).to_be_visible()
            await expect(rep.people).to_have_attribute("data-state", "present")
            net.mend()
            await expect(tile).to_have_attribute("data-state", "live", timeout=SLOW_MS)
            await expect(part(hcp.page, "network")).to_be_hidden(timeout=SLOW_MS)
            await hcp.sees_and_hears(40)
            await rep.sees_and_hears(40)
            assert await started(place.server) > before
