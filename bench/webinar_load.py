"""The audience of `bench.webinar`: light Socket.IO clients, and viewers that only take packets.

Lines of JSON on standard input are orders, each is answered by one line:

    {do: come, url, tokens, seconds}       everybody joins, spread over so many seconds
    {do: watch, stream, room}              everybody plays a stream by WHEP, and drops what comes
    {do: answer, poll, options, seconds}   everybody answers a poll within so many seconds
    {do: talk, questions, votes, seconds}  some ask, many vote
    {do: report}                           delays of slides, and what each knows of the room
"""

import asyncio
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec

from tests.support.media_peer import LightPeer

DEVICE = {"device": {"class": "desktop", "browser": "bench", "os": "bench"}}
FROM_ONE_ADDRESS = 150
"""The server takes 200 connections of one address; more attendees come from more of 127/8."""
PATIENCE = 30
JOINING_AT_ONCE = 8
CONSENT_SECONDS = 5
"""Between two connectivity checks of a viewer."""


class Place(msgspec.Struct):
    """Where the stage is; the slide's own state says which click it was, and when."""

    state: dict[str, int] | None = None


class Told(msgspec.Struct):
    """An event of the room, as far as an attendee of the bench looks at it."""

    seq: int
    kind: str
    first: int | None = None
    position: Place | None = None


class Attendee:
    """A Socket.IO client that joins, answers pings, counts numbers, and does as it is told."""

    def __init__(self, url: str, token: str, http: aiohttp.ClientSession) -> None:
        self.token = token
        self.seq = 0
        self.holes = 0
        """Numbers of events that never came."""
        self.delays: list[float] = []
        self._url = url
        self._http = http
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._calls: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._task: asyncio.Task[None] | None = None

    async def join(self) -> float:
        """Come in; returns ms from the first byte to the answer with the whole room."""
        begun = time.monotonic()
        query = f"{self._url}/socket.io/?EIO=4&transport=websocket"
        headers = {"Authorization": f"Bearer {self.token}"}
        self._socket = await self._http.ws_connect(query, headers=headers)
        hello = json.dumps({"token": self.token, "tab": str(uuid4())})
        await self._socket.send_str("40" + hello)
        while not (await self._socket.receive_str()).startswith("40"):
            pass
        self._task = asyncio.create_task(self._follow())
        answer = await self.call("join", DEVICE)
        self.seq = max(self.seq, answer["snapshot"]["seq"])
        return (time.monotonic() - begun) * 1000

    async def call(self, name: str, payload: object) -> Any:
        """Send a message; its acknowledgement. Raises RuntimeError when it is refused."""
        assert self._socket is not None
        self._number += 1
        number, future = self._number, asyncio.get_running_loop().create_future()
        self._calls[number] = future
        await self._socket.send_str(f"42{number}" + json.dumps([name, payload]))
        answer = await asyncio.wait_for(future, PATIENCE)
        if "error" in answer:
            raise RuntimeError(f"{name}: {answer['error']}")
        return answer

    async def _follow(self) -> None:
        assert self._socket is not None
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(message.data)

    async def _take(self, text: str) -> None:
        if text == "2":
            assert self._socket is not None
            await self._socket.send_str("3")
        elif text.startswith('42["event",'):
            self._event(msgspec.json.decode(text[len('42["event",') : -1], type=Told))
        elif text.startswith("43"):
            number, _, body = text[2:].partition("[")
            self._calls.pop(int(number)).set_result(json.loads(f"[{body}")[0])

    def _event(self, told: Told) -> None:
        if told.seq <= self.seq:
            return
        first = told.first if told.first is not None else told.seq
        self.holes += max(0, first - self.seq - 1) if self.seq else 0
        self.seq = told.seq
        if told.position is not None and told.position.state is not None:
            at = told.position.state.get("at", time.monotonic_ns())
            self.delays.append((time.monotonic_ns() - at) / 1e6)


