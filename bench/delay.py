"""The delay that the server adds: from the presenter's send call to each viewer's kernel.

    python -m bench.delay [--viewers 100] [--seconds 10] [--kbps 1500] [--json]

Every packet carries the time at which the presenter sent it; the kernel notes when it reaches each
viewer's socket. Both are on one machine and one clock, so their difference is the server's own
delay: reading, decrypting, encrypting for all who come earlier in the line, sending. The first
viewer of a packet waits least, the last most. A frame leaves as one burst, so a part of the delay
is the time that its packets take through one core.

A neighbour that has the server's core for a time slice delays every packet by that much. Run by
root, server and presenter go before their neighbours; what the server still waited is printed.
"""

import argparse
import asyncio
import json
from typing import Any

from bench.machine import choose_cores, put_first, waited_seconds
from bench.parts import Part

AIM_MS = 5.0
SETTLE = 2.0


async def measure(viewers: int, seconds: float, kbps: int) -> dict[str, Any]:
    """One round: delays in ms to every viewer, the first and the last of each packet."""
    server_core, load_core = choose_cores()
    parts = [await Part.start(server_core, "media_load", "serve")]
    try:
        base = f"http://127.0.0.1:{(await parts[0].hear())['http']}"
        for arguments in (("publish", base, str(kbps)), ("time", base, str(viewers))):
            parts.append(await Part.start(load_core, "media_load", *arguments))
            await parts[-1].hear()
        server, presenter, audience = parts
        first = put_first(server.pid) and put_first(presenter.pid)
        await presenter.ask()
        await asyncio.sleep(SETTLE)
        await audience.ask()
        waited = waited_seconds(server.pid)
        await asyncio.sleep(seconds)
        waited = waited_seconds(server.pid) - waited
        told = await audience.ask()
        return {
            "viewers": viewers,
            "lost": told["lost"],
            "dark": told["dark"],
            "before_neighbours": first,
            "waited_percent": round(100 * waited / seconds, 2),
            **told["delays"],
        }
    finally:
        for part in reversed(parts):
            await part.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The delay that the media server adds.")
    parser.add_argument("--viewers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--kbps", type=int, default=1500)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    found = asyncio.run(measure(options.viewers, options.seconds, options.kbps))
    print(f"{options.viewers} viewers  p50 ms  p99 ms  max ms")
    for name in ("every", "first", "last"):
        row = found[name]
        print(f"{name:>11}  {row['p50']:6.2f}  {row['p99']:6.2f}  {row['max']:6.2f}")
    how = "before its neighbours" if found["before_neighbours"] else "among its neighbours"
    print(
        f"the server ran {how} and waited {found['waited_percent']:.1f} % of the time for its core"
    )
    if options.json:
        print(json.dumps({"bench": "delay", "aim_p99_ms": AIM_MS, "kbps": options.kbps, **found}))


if __name__ == "__main__":
    main()
