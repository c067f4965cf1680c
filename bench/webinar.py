"""A webinar in one process: a storm of joins, slides, a poll, questions and votes.

    python -m bench.webinar [--attendees 1000] [--storm 60] [--media] [--json]

A real server runs on one core; the audience, one light client for each attendee, on the other.
The host goes live, everybody joins within the storm, she clicks through her deck, opens a poll
that all answer within ten seconds, lets 200 questions through and takes 2,000 votes in a minute.
With `--media` everybody is sent a stream of 300 kbit/s besides, by WHEP. Meanwhile somebody clicks
in a small meeting on the same server: how much later its people see it is told, too.

Delays are click → applied, on the machine's monotonic clock. `--json` prints one line last:
`errors`, `join_p95_ms`, `slide_p99_ms`, `poll_counted`, `rss_mb` and more.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import socketio

from bench.lectern import ROOT, guest, serving
from bench.machine import choose_cores
from bench.sender import AUDIO_PER_SECOND, FRAMES_PER_SECOND, Sender
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tokens import Claim
from scheduling.webinars import Registration, WebinarPlan
from server import commands
from server.cli import settings_from
from tests.support.media_peer import LightPeer

OPTIONS = 4
QUESTIONS, VOTES = 200, 2_000
KBPS = 300
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Cast:
    """Tokens of everybody."""

    webinar: str
    host: str
    attendees: tuple[str, ...]
    neighbour: str
    """The host of the small meeting."""
    neighbours: tuple[str, ...]


async def gather(folder: Path, attendees: int) -> Cast:
    """Demo data, a webinar with so many registrants, and a small meeting."""
    settings = settings_from(data=folder)
    meeting = (await commands.demo(settings))["meeting_id"]
    neighbour = (await commands.token(settings, meeting, "host", None, None, []))["token"]
    async with commands.parts_of(settings) as parts:
        known = parts.tokens.read(neighbour)
        small = await parts.meetings.get(known.org, meeting)
        starts = wall_of(parts.clock() + 600_000, "UTC")
        plan = WebinarPlan("Load", starts, "UTC", 60, capacity=attendees, decks=small.decks)
        host = Host(known.participant, known.name, "host@bench.example.org", "Bench")
        made = await parts.webinars.create(known.org, plan, host)
        webinar = await parts.webinars.publish(known.org, made.id)
        tokens = []
        for number in range(attendees):
            somebody = Registration(f"Dr {number}", f"n{number}@bench.example.org")
            signed = (await parts.registrations.register(webinar, somebody)).registrant
            claim = Claim(
                known.org, webinar.id, signed.id, "attendee", signed.name, None, known.expires
            )
            tokens.append(parts.tokens.issue(claim))
        leads = parts.tokens.issue(replace(known, meeting=webinar.id))
        guests = tuple(parts.tokens.issue(guest(known, n)) for n in range(NEIGHBOURS))
    return Cast(webinar.id, leads, tuple(tokens), neighbour, guests)


class Hall:
    """The audience's process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def open(cls, core: int) -> "Hall":
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.webinar_load"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        os.sched_setaffinity(process.pid, {core})
        return cls(process)

    async def do(self, what: str, **order: Any) -> dict[str, Any]:
        """Let the audience do something; what came of it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **order}).encode() + b"\n")
        await self._process.stdin.drain()
        async with asyncio.timeout(600):
            told: dict[str, Any] = json.loads(await self._process.stdout.readline())
        return told

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.terminate()
        await self._process.wait()


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

    async def join(self, url: str, token: str) -> "Lead":
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


async def publish(url: str, cast: Cast) -> tuple[LightPeer, list[asyncio.Task[None]], str]:
    """The host's stream, as OBS would send it; its id."""
    peer = LightPeer()
    headers = {"Authorization": f"Bearer {cast.host}", "Content-Type": "application/sdp"}
    async with aiohttp.ClientSession() as http:
        offer = peer.offer("sendonly")
        path = f"{url}/whip/{cast.webinar}"
        async with http.post(path, data=offer, headers=headers) as reply:
            stream = reply.headers["Lectern-Stream"]
            await peer.connect(await reply.text())
    sender = Sender(peer, KBPS)
    tasks = [
        asyncio.create_task(sender.run(sender.send_frame, FRAMES_PER_SECOND)),
        asyncio.create_task(sender.run(sender.send_sound, AUDIO_PER_SECOND)),
    ]
    return peer, tasks, stream


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