class Audience:
    """All attendees, and what they do together."""

    def __init__(self) -> None:
        self.people: list[Attendee] = []
        self._peers: list[LightPeer] = []
        self._sessions: list[aiohttp.ClientSession] = []
        self._checks: asyncio.Task[None] | None = None
        self._url = ""
        self._dice = random.Random(4)

    async def come(self, url: str, tokens: Sequence[str], seconds: float) -> dict[str, Any]:
        """Everybody joins, spread evenly."""
        self._url = url
        for at in range(0, len(tokens), FROM_ONE_ADDRESS):
            address = (f"127.0.0.{2 + at // FROM_ONE_ADDRESS}", 0)
            connector = aiohttp.TCPConnector(limit=0, local_addr=address)
            http = aiohttp.ClientSession(connector=connector)
            self._sessions.append(http)
            part = tokens[at : at + FROM_ONE_ADDRESS]
            self.people += [Attendee(url, token, http) for token in part]
        joined, errors = await self._each(lambda a, _: a.join(), seconds)
        return {"joined_ms": joined, "errors": errors}

    async def watch(self, room: str, stream: str) -> dict[str, Any]:
        """Everybody plays the stream; what comes is left to the kernel, which drops it."""
        gate = asyncio.Semaphore(JOINING_AT_ONCE)

        async def play(attendee: Attendee, _: int) -> None:
            async with gate:
                peer = LightPeer()
                self._peers.append(peer)
                answer = await self._offer(attendee, f"/whep/{room}/{stream}", peer)
                await peer.connect(answer)
                asyncio.get_running_loop().remove_reader(peer._socket)

        _, errors = await self._each(play, 0)
        self._checks = asyncio.create_task(self._check_paths())
        return {"viewers": len(self._peers), "errors": errors}

    async def _offer(self, attendee: Attendee, path: str, peer: LightPeer) -> str:
        headers = {
            "Authorization": f"Bearer {attendee.token}",
            "Content-Type": "application/sdp",
        }
        http = attendee._http
        async with http.post(
            self._url + path, data=peer.offer("recvonly"), headers=headers
        ) as reply:
            text = await reply.text()
            if reply.status != 201:
                raise RuntimeError(f"{path} answered {reply.status}: {text[:200]}")
            return text

    async def _check_paths(self) -> None:
        """Consent, as browsers give it; not all at one moment."""
        while True:
            for peer in self._peers:
                peer.send_raw(peer.binding_request())
                await asyncio.sleep(CONSENT_SECONDS / max(1, len(self._peers)))

    async def answer(self, poll: str, options: int, seconds: float) -> dict[str, Any]:
        """Everybody answers, each at a moment of their own."""
        chosen = [self._dice.randrange(options) for _ in self.people]

        async def vote(attendee: Attendee, number: int) -> None:
            await attendee.call("poll_answer", {"poll": poll, "choices": [chosen[number]]})

        _, errors = await self._each(vote, seconds)
        return {"results": [chosen.count(option) for option in range(options)], "errors": errors}

    async def ask(self, questions: int, seconds: float) -> dict[str, Any]:
        """So many ask a question each."""

        async def ask(attendee: Attendee, number: int) -> None:
            await attendee.call("ask", {"id": f"q{number}", "text": f"Question {number}?"})

        _, errors = await self._each(ask, seconds, self.people[:questions])
        return {"errors": errors}

    async def vote(self, questions: int, votes: int, seconds: float) -> dict[str, Any]:
        """So many votes, spread over people and questions; nobody for the same one twice."""
        pairs = [(n % len(self.people), (7 * n + n // len(self.people)) % questions)
                 for n in range(votes)]  # fmt: skip
        wanted = {pair for pair in pairs if pair[0] != pair[1]}

        async def vote(attendee: Attendee, number: int) -> None:
            for question in [q for who, q in sorted(wanted) if who == number]:
                await attendee.call("vote", {"question": f"q{question}", "up": True})

        _, errors = await self._each(vote, seconds)
        return {"votes": len(wanted), "errors": errors}

    def report(self) -> dict[str, Any]:
        """What everybody has seen."""
        delays = [delay for each in self.people for delay in each.delays]
        return {
            "delays": delays,
            "holes": sum(each.holes for each in self.people),
            "seqs": sorted({each.seq for each in self.people}),
        }

    async def _each(
        self,
        what: Callable[[Attendee, int], Awaitable[Any]],
        seconds: float,
        people: Sequence[Attendee] | None = None,
    ) -> tuple[list[Any], list[str]]:
        """Let each do something, spread evenly; what came back, and what went wrong."""
        people = self.people if people is None else people
        step = seconds / max(1, len(people))

        async def one(number: int, attendee: Attendee) -> Any:
            await asyncio.sleep(number * step)
            return await what(attendee, number)

        tasks = (one(number, attendee) for number, attendee in enumerate(people))
        found = await asyncio.gather(*tasks, return_exceptions=True)
        wrong = [repr(each) for each in found if isinstance(each, BaseException)]
        return [each for each in found if not isinstance(each, BaseException)], wrong


async def main() -> None:
    """Do as the bench says until it says no more."""
    loop, audience = asyncio.get_running_loop(), Audience()
    orders: dict[str, Callable[..., Any]] = defaultdict()
    for name in ("come", "watch", "answer", "ask", "vote"):
        orders[name] = getattr(audience, name)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        name = order.pop("do")
        told = audience.report() if name == "report" else await orders[name](**order)
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
