"""The crew of `bench.webinar`: who clicks and who sends media, and the small meeting next door."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

import aiohttp
import socketio

from bench.sender import AUDIO_PER_SECOND, FRAMES_PER_SECOND, Sender
from tests.support.media_peer import LightPeer

KBPS = 300


class Lead:
    """A host at her console: she clicks, and follows what she is told."""

    def __init__(self) -> None:
        self._client: Any = socketio.AsyncClient(reconnection=False)
        self._client.on("event", self._event)
        self.polls: dict[str, dict[str, Any]] = {}
        self.votes: dict[str, int] = {}
        self.questions: set[str] = set()
        self.deck: dict[str, Any] = {}
        self.delays: list[float] = []

    async def join(self, url: str, token: str) -> Self:
        bearer = {"Authorization": f"Bearer {token}"}
        auth = {"token": token, "tab": str(uuid4())}
        await self._client.connect(url, headers=bearer, auth=auth, transports=["websocket"])
        joined = await self.call("join", device={"class": "desktop"})
        self.deck = joined["snapshot"]["decks"][0]
        return self

    async def call(self, name: str, **message: Any) -> Any:
        answer = await self._client.call(name, message, timeout=60)
        if answer and "error" in answer:
            raise RuntimeError(f"{name}: {answer['error']}")
        return answer

    async def click(self, clicks: int, every: float) -> None:
        """Click through the deck at an even pace."""
        begun = time.monotonic()
        for number in range(clicks):
            await asyncio.sleep(max(0, begun + number * every - time.monotonic()))
            state = {"click": number, "at": time.monotonic_ns()}
            slide = number % len(self.deck["slides"])
            await self.call("show", version=self.deck["version"], slide=slide, state=state)

    def _event(self, event: dict[str, Any]) -> None:
        if "poll" in event:
            self.polls[event["poll"]["id"]] = event["poll"]
        if event["kind"] == "question_asked":
            self.questions.add(event["question"]["id"])
        if event["kind"] == "question_voted":
            self.votes[event["question_id"]] = event["votes"]
        if event["kind"] == "slide_shown" and event["position"]["state"]:
            at = event["position"]["state"]["at"]
            self.delays.append((time.monotonic_ns() - at) / 1e6)

    async def close(self) -> None:
        await self._client.disconnect()


class Broadcast:
    """The host's stream, as OBS would send it, and what of it the server passed on."""

    def __init__(self, url: str, http: aiohttp.ClientSession, peer: LightPeer, stream: str) -> None:
        self.stream = stream
        self._url = url
        self._http = http
        self._peer = peer
        sender = Sender(peer, KBPS)
        self._tasks = [
            asyncio.create_task(sender.run(sender.send_frame, FRAMES_PER_SECOND)),
            asyncio.create_task(sender.run(sender.send_sound, AUDIO_PER_SECOND)),
        ]

    @classmethod
    async def publish(cls, url: str, room: str, token: str) -> Self:
        """Start sending."""
        peer, http = LightPeer(), aiohttp.ClientSession()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
        offer = peer.offer("sendonly")
        async with http.post(f"{url}/whip/{room}", data=offer, headers=headers) as reply:
            stream = reply.headers["Lectern-Stream"]
            await peer.connect(await reply.text())
        return cls(url, http, peer, stream)

    async def passed_on(self) -> "PassedOn":
        """The server's counters, by now."""
        async with self._http.get(f"{self._url}/metrics") as reply:
            lines = (await reply.text()).splitlines()
        found = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        names = ("packets_received", "packets_forwarded", "packets_dropped")
        return PassedOn(*(int(float(found[f"lectern_media_{name}"])) for name in names))

    async def close(self) -> None:
        """Stop sending."""
        for task in self._tasks:
            task.cancel()
        await self._peer.close()
        await self._http.close()


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Packets, as the server counts them."""

    received: int = 0
    forwarded: int = 0
    dropped: int = 0

    def share(self, before: "PassedOn", viewers: int) -> float:
        """What went out since then, of what everybody should have got; 1 is all."""
        owed = (self.received - before.received) * viewers
        return round((self.forwarded - before.forwarded) / owed, 4) if owed else 0.0


class Neighbours:
    """The small meeting next door: somebody clicks there all the time."""

    def __init__(self, lead: Lead, watcher: Lead) -> None:
        self._lead, self._watcher = lead, watcher
        self._task: asyncio.Task[None] | None = None

    async def p95(self, during: Any) -> tuple[float, Any]:
        """How late a click is seen next door while something goes on, ms; what came of it."""
        self._watcher.delays.clear()
        self._task = asyncio.create_task(self._lead.click(100_000, 0.1))
        result = await during
        self._task.cancel()
        return percentile(self._watcher.delays, 95), result


def percentile(values: list[float], share: int) -> float:
    """The value that so many per cent do not exceed."""
    if len(values) < 2:
        return 0.0
    return round(statistics.quantiles(values, n=100)[share - 1], 1)
