"""Memory that a viewer costs the server: resident bytes with many, less those with few.

    python -m bench.memory [--viewers 300] [--seconds 5] [--kbps 300] [--json]

A first crowd warms up what the server keeps anyway (code, pools, packet caches). Then so many
more join the same stream; when media has flowed to all for a while, the growth of the process is
divided by their number. The kernel's socket buffers are shared by all and not part of it.
"""

import argparse
import asyncio
import json
from typing import Any

from bench.machine import choose_cores, resident_bytes
from bench.parts import Part

AIM_KB = 150
WARMING = 50


async def measure(viewers: int, seconds: float, kbps: int) -> dict[str, Any]:
    """One round: resident kB with the first crowd, with all, and per viewer."""
    server_core, load_core = choose_cores()
    server = await Part.start(server_core, "media_load", "serve")
    parts = [server]
    try:
        told = await server.hear()
        base, pid = f"http://127.0.0.1:{told['http']}", int(told["pid"])

        async def come(*arguments: str) -> Part:
            parts.append(await Part.start(load_core, "media_load", *arguments))
            await parts[-1].hear()
            return parts[-1]

        presenter = await come("publish", base, str(kbps))
        await come("view", base, str(WARMING))
        await presenter.ask()
        await asyncio.sleep(seconds)
        before = resident_bytes(pid)
        crowd = await come("view", base, str(viewers))
        await asyncio.sleep(seconds)
        after = resident_bytes(pid)
        return {
            "viewers": viewers,
            "dark": (await crowd.ask())["dark"],
            "before_kb": before // 1000,
            "after_kb": after // 1000,
            "kb_per_viewer": round((after - before) / 1000 / viewers, 1),
        }
    finally:
        for part in reversed(parts):
            await part.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Server memory per viewer.")
    parser.add_argument("--viewers", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--kbps", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    found = asyncio.run(measure(options.viewers, options.seconds, options.kbps))
    print(
        f"{found['viewers']} more viewers: {found['before_kb']} kB -> {found['after_kb']} kB,"
        f" {found['kb_per_viewer']} kB each"
    )
    if options.json:
        print(json.dumps({"bench": "memory", "aim_kb": AIM_KB, **found}))


if __name__ == "__main__":
    main()
