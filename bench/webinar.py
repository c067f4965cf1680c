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
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.lectern import ROOT, guest, serving
from bench.machine import choose_cores
from bench.webinar_crew import Broadcast, Lead, Neighbours, PassedOn, percentile
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tokens import Claim
from scheduling.webinars import Registration, WebinarPlan
from server import commands
from server.cli import settings_from

OPTIONS = 4
QUESTIONS, VOTES = 200, 2_000
NEIGHBOURS = 3

Told = Callable[..., Awaitable[dict[str, Any]]]
"""Tells the audience what to do; what came of it."""


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


def rss_mb(pid: int) -> float:
    """Resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


async def meet_next_door(url: str, cast: Cast) -> tuple[Lead, Lead]:
    """Host and guest of the small meeting."""
    leads, sees = Lead(), Lead()
    await leads.join(url, cast.neighbour)
    await sees.join(url, cast.neighbours[0])
    return leads, sees


async def go_on_air(url: str, cast: Cast, told: Told) -> tuple[Broadcast, PassedOn]:
    """A stream that everybody is sent, and what had been passed on when it began."""
    broadcast = await Broadcast.publish(url, cast.webinar, cast.host)
    await asyncio.sleep(1)
    await told("watch", room=cast.webinar, stream=broadcast.stream)
    return broadcast, await broadcast.passed_on()


async def go_off_air(broadcast: Broadcast, before: PassedOn, audience: int) -> dict[str, Any]:
    """End the stream; what arrived of it."""
    after = await broadcast.passed_on()
    await broadcast.close()
    return {
        "media_share": after.share(before, audience),
        "media_dropped": after.dropped - before.dropped,
    }


async def open_poll(lead: Lead) -> None:
    """A poll that everybody may answer."""
    poll = {"id": "p1", "kind": "single", "question": "Which?"}
    await lead.call("poll_save", **poll, options=[f"answer {n}" for n in range(OPTIONS)])
    await lead.call("poll_move", poll="p1", state="open")


async def ask_and_vote(lead: Lead, told: Told, questions: int) -> dict[str, Any]:
    """So many questions, let through, and the audience's votes for them."""
    await told("ask", questions=questions, seconds=20)
    await asyncio.sleep(1)
    for question in sorted(lead.questions):
        await lead.call("open_question", question=question)
    voted = await told("vote", questions=questions, votes=VOTES, seconds=55)
    await asyncio.sleep(2)
    return voted


async def hold(cast: Cast, url: str, pid: int, wanted: argparse.Namespace) -> dict[str, Any]:
    """The whole webinar; every figure."""
    hall, lead, errors = await Hall.open(choose_cores()[1]), Lead(), list[str]()
    await lead.join(url, cast.host)
    await lead.call("go_live")
    next_door, seen = await meet_next_door(url, cast)
    neighbours = Neighbours(next_door, seen)
    quiet, _ = await neighbours.p95(asyncio.sleep(5))

    async def told(what: str, **order: Any) -> dict[str, Any]:
        done = await hall.do(what, **order)
        errors.extend(f"{what}: {error}" for error in done.get("errors", []))
        return done

    order = told("come", url=url, tokens=cast.attendees, seconds=wanted.storm)
    storm, came = await neighbours.p95(order)
    broadcast, before = None, PassedOn()
    if wanted.media:
        broadcast, before = await go_on_air(url, cast, told)
    await lead.click(wanted.clicks, 0.5)
    await open_poll(lead)
    busy, answered = await neighbours.p95(told("answer", poll="p1", options=OPTIONS, seconds=9))
    await asyncio.sleep(1)
    voted = await ask_and_vote(lead, told, min(QUESTIONS, len(cast.attendees)))
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
    if broadcast is not None:
        figures |= await go_off_air(broadcast, before, len(cast.attendees))
    await asyncio.gather(*(each.close() for each in (lead, next_door, seen, hall)))
    for error in errors[:5]:
        print(error, file=sys.stderr)
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
