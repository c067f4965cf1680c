"""A server that is killed: what it acknowledged is there, once."""

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

CHILD = """
import asyncio, sys
from pathlib import Path
from engagement.writer import Writer
from tests.engagement.cast import rows

async def caller(writer, index):
    for turn in range(100_000):
        batch = rows(7, session=f"tab-{index}-{turn}")
        await writer.store(batch)
        # One write of less than 4 KiB to a pipe is never cut.
        sys.stdout.write("".join(f"{row.id}\\n" for row in batch))
        sys.stdout.flush()

async def main():
    writer = Writer(Path(sys.argv[1]))
    await asyncio.gather(*(caller(writer, index) for index in range(8)))

asyncio.run(main())
"""


async def killed_after(path: Path, lines: int) -> list[str]:
    """Run the child until it has acknowledged ``lines`` rows, kill it, return all it has said."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    acknowledged = [await child.stdout.readline() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    rest = await child.stdout.read()
    assert await child.wait() == -signal.SIGKILL
    said = b"".join(acknowledged) + rest
    assert said.endswith(b"\n")
    return said.decode().split()


async def test_acknowledged_rows_survive_sigkill(store: AsyncEngine) -> None:
    """Kill it three times in full flight: every acknowledged row is stored, none twice."""
    path = Path(str(store.url.database))
    acknowledged: list[str] = []
    for lines in (1, 300, 2_000):
        acknowledged += await killed_after(path, lines)
    connection = sqlite3.connect(path)
    stored = [id for (id,) in connection.execute("SELECT id FROM event")]
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(acknowledged) > 2_300
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
