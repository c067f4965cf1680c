"""The main job, end to end: a rep meets an HCP, and the call report is true."""

import re
import sqlite3
from dataclasses import dataclass
from itertools import groupby

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Json, Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LOOK_MS = 2_600
"""Longer than the two seconds from which on a look at a slide counts."""
GLANCE_MS = 700
TOLERANCE_MS = 250
WHOLE = re.compile(r"^([1-9]\d*) of \1 events$")


@dataclass(frozen=True)
class Looks:
    """What the HCP's own screen says: slides with milliseconds, and how sure it can be."""

    finished: list[tuple[int, float]]
    tolerance: float


TITLE = "Readmissions after discharge"
ANA = "Dr Ana Bergmann"


async def test_a_rep_meets_an_hcp(server: Running, context: NewContext) -> None:
    """Plan, mail, consent, lobby, talk, report: what the HCP did is there once, and right."""
    demo = await server.demo()
    rep = Rep(await prepare(await (await context()).new_page()))
    hcp = Hcp(await prepare(await (await context()).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    meeting = await rep.schedule(server.url, TITLE, ANA)
    await meet(rep, hcp, server, meeting)
    await talk(rep, hcp)
    await hcp.stall(reset=True)
    await look_together(rep, hcp)
    await take_part(rep, hcp)
    looks = Looks(finished_looks(await hcp.slides_seen()), TOLERANCE_MS + await hcp.stall())
    await reload_in_the_middle(hcp)
    await rep.end()
    await hcp.is_in("goodbye")
    await rep.page.wait_for_url("**/report", wait_until="commit")
    await report_is_filled_in(rep.page)
    await store_is_true(server, meeting, looks)


async def meet(rep: Rep, hcp: Hcp, server: Running, meeting: str) -> None:
    """The rep waits in the console, the HCP opens the link of her mail, agrees, is let in."""
    await rep.open_room(f"{server.url}/meetings/{meeting}/room")
    await hcp.open_link(await server.mailed_link(TITLE))
    await hcp.join("capture", "attention")
    await hcp.is_in("lobby")
    await rep.let_in()
    await hcp.is_in("room")
    await expect(rep.people).to_have_count(1)
    await expect(part(rep.people, "name")).to_have_text(ANA)


async def talk(rep: Rep, hcp: Hcp) -> None:
    """Pictures and sound arrive on both sides."""
    await rep.sees_and_hears()
    await hcp.sees_and_hears()


async def look_together(rep: Rep, hcp: Hcp) -> None:
    """Slides and builds of the rep are the HCP's; the rep sees what she sees; the pointer shows."""
    await rep.press("ArrowRight")
    await hcp.shows(0)
    await expect(part(rep.people, "sees")).to_have_text("With you")
    await hcp.page.wait_for_timeout(LOOK_MS)
    await step_through(rep, hcp)
    await rep.press("p")
    box = await rep.page.locator("#stage .slide-view-canvas").bounding_box()
    assert box is not None
    await rep.page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    pointer = hcp.stage.locator(".slide-view-pointer")
    await expect(pointer).to_be_visible()
    left = await pointer.evaluate("(dot) => parseFloat(dot.style.left)")
    assert left == pytest.approx(25, abs=1)
    await rep.press("p")
    await expect(pointer).to_be_hidden()


async def step_through(rep: Rep, hcp: Hcp) -> None:
    """Forward over a slide with builds, each in step, to the slide after it."""
    steps: list[int] = await rep.page.evaluate(
        "[...document.querySelectorAll('#rail [data-part=show]')].map((b) => +b.dataset.slide)"
    )
    assert len(steps) >= 3, "the demo deck has at least three slides"
    before = -1
    while True:
        await rep.press("ArrowRight")
        await hcp.page.wait_for_timeout(GLANCE_MS)
        slide, step = await where(hcp)
        await rep.shows(slide, step)
        if before >= 0 and slide > before:
            return
        before = slide if step > 0 else before


async def where(hcp: Hcp) -> tuple[int, int]:
    """Slide and build that the HCP sees."""
    slide = await hcp.stage.get_attribute("data-slide")
    step = await hcp.stage.get_attribute("data-step")
    assert slide is not None and step is not None
    return int(slide), int(step)


async def take_part(rep: Rep, hcp: Hcp) -> None:
    """The HCP clicks, zooms, raises a hand, reacts, writes and asks; the rep sees it and judges."""
    await hcp.click_slide(0.25, 0.75)
    await hcp.page.wait_for_timeout(500)
    await part(hcp.page, "zoom-in").click()
    await hcp.page.wait_for_timeout(800)
    await part(hcp.page, "hand").click()
    await expect(part(rep.people, "hand")).to_be_visible()
    await part(hcp.page, "react").click()
    await hcp.page.locator('[data-reaction="thumbs_up"]').click()
    await hcp.say("Is this also for <b>children</b>?")
    await expect(part(rep.page, "messages")).to_contain_text("Is this also for <b>children</b>?")
    await hcp.ask("What about the kidneys?")
    await rep.press("q")
    await expect(part(rep.page, "asked")).to_contain_text("What about the kidneys?")
    await rep.press("3")
    await expect(part(rep.page, "positive")).to_have_attribute("aria-pressed", "true")


async def reload_in_the_middle(hcp: Hcp) -> None:
    """A reload brings the HCP back to the very slide and build, without the lobby."""
    before = await where(hcp)
    await hcp.page.reload()
    await hcp.is_in("room")
    await hcp.shows(*before)
    await hcp.sees_and_hears()
    await hcp.page.wait_for_timeout(LOOK_MS)


async def report_is_filled_in(page: Page) -> None:
    """The call report opens by itself, with people, slides, reaction and question; it is whole."""
    await expect(page.locator("h1")).to_have_text("Call report")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator(".report-strip li[data-shown=yes]").first).to_be_visible()
    await expect(page.locator(".report-reaction[data-tone=positive]")).to_have_count(1)
    await expect(page.locator("main")).to_contain_text("What about the kidneys?")
    await page.reload()
    await expect(page.locator("header .badge").first).to_have_text(WHOLE)


async def store_is_true(server: Running, meeting: str, looks: Looks) -> None:
    """The store holds each act once, with its slide, its length and its place in the order."""
    events = await server.events(meeting)
    assert len({event["id"] for event in events}) == len(events)
    once = ("reaction.sent", "hand.raised", "question.asked", "chat.posted", "slide.reaction")
    kinds = [event["kind"] for event in events]
    assert {kind: kinds.count(kind) for kind in once} == dict.fromkeys(once, 1)
    lengths_are_true(events, looks)
    order_is_true(events)
    click_is_true(events)
    rows_are_the_same(server, meeting, events)


def finished_looks(seen: list[Json]) -> list[tuple[int, float]]:
    """Slide and milliseconds of every look that had ended, by the HCP's own screen."""
    first = [next(group) for _, group in groupby(seen, key=lambda entry: entry["slide"])]
    pairs = zip(first, first[1:], strict=False)
    return [(start["slide"], end["at"] - start["at"]) for start, end in pairs]


def lengths_are_true(events: list[Json], looks: Looks) -> None:
    """The looks that were stored are those that the screen had, within a quarter of a second."""
    left = [event for event in events if event["kind"] == "slide.left"]
    assert len(left) >= len(looks.finished) >= 2
    for event, (slide, milliseconds) in zip(left, looks.finished, strict=False):
        assert event["slide"] == slide
        assert event["values"]["visible_ms"] == pytest.approx(milliseconds, abs=looks.tolerance)


def order_is_true(events: list[Json]) -> None:
    """Each tab counts without a hole, and a slide is left before the next one is entered."""
    tabs = {event["session"] for event in events} - {"server"}
    assert tabs
    for tab in tabs:
        own = [event for event in events if event["session"] == tab]
        assert sorted(event["seq"] for event in own) == list(range(1, len(own) + 1))
        slides = [e for e in own if e["kind"] in ("slide.entered", "slide.left")]
        slides.sort(key=lambda event: event["seq"])
        kinds = [event["kind"] for event in slides]
        assert kinds == ["slide.entered", "slide.left"] * (len(kinds) // 2)
        assert all(a["slide"] == b["slide"] for a, b in zip(slides[::2], slides[1::2], strict=True))


def click_is_true(events: list[Json]) -> None:
    """The click lies where it was made, on the slide that was there; the zoom is there once."""
    (click,) = [event for event in events if event["kind"] == "pointer.clicked"]
    assert click["values"]["x"] == pytest.approx(0.25, abs=0.01)
    assert click["values"]["y"] == pytest.approx(0.75, abs=0.01)
    (zoom,) = [event for event in events if event["kind"] == "slide.zoomed"]
    assert zoom["values"]["scale"] > 1
    assert zoom["slide"] == click["slide"]


def rows_are_the_same(server: Running, meeting: str, events: list[Json]) -> None:
    """What the command prints is what stands in the database's own table."""
    with sqlite3.connect(server.data / "engagement.db") as database:
        rows = database.execute(
            "SELECT id, kind, slide FROM event WHERE meeting = ? ORDER BY position", (meeting,)
        ).fetchall()
    assert rows == [(event["id"], event["kind"], event["slide"]) for event in events]
