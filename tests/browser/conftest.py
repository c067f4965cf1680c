"""Real browsers against a real server: the fixtures that all stories start from."""

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    async_playwright,
    expect,
)

from tests.browser.running import ROOT, Running
from tests.support import chromium

CHROMIUM = chromium.PROGRAM
QUIET = (*chromium.QUIET, *chromium.AWAKE, chromium.fake_camera(15))

WAIT_MS = 15_000
"""Two cores decode, encode and test at once: what takes 1 s on a desk may take 10 here."""

expect.set_options(timeout=WAIT_MS)

Launch = Callable[..., Awaitable[Browser]]
NewContext = Callable[..., Awaitable[BrowserContext]]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo in it, made once: each test works on a copy."""
    data = tmp_path_factory.mktemp("demo") / "data"
    command = [sys.executable, "-m", "server", "demo", "--data", str(data)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=120)
    return data


@pytest.fixture
async def server(seeded: Path, tmp_path: Path) -> AsyncIterator[Running]:
    """A running server with the demo data."""
    running = Running(Path(shutil.copytree(seeded, tmp_path / "data")))
    await running.start()
    yield running
    await running.stop()
    print(running.log())  # pytest shows it when the test failed


@pytest.fixture
async def launch() -> AsyncIterator[Launch]:
    """Start Debian's Chromium with a fake camera and microphone, and more arguments if given."""
    async with async_playwright() as playwright:

        async def start(*arguments: str, program: str = CHROMIUM) -> Browser:
            return await playwright.chromium.launch(
                executable_path=program, args=[*QUIET, *arguments]
            )

        yield start


@pytest.fixture
async def browser(launch: Launch) -> AsyncIterator[Browser]:
    """The browser that most people of a story share, each with cookies of their own."""
    launched = await launch()
    yield launched
    await launched.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[NewContext]:
    """Make a person's own browser: cookies apart, camera and microphone allowed.

    A test fails at its end when a page of its threw an error or broke its own content policy.
    """
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    async def make(on: Browser = browser, **options: Any) -> BrowserContext:
        settings: dict[str, Any] = {
            "permissions": ["camera", "microphone"],
            "viewport": {"width": 1440, "height": 900},
            "locale": "en-GB",
            "timezone_id": "Europe/Berlin",
        }
        made = await on.new_context(**(settings | options))
        made.set_default_timeout(WAIT_MS)
        made.on("weberror", lambda error: wrong.append(str(error.error)))
        made.on("console", lambda message: wrong.extend(broken_policy(message)))
        opened.append(made)
        return made

    yield make
    for made in opened:
        await made.close()
    assert not wrong, "\n".join(wrong)


def broken_policy(message: ConsoleMessage) -> list[str]:
    """The message, when it says that the page tried what its policy forbids."""
    return [message.text] if "Content Security Policy" in message.text else []
