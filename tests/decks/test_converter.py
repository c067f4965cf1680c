"""The converter holds itself to its limits, and its parent believes nothing."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from decks.conversion import convert, read_manifest
from decks.errors import DiskFull, FileRefused
from decks.limits import Limits
from decks.manifest import PAGES_FILE, Progress
from tests.decks.samples import Leaf, many_pages, pdf, picture


async def ignore(_: Progress) -> None:
    """Nobody watches."""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


async def test_convert(three_pages: Path, out: Path) -> None:
    """Progress comes page by page, and the manifest names every page."""
    seen: list[Progress] = []

    async def watch(progress: Progress) -> None:
        seen.append(progress)

    await convert(three_pages, out, Limits(), watch)
    assert seen == [Progress(page, 3) for page in (1, 2, 3)]
    assert [page.title for page in read_manifest(out).pages] == [
        "Why now",
        "The trial",
        "Safety first",
    ]


def test_command_line(three_pages: Path, out: Path) -> None:
    """``python -m decks.convert IN OUT`` works by itself and prints one JSON line a page."""
    done = subprocess.run(
        [sys.executable, "-m", "decks.convert", three_pages, out],
        capture_output=True,
        check=True,
        timeout=60,
    )
    rows = [msgspec.json.decode(row) for row in done.stdout.splitlines()]
    assert rows[-1] == {"type": "progress", "page": 3, "of": 3}
    assert (out / "2-thumb.webp").exists()


async def code_of(source: Path, out: Path, limits: Limits) -> str:
    with pytest.raises(FileRefused) as caught:
        await convert(source, out, limits, ignore)
    return caught.value.code


async def test_wall_time(tmp_path: Path, out: Path) -> None:
    """A conversion that takes too long is killed, and nobody waits longer."""
    before = time.monotonic()
    limits = Limits(wall_seconds=1.0)
    assert await code_of(many_pages(tmp_path / "long.pdf", 500), out, limits) == "too-slow"
    assert time.monotonic() - before < 5
    assert converters() == []


async def test_processor_time(tmp_path: Path, out: Path) -> None:
    """A conversion that computes too long is stopped by the kernel."""
    limits = Limits(cpu_seconds=1)
    assert await code_of(many_pages(tmp_path / "long.pdf", 500), out, limits) == "too-heavy"


async def test_memory(tmp_path: Path, out: Path) -> None:
    """A picture that needs more memory than one deck may use is refused, not swapped for."""
    small, wide = tmp_path / "small.png", tmp_path / "wide.png"
    small.write_bytes(picture(size=(700, 700)))
    wide.write_bytes(picture(size=(7_000, 7_000)))
    limits = Limits(memory_bytes=250_000_000)
    await convert(small, out, limits, ignore)
    assert await code_of(wide, out, limits) == "too-heavy"


async def test_size_of_a_file(three_pages: Path, out: Path) -> None:
    """No picture that we write is larger than allowed."""
    assert await code_of(three_pages, out, Limits(file_bytes=1_000)) == "too-heavy"


async def test_size_of_all_files(three_pages: Path, out: Path) -> None:
    """All pictures of a deck together stay below their limit."""
    assert await code_of(three_pages, out, Limits(output_bytes=50_000)) == "too-heavy"


async def test_full_disk(tmp_path: Path, tiny_disk: Path) -> None:
    """A disk that fills up while pictures are written is told as what it is."""
    source = pdf(tmp_path / "a.pdf", [Leaf(f"Slide {number}") for number in range(40)])
    with pytest.raises(DiskFull):
        await convert(source, tiny_disk, Limits(), ignore)


async def test_cancel(tmp_path: Path, out: Path) -> None:
    """Who stops waiting leaves no process behind."""
    source = many_pages(tmp_path / "long.pdf", 500)
    task = asyncio.create_task(convert(source, out, Limits(), ignore))
    while not any(out.iterdir()):
        await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert converters() == []


async def test_no_secrets(three_pages: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The converter's environment holds nothing of the server's."""
    monkeypatch.setenv("LECTERN_SECRET", "not for strangers' files")
    seen: list[bytes] = []

    async def watch(_: Progress) -> None:
        # The last words of a fast one are read when it has ended.
        for pid in converters():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                seen.append(Path(f"/proc/{pid}/environ").read_bytes())

    await convert(many_pages(three_pages, 60), out, Limits(), watch)
    assert any(seen) and not any(b"LECTERN" in environment for environment in seen)


def test_manifest_that_is_none(out: Path) -> None:
    """A converter that was taken over cannot make the server believe what it likes."""
    for lie in (b"", b"{", b'{"title": "x", "pages": []}', b'{"title":"x","pages":[],"admin":1}'):
        (out / PAGES_FILE).write_bytes(lie)
        with pytest.raises(FileRefused):
            read_manifest(out)


def converters() -> list[int]:
    """The converters that this process has started and that still run."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            arguments = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except (OSError, IndexError):
            continue
        if b"decks.convert" in arguments and int(parent) == os.getpid():
            found.append(int(folder.name))
    return found


NETWORK = """
import socket, sys
from decks.confinement import confine, leave_network
from decks.limits import Limits
port = int(sys.argv[1])
socket.create_connection(("127.0.0.1", port)).close()
print("before: open", flush=True)
if not leave_network():
    sys.exit(3)
confine(Limits())
try:
    socket.create_connection(("127.0.0.1", port))
except OSError:
    print("after: cut off")
"""


async def test_no_network() -> None:
    """The converter reaches nothing, not even this machine: a hostile file cannot call home."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", NETWORK, str(port)), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    server.close()
    if process.returncode == 3:
        pytest.skip("this kernel lets nobody make a namespace")
    assert said.decode().splitlines() == ["before: open", "after: cut off"]
