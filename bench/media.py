"""Server CPU per forwarded packet: one presenter, N viewers, real datagrams on loopback.

    python -m bench.media [--viewers 20 60 120] [--seconds 8] [--kbps 1500] [--json]

The server has one core to itself, the load another (with a single core they share it, and the
figure is worse). Every viewer decrypts every packet, sends reports, NACKs and connectivity checks.
The figure is the server process' user and system time, by /proc, divided by the packets that
viewers received and decrypted meanwhile. `--json` prints one JSON line last.
"""

import argparse
import asyncio
import json
from dataclasses import asdict, dataclass

from bench.machine import choose_cores, cpu_seconds
from bench.parts import Part
from bench.sender import packets_per_second

AIM = 8.0
"""Microseconds at 120 viewers that media-plane promises."""

SETTLE = 2.0
"""Seconds between the first packet and the first count."""


@dataclass(frozen=True, slots=True)
class Result:
    """One round."""

    viewers: int
    us_per_packet: float
    packets_per_second: float
    expected_per_second: float
    server_cpu_percent: float
    dark: int
    """Viewers that received nothing."""
    lost: int
    """Packets that some viewer missed in its line and never got."""
    dropped: int
    """Packets that the server's kernel did not take."""


async def measure(viewers: int, seconds: float, kbps: int, cores: tuple[int, int]) -> Result:
    """One round with a fresh server."""
    server = await Part.start(cores[0], "media_load", "serve")
    parts = [server]
    try:
        address = await server.hear()
        base, pid = f"http://127.0.0.1:{address['http']}", int(address["pid"])
        for arguments in (("publish", base, str(kbps)), ("view", base, str(viewers))):
            parts.append(await Part.start(cores[1], "media_load", *arguments))
            await parts[-1].hear()
        _, presenter, audience = parts
        await presenter.ask()
        await asyncio.sleep(SETTLE)
        return await _count(audience, server, pid, viewers, seconds, kbps)
    finally:
        for part in reversed(parts):
            await part.stop()


async def _count(
    view: Part, server: Part, pid: int, viewers: int, seconds: float, kbps: int
) -> Result:
    loop = asyncio.get_running_loop()
    before, cpu_before, begun = (await view.ask())["packets"], cpu_seconds(pid), loop.time()
    await asyncio.sleep(seconds)
    after, cpu, passed = await view.ask(), cpu_seconds(pid) - cpu_before, loop.time() - begun
    packets = after["packets"] - before
    return Result(
        viewers=viewers,
        us_per_packet=round(cpu / max(1, packets) * 1e6, 2),
        packets_per_second=round(packets / passed, 1),
        expected_per_second=float(viewers * packets_per_second(kbps)),
        server_cpu_percent=round(cpu / passed * 100, 1),
        dark=after["dark"],
        lost=after["lost"],
        dropped=int((await server.ask())["packets_dropped"]),
    )


async def run(options: argparse.Namespace) -> list[Result]:
    cores = choose_cores()
    results = []
    print("viewers  µs/packet  packets/s  of expected  server CPU  lost")
    for viewers in options.viewers:
        result = await measure(viewers, options.seconds, options.kbps, cores)
        share = result.packets_per_second / result.expected_per_second
        print(
            f"{result.viewers:7}  {result.us_per_packet:9.2f}  {result.packets_per_second:9.0f}"
            f"  {share:10.1%}  {result.server_cpu_percent:9.1f}%  {result.lost:4}",
            flush=True,
        )
        results.append(result)
    return results


def main() -> None:
    """Run the rounds and print their figures."""
    parser = argparse.ArgumentParser(description="Server CPU per forwarded media packet.")
    parser.add_argument("--viewers", type=int, nargs="+", default=[20, 60, 120])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--kbps", type=int, default=1500)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    results = asyncio.run(run(options))
    if options.json:
        last = results[-1]
        summary = {
            "bench": "media",
            "server_us_per_packet": last.us_per_packet,
            "viewers": last.viewers,
            "aim": AIM,
            "kbps": options.kbps,
            "rounds": [asdict(result) for result in results],
        }
        print(json.dumps(summary))


if __name__ == "__main__":
    main()
