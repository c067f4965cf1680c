"""Running the converter: a process with limits, watched and believed in nothing.

Rule 1: the process gets no secrets (its environment is made here), no terminal, a session of its
own, and the wall time; whoever stops waiting kills the whole group and waits for its end.

Rule 2: what it prints is parsed by closed schemas; people read our sentences, never its words.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

import decks
from decks.errors import REFUSALS, DeckError, DiskFull, FileRefused
from decks.limits import Limits
from decks.manifest import (
    PAGES_BYTES,
    PAGES_FILE,
    Line,
    Manifest,
    Progress,
    Refused,
    parse_line,
    parse_manifest,
)

Watcher = Callable[[Progress], Awaitable[None]]

ROOT = Path(decks.__file__).parent.parent


async def convert(
    source: Path, out: Path, limits: Limits, watch: Watcher, program: str = "decks.convert"
) -> None:
    """Make pictures of ``source`` in ``out``; FileRefused or DiskFull when there will be none.

    What was made is told by ``read_manifest(out)``. ``program`` is the module that converts.
    """
    process = await _start(program, source, out, limits)
    try:
        async with asyncio.timeout(limits.wall_seconds):
            await _follow(process, watch)
            status = await process.wait()
    except TimeoutError:
        raise FileRefused("too-slow", seconds=int(limits.wall_seconds)) from None
    finally:
        await _end(process)
    if status != 0:
        raise _death(status)


def read_manifest(folder: Path) -> Manifest:
    """The converter's last word, if it is one that we understand."""
    try:
        with (folder / PAGES_FILE).open("rb") as file:
            return parse_manifest(file.read(PAGES_BYTES))
    except (OSError, msgspec.DecodeError):
        raise FileRefused("converter-failed") from None


async def unwatched(_: Progress) -> None:
    """A single file is done before anybody could watch."""


async def _start(
    program: str, source: Path, out: Path, limits: Limits
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-X", "utf8", "-m", program),
        *(str(source), str(out), msgspec.json.encode(limits).decode()),
        cwd=out,
        env={"PYTHONPATH": str(ROOT), "HOME": str(out), "TMPDIR": str(out)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )


async def _follow(process: asyncio.subprocess.Process, watch: Watcher) -> None:
    """Pass progress on until the output ends; raise the refusal, if it says one."""
    assert process.stdout is not None
    while told := await _next_line(process.stdout):
        if isinstance(told, Refused):
            raise _refusal(told.code, told.values)
        await watch(told)


async def _next_line(output: asyncio.StreamReader) -> Line | None:
    try:
        row = await output.readline()
        return parse_line(row) if row else None
    except ValueError:
        # Too long, or no line of ours: whatever runs there is no longer our converter.
        raise FileRefused("converter-failed") from None


def _refusal(code: str, values: dict[str, int]) -> DeckError:
    if code == "disk-full":
        return DiskFull()
    try:
        return FileRefused(code if code in REFUSALS else "converter-failed", **values)
    except KeyError:
        return FileRefused("converter-failed")


def _death(status: int) -> FileRefused:
    """What the end of a process that said nothing means."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return FileRefused("too-heavy")
    return FileRefused("converter-failed")


async def _end(process: asyncio.subprocess.Process) -> None:
    """Nothing of the process group is left when this returns."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    await process.wait()
