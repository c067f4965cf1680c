"""A real Chromium with our modules, and a small server that gives it what they ask for."""

import asyncio
import io
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.support import chromium

ROOT = Path(__file__).resolve().parents[2]
QUIET = [*chromium.QUIET, chromium.fake_camera(15)]
BLANK = """<!doctype html><html lang="en" data-icons="/static/icons/lucide.svg"><title>Test</title>
<link rel="stylesheet" href="/static/tokens.css"><link rel="stylesheet" href="/static/base.css">
<link rel="stylesheet" href="/static/live/slides.css"><body></body></html>"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for a file of tests; each test gets a context of its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium.PROGRAM, args=QUIET)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def files() -> AsyncIterator[TestServer]:
    """The static files and test files, on localhost because that is a secure context."""
    app = web.Application()
    app.router.add_get("/", blank)
    app.router.add_get("/slides/{version}/{slide}/{step}/{size}", slide)
    app.router.add_static("/static/", ROOT / "web" / "static")
    app.router.add_static("/tests/", ROOT / "tests")
    server = TestServer(app, host="localhost")
    await server.start_server()
    yield server
    await server.close()


async def blank(_request: web.Request) -> web.Response:
    """A page with nothing on it but our style sheets."""
    return web.Response(text=BLANK, content_type="text/html")


WIDTHS = {"full": 1920, "phone": 960, "thumb": 320}
tries: Counter[str] = Counter()
"""How often each address was asked for."""


async def slide(request: web.Request) -> web.Response:
    """A picture: of version "slow" late but for thumbs, of "flaky" at the second try only."""
    version, size = request.match_info["version"], request.match_info["size"]
    tries[request.path] += 1
    if version == "slow" and size != "thumb":
        await asyncio.sleep(0.6)
    if version == "broken" or (version == "flaky" and tries[request.path] == 1):
        raise web.HTTPServiceUnavailable
    picture = Image.new("RGB", (WIDTHS[size], WIDTHS[size] * 9 // 16), "white")
    body = io.BytesIO()
    picture.save(body, "PNG")
    return web.Response(body=body.getvalue(), content_type="image/png")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def person(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile with camera and microphone allowed."""
    context = await browser.new_context(permissions=["camera", "microphone"])
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(person: BrowserContext, files: TestServer) -> AsyncIterator[Page]:
    """A blank page: a tab of its own, on disk together with the others; it must throw nothing."""
    wrong: list[str] = []
    opened = await person.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    await opened.goto(str(files.make_url("/")))
    yield opened
    await opened.close()
    assert not wrong, "\n".join(wrong)
