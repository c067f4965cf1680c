"""Clients that are programs of their own."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.interop.endpoint import Failed

ROOT = Path(__file__).resolve().parents[2]
GOES_WITHIN = 5


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that publishes until its input ends. Raises Failed when it ended by itself."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    # What nobody reads would stop the program when the pipe is full.
    said = asyncio.create_task(_all(process), name=f"output of {command[0]}")
    try:
        yield process
        if process.returncode:
            raise Failed(last_words(await said))
    except Failed as failed:
        if process.returncode:
            raise Failed(f"{failed}; it said: {last_words(await said)}") from failed
        raise
    finally:
        await _end(process)
        await said


async def _all(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    return await process.stdout.read()


async def _end(process: asyncio.subprocess.Process) -> None:
    """By the end of its input, else by SIGINT as at a terminal, else by SIGKILL."""
    assert process.stdin is not None
    process.stdin.close()
    for ending in (None, signal.SIGINT, signal.SIGKILL):
        if ending is not None and process.returncode is None:
            process.send_signal(ending)
        try:
            await asyncio.wait_for(process.wait(), GOES_WITHIN)
            return
        except TimeoutError:
            continue


async def answer_of(*command: str, seconds: float = 60) -> str:
    """What a program prints. Raises Failed when it fails."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Failed(f"{command[0]} did not end within {seconds:.0f} s") from None
    if process.returncode:
        raise Failed(last_words(err or out))
    return out.decode().strip()


async def numbers_of(command: Sequence[str]) -> dict[str, Any]:
    """The JSON that a player prints last. Raises Failed."""
    lines = (await answer_of(*command)).splitlines()
    found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    if not found.get("first_ms") or not found.get("audio") or not found.get("video"):
        raise Failed(f"it received {found}")
    return found


def last_words(output: bytes) -> str:
    """The end of what a program said, on one line."""
    return " ".join(output.decode(errors="replace").split())[-300:]
