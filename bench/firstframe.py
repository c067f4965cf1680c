"""From the click to the first decoded frame, in a real Chromium that views another.

    python -m bench.firstframe [--tries 30] [--json]

The whole server runs, `python -m server`; one page publishes a camera by the modules that our
rooms use, another plays it by them: click → offer → POST → answer → path (ICE) → keys (DTLS) →
first packet → first frame (`requestVideoFrameCallback`). Each try is a new connection after a
pause of its own length, so that it meets the presenter's key frames anywhere. Chromium notices
"keys" and "packet" by events that may come late; "frame" is what counts.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from bench.lectern import Passes, passes, serving
from tests.support.media_browser import CHROMIUM, FLAGS

AIM_MS = 150
STEPS = ("offer", "answer", "path", "keys", "packet", "frame")
SCRIPT = Path(__file__).with_suffix(".js")


@asynccontextmanager
async def pages(url: str) -> AsyncIterator[tuple[Page, Page]]:
    """Two pages of the server, in two browsers, so that neither waits for the other's process."""
    async with async_playwright() as playwright:
        opened: list[Page] = []
        browsers = []
        try:
            for _ in range(2):
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=list(FLAGS), timeout=30_000
                )
                browsers.append(browser)
                page = await browser.new_page()
                page.set_default_timeout(30_000)
                await page.goto(f"{url}/login")
                await page.evaluate(SCRIPT.read_text())
                opened.append(page)
            yield opened[0], opened[1]
        finally:
            for browser in browsers:
                await browser.close()


async def measure(tries: int) -> list[dict[str, float]]:
    """The steps of each try, in ms after the click."""
    with tempfile.TemporaryDirectory() as name:
        known = await passes(Path(name), 1)
        async with serving(Path(name)) as server, pages(server.url) as (presenter, viewer):
            return await look(presenter, viewer, known, tries)


async def look(presenter: Page, viewer: Page, known: Passes, tries: int) -> list[dict[str, float]]:
    """Publish on one page, view on the other as often as wanted."""
    room, token = known.meeting, known.guests[0]
    stream = await presenter.evaluate("([r, t]) => publishCamera(r, t)", [room, known.host])
    await viewer.evaluate("([r, t, s]) => prepareView(r, t, s)", [room, token, stream])
    found: list[dict[str, float]] = []
    for _ in range(tries):
        await viewer.click("#see")
        steps: dict[str, float] = await viewer.evaluate("window.seen")
        found.append(steps)
        await asyncio.sleep(random.uniform(0.6, 1.2))
    return found


def summarise(found: list[dict[str, float]]) -> dict[str, Any]:
    """Median and 90th percentile of each step."""
    rows: dict[str, Any] = {}
    for step in STEPS:
        values = sorted(steps[step] for steps in found if step in steps)
        if values:
            late = values[int(0.9 * (len(values) - 1))]
            rows[step] = {
                "p50_ms": round(statistics.median(values), 1),
                "p90_ms": round(late, 1),
                "tries": len(values),
            }
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Click to first decoded frame in Chromium.")
    parser.add_argument("--tries", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    if CHROMIUM is None:
        parser.error("this needs Debian's chromium")
    rows = summarise(asyncio.run(measure(options.tries)))
    print("step     p50 ms  p90 ms  tries")
    for step, row in rows.items():
        print(f"{step:7} {row['p50_ms']:7.1f} {row['p90_ms']:7.1f} {row['tries']:6}")
    if options.json:
        print(json.dumps({"bench": "firstframe", "aim_p50_ms": AIM_MS, "steps": rows}))


if __name__ == "__main__":
    main()
