"""The press: files are made in another process, which may die."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from server import press as pressing
from server.press import Press, PressBusy


def made(text: str) -> bytes:
    return f"{text} {os.getpid()}".encode()


def killed_once(path: str) -> bytes:
    """Dies the first time, as a process does that wants too much memory."""
    if not os.path.exists(path):
        open(path, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return b"made"


def wrong() -> bytes:
    raise ValueError("a value that cannot be printed")


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    press = Press()
    yield press
    await press.close()


async def test_another_process(press: Press) -> None:
    """A file is made elsewhere; the process stays for the next one."""
    first, second = await asyncio.gather(press.make(made, "a"), press.make(made, "a"))
    assert first == second
    assert first != made("a")


async def test_killed(press: Press, tmp_path: object) -> None:
    """When the process is killed, another one makes the file."""
    assert await press.make(killed_once, f"{tmp_path}/once") == b"made"


async def test_error(press: Press) -> None:
    """What goes wrong there is raised here, and the press goes on."""
    with pytest.raises(ValueError, match="cannot be printed"):
        await press.make(wrong)
    assert await press.make(made, "a")


async def test_too_many(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a bound nobody waits: they are told to come again."""
    monkeypatch.setattr(pressing, "MOST_WAITING", 2)
    waiting = [asyncio.create_task(press.make(made, "a")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(PressBusy):
        await press.make(made, "a")
    await asyncio.gather(*waiting)


async def test_close() -> None:
    """Closing a press that never worked, and closing twice, is harmless."""
    press = Press()
    await press.close()
    await press.make(made, "a")
    await press.close()
    await press.close()
