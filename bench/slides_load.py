"""Attendees of `bench.slides`: many light Socket.IO clients in a process of their own.

Run by the bench. The first line of standard input is `{url, tokens, address}`; "ready" is printed
when everybody is in the room; at the next line the delays of all slides are printed, in ms, one
list for each slide.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from uuid import uuid4

import aiohttp
import msgspec

DEVICE = {"device": {"class": "desktop", "browser": "bench", "os": "bench"}}


class Place(msgspec.Struct):
    """Where the stage is; the slide's own state says which click it was, and when."""

    slide: int
    step: int
    state: dict[str, int] | None = None


class Told(msgspec.Struct):
    """An event of the room, as far as this attendee looks at it."""

    seq: int
    kind: str
    position: Place | None = None


class Light:
    """A Socket.IO client that joins, answers pings, and follows the slides."""

    def __init__(self, delays: dict[int, list[float]]) -> None:
        self._delays = delays
        self.position: Place | None = None
        self.seq = 0
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    async def join(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        """Connect and come in."""
        query = f"{url}/socket.io/?EIO=4&transport=websocket"
        headers = {"Authorization": f"Bearer {token}"}
        self.socket = await http.ws_connect(query, headers=headers)
        await self.socket.send_str("40" + json.dumps({"token": token, "tab": str(uuid4())}))
        await self.until("40")
        await self.socket.send_str("421" + json.dumps(["join", DEVICE]))
        answer = await self.until("431")
        if '"state":"present"' not in answer:
            raise RuntimeError(f"not let in: {answer[:200]}")

    async def until(self, head: str) -> str:
        """The next packet that begins so."""
        assert self.socket is not None
        while not (text := await self.socket.receive_str()).startswith(head):
            await self.take(text)
        return text

    async def follow(self) -> None:
        """Take what comes, for ever."""
        assert self.socket is not None
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self.take(message.data)

    async def take(self, text: str) -> None:
        """Apply one packet."""
        if text == "2":
            assert self.socket is not None
            await self.socket.send_str("3")
        elif text.startswith('42["event",'):
            told = msgspec.json.decode(text[len('42["event",') : -1], type=Told)
            self.seq = told.seq
            if told.position is not None:
                self.position = told.position
                self._note(told.position.state)

    def _note(self, state: dict[str, int] | None) -> None:
        if state is not None and "click" in state:
            delay = (time.monotonic_ns() - state["at"]) / 1e6
            self._delays[state["click"]].append(delay)


async def main() -> None:
    """Bring everybody in, follow, report."""
    loop = asyncio.get_running_loop()
    plan = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    delays: dict[int, list[float]] = defaultdict(list)
    address = (plan["address"], 0) if plan["address"] else None
    connector = aiohttp.TCPConnector(limit=0, local_addr=address)
    async with aiohttp.ClientSession(connector=connector) as http:
        following: list[asyncio.Task[None]] = []
        for token in plan["tokens"]:
            person = Light(delays)
            await person.join(http, plan["url"], token)
            # At once: who does not answer pings while the others come in is cut.
            following.append(asyncio.create_task(person.follow()))
        print("ready", flush=True)
        await loop.run_in_executor(None, sys.stdin.readline)
        for task in following:
            task.cancel()
        await asyncio.wait(following)
        print(json.dumps([delays[click] for click in sorted(delays)]), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