def rss_mb(pid: int) -> float:
    """Resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


async def hold(cast: Cast, url: str, pid: int, wanted: argparse.Namespace) -> dict[str, Any]:
    """The whole webinar; every figure."""
    hall, lead, errors = await Hall.open(choose_cores()[1]), Lead(), list[str]()
    await lead.join(url, cast.host)
    await lead.call("go_live")
    next_door, seen = Lead(), Lead()
    await next_door.join(url, cast.neighbour)
    await seen.join(url, cast.neighbours[0])
    neighbours = Neighbours(next_door, seen)
    quiet, _ = await neighbours.p95(asyncio.sleep(5))

    async def told(what: str, **order: Any) -> dict[str, Any]:
        done = await hall.do(what, **order)
        errors.extend(f"{what}: {error}" for error in done.get("errors", []))
        return done

    order = told("come", url=url, tokens=cast.attendees, seconds=wanted.storm)
    storm, came = await neighbours.p95(order)
    sending: list[asyncio.Task[None]] = []
    peer = None
    if wanted.media:
        peer, sending, stream = await publish(url, cast)
        await asyncio.sleep(1)
        await told("watch", room=cast.webinar, stream=stream)
    await lead.click(wanted.clicks, 0.5)
    poll = {"id": "p1", "kind": "single", "question": "Which?"}
    await lead.call("poll_save", **poll, options=[f"answer {n}" for n in range(OPTIONS)])
    await lead.call("poll_move", poll="p1", state="open")
    busy, answered = await neighbours.p95(told("answer", poll="p1", options=OPTIONS, seconds=9))
    await asyncio.sleep(1)
    questions = min(QUESTIONS, len(cast.attendees))
    await told("ask", questions=questions, seconds=20)
    await asyncio.sleep(1)
    for question in sorted(lead.questions):
        await lead.call("open_question", question=question)
    voted = await told("vote", questions=questions, votes=VOTES, seconds=55)
    await asyncio.sleep(2)
    report = await hall.do("report")
    counted = lead.polls["p1"]
    figures = {
        "attendees": len(cast.attendees),
        "errors": len(errors),
        "join_p95_ms": percentile(came["joined_ms"], 95),
        "slide_p99_ms": percentile(report["delays"], 99),
        "slides_arrived": len(report["delays"]),
        "slides_expected": wanted.clicks * len(cast.attendees),
        "poll_counted": counted["answered"],
        "poll_right": counted["results"] == answered["results"],
        "questions": len(lead.questions),
        "votes": sum(lead.votes.values()),
        "votes_expected": voted["votes"],
        "holes": report["holes"],
        "other_room_p95_ms": {"quiet": quiet, "storm": storm, "poll": busy},
        "rss_mb": rss_mb(pid),
        "media": wanted.media,
    }
    for error in errors[:5]:
        print(error, file=sys.stderr)
    for task in sending:
        task.cancel()
    if peer is not None:
        await peer.close()
    for each in (lead, next_door, seen):
        await each.close()
    await hall.close()
    return figures


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A webinar in one process.")
    parser.add_argument("--attendees", type=int, default=1_000)
    parser.add_argument("--storm", type=float, default=60, help="seconds in which all join")
    parser.add_argument("--clicks", type=int, default=40)
    parser.add_argument("--media", action="store_true", help="send everybody 300 kbit/s, too")
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    return parser.parse_args()


async def main() -> None:
    """Hold one webinar and print."""
    wanted = arguments()
    with tempfile.TemporaryDirectory() as name:
        cast = await gather(Path(name), wanted.attendees)
        async with serving(Path(name), choose_cores()[0]) as server:
            figures = await hold(cast, server.url, server.pid, wanted)
    for key, value in figures.items():
        print(f"{key:18} {value}")
    if wanted.json:
        print(json.dumps({"bench": "webinar"} | figures))


if __name__ == "__main__":
    asyncio.run(main())
