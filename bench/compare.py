"""The same work for several media servers in one run: server CPU per forwarded packet.

    python -m bench.compare --tools FOLDER [--servers lectern door pion janus]
                            [--viewers 20 120] [--kbps 1500] [--seconds 8] [--rounds 3] [--json]

The folder holds programs that are not ours: `rtcload`, a load generator on Pion that publishes and
views by WHIP, WHEP or Janus' API, `pionsfu`, and `janus/start.sh`. Each server in turn has one core
for itself, the load has the other. Every viewer receives and decrypts everything and sends NACKs
and reports. Rounds are taken in turns, and the median counts, so that a neighbour's busy minute
hits nobody alone.

`lectern` is the whole server with its tokens and rooms; `door` is its media part behind two bare
HTTP routes. `--json` prints one line last.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.contenders import CONTENDERS
from bench.machine import choose_cores

OURS = "lectern"
LOAD_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One server at one number of viewers."""

    server: str
    viewers: int
    us_per_packet: float
    """Median of the rounds."""
    rounds: tuple[float, ...]
    ours_to_theirs: float | None
    """Our cost divided by this server's; None when ours was not measured."""
    received: float
    """Least share of the expected packets that arrived in any round."""
    dark: int
    """Viewers that received nothing, all rounds together."""
    first_packet_ms: float
    """Median of the rounds' medians."""


async def load(
    name: str, tools: Path, viewers: int, options: argparse.Namespace, cores: tuple[int, int]
) -> dict[str, Any]:
    """One round: what `rtcload` printed."""
    async with CONTENDERS[name](tools, cores[0]) as server:
        process = await asyncio.create_subprocess_exec(
            *(str(tools / "rtcload"), "-nack", *server.arguments, "-pid", str(server.pid)),
            *("-viewers", str(viewers), "-kbps", str(options.kbps), "-secs", str(options.seconds)),
            stdout=asyncio.subprocess.PIPE,
            preexec_fn=lambda: os.sched_setaffinity(0, {cores[1]}),
        )
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                printed, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode:
        raise RuntimeError(f"rtcload failed against {name}; see what it said above")
    found: dict[str, Any] = json.loads(printed)
    return found


def row(name: str, viewers: int, rounds: list[dict[str, Any]], ours: float | None) -> Row:
    """The rounds of one server, in one row."""
    costs = tuple(round(each["server_us_per_packet"], 2) for each in rounds)
    cost = statistics.median(costs)
    share = [each["packets_per_second"] / each["expected_packets_per_second"] for each in rounds]
    return Row(
        server=name,
        viewers=viewers,
        us_per_packet=cost,
        rounds=costs,
        ours_to_theirs=round((cost if name == OURS else ours) / cost, 2) if ours else None,
        received=round(min(share), 4),
        dark=sum(each["dark"] for each in rounds),
        first_packet_ms=round(statistics.median(e["first_packet_ms_p50"] for e in rounds), 1),
    )


async def compare(options: argparse.Namespace) -> list[Row]:
    """All servers at all numbers of viewers; prints rows as they are found."""
    cores, tools = choose_cores(), Path(options.tools).resolve()
    rows: list[Row] = []
    print("server   viewers  µs/packet  ours/theirs  received  dark  first packet")
    for viewers in options.viewers:
        rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in options.servers}
        for _ in range(options.rounds):
            for name, found in rounds.items():
                found.append(await load(name, tools, viewers, options, cores))
                cost = found[-1]["server_us_per_packet"]
                print(f"  {name}: {cost:.2f} µs", file=sys.stderr, flush=True)
        costs = [each["server_us_per_packet"] for each in rounds.get(OURS, [])]
        ours = statistics.median(costs) if costs else None
        for name, found in rounds.items():
            rows.append(row(name, viewers, found, ours))
            show(rows[-1])
    return rows


def show(row: Row) -> None:
    """Print one row of the table."""
    ratio = "" if row.ours_to_theirs is None else f"{row.ours_to_theirs:.2f}"
    print(
        f"{row.server:8} {row.viewers:7}  {row.us_per_packet:9.2f}  {ratio:>11}"
        f"  {row.received:8.1%}  {row.dark:4}  {row.first_packet_ms:9.0f} ms",
        flush=True,
    )


def main() -> None:
    """Run the comparison and print its table."""
    parser = argparse.ArgumentParser(description="Media servers under the same load.")
    parser.add_argument("--tools", required=True, help="folder with rtcload, pionsfu, janus/")
    servers = [OURS, "pion", "janus"]
    parser.add_argument("--servers", nargs="+", choices=list(CONTENDERS), default=servers)
    parser.add_argument("--viewers", type=int, nargs="+", default=[20, 120])
    parser.add_argument("--kbps", type=int, default=1500)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    rows = asyncio.run(compare(options))
    if options.json:
        found = [asdict(row) for row in rows]
        print(json.dumps({"bench": "compare", "kbps": options.kbps, "rows": found}))


if __name__ == "__main__":
    main()
