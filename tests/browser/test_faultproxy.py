"""The wire that the browser tests cut must itself be true."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.faultproxy import FaultProxy


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@pytest.fixture
async def wire() -> AsyncIterator[FaultProxy]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with FaultProxy(server.sockets[0].getsockname()[1]) as proxy:
        yield proxy
    server.close()


async def ask(
    ends: tuple[asyncio.StreamReader, asyncio.StreamWriter], line: bytes, within: float = 5
) -> bytes:
    reader, writer = ends
    writer.write(line)
    async with asyncio.timeout(within):
        return await reader.readline()


async def test_passes_bytes(wire: FaultProxy) -> None:
    """Uncut, the wire is not there."""
    ends = await asyncio.open_connection("127.0.0.1", wire.port)
    assert await ask(ends, b"hello\n") == b"hello\n"
    ends[1].close()


async def test_cut_is_silent_and_loses_nothing(wire: FaultProxy) -> None:
    """A cut wire answers nothing and hangs up nobody; mended, it delivers what waited."""
    ends = await asyncio.open_connection("127.0.0.1", wire.port)
    await ask(ends, b"one\n")
    wire.cut()
    with pytest.raises(TimeoutError):
        await ask(ends, b"two\n", within=0.2)
    wire.mend()
    assert await ends[0].readline() == b"two\n"
    ends[1].close()


async def test_new_connection_waits_while_cut(wire: FaultProxy) -> None:
    """A connection made during the cut reaches the server after it."""
    wire.cut()
    ends = await asyncio.open_connection("127.0.0.1", wire.port)
    with pytest.raises(TimeoutError):
        await ask(ends, b"early\n", within=0.2)
    wire.mend()
    assert await ends[0].readline() == b"early\n"
    ends[1].close()


async def test_sever_resets(wire: FaultProxy) -> None:
    """A severed wire is noticed at once."""
    ends = await asyncio.open_connection("127.0.0.1", wire.port)
    await ask(ends, b"one\n")
    await wire.sever()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        async with asyncio.timeout(2):
            assert await ends[0].readexactly(1) == b"never"
    ends[1].close()
