"""A TCP wire that can be cut: it stands between a browser and the server.

Rule 1: a silent cut (``cut``) loses nothing by itself: bytes wait, as in a router that has gone
quiet.  Nobody is told, so both ends must find out by their own timers.

Rule 2: a loud cut (``sever``) resets every connection, as a proxy that restarts does.

Rule 3: while cut, new connections are taken but reach nobody.

UDP does not pass here; a browser reaches the media port directly.
"""

import asyncio
from types import TracebackType
from typing import Self

CHUNK = 65_536


class FaultProxy:
    """One listening port on 127.0.0.1 that leads to ``host:port`` of the real server."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.target = (host, port)
        self.port = 0
        self.connections = 0
        self._server: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._pairs: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> None:
        """Listen on ``port``, or on a free one, which is then in ``self.port``."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End every connection and stop listening.  Closing twice is harmless."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        await self.sever()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def cut(self) -> None:
        """Pass nothing on, in either direction, until ``mend``."""
        self._open.clear()

    def mend(self) -> None:
        """Let the bytes flow again, first those that waited."""
        self._open.set()

    async def sever(self) -> None:
        """Reset every connection now."""
        pairs = tuple(self._pairs)
        for pair in pairs:
            pair.cancel()
        await asyncio.gather(*pairs, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        pair = asyncio.create_task(self._join(reader, writer), name="faultproxy-pair")
        self._pairs.add(pair)
        pair.add_done_callback(self._pairs.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until both its directions have ended."""
        far_writer: asyncio.StreamWriter | None = None
        try:
            await self._open.wait()
            far_reader, far_writer = await asyncio.open_connection(*self.target)
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        except OSError:
            pass  # The server is down, or an end hung up: the finally below tells the other end.
        finally:
            for end in (writer, far_writer):
                if end is not None:
                    end.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        await self._open.wait()
        if writer.can_write_eof():
            writer.write_eof()
