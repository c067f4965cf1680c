"""What loss and jitter do to a call, by what Chromium itself counts.

    python -m bench.loss [--ways up down] [--loss 0 2 5 10 20] [--jitter 0 100 200]
                         [--seconds 8] [--patient] [--json]

Chromium publishes and views through the server, each by a wire that loses that share (%) of media
and RTCP in both directions and holds each datagram back by a time of its own, up to that many ms,
so that they overtake each other. "up" is the publisher's way, "down" the viewer's. Each row is a
new call; it has three seconds to learn the weather before the count begins.

The voice never pauses, so all that is concealed was lost. A freeze is what Chromium calls one: a
picture that stands three times as long as usual, or 150 ms longer. `back` is how many seconds after
the weather has cleared up the first whole second begins: ten frames, no freeze, no sound made up.
With `--patient` the viewer waits for what is late as the pages of our rooms do; they look every two
seconds, so the count begins after nine.
"""

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from media.server import MediaServer
from tests.support.media_lab import Call, Worth, between, open_call
from tests.support.media_whip import now_ms

SETTLE, SETTLE_PATIENT = 3.0, 9.0
LONGEST_BACK = 15

HEAD = (
    " way  loss  jitter  concealed  wait ms  audio kbit/s   fps  freezes  frozen  width"
    "  video kbit/s  asked up  repaired  NACKs down  repaired  back"
)


def row(way: str, loss: float, jitter: float, worth: Worth, back: float) -> str:
    """A line of the table."""
    return (
        f"{way:>4}  {loss:3g}%  {jitter:6g}  {worth.concealed:9.2%}"
        f"  {1000 * worth.sound_delay:7.0f}"
        f"  {worth.sound_kbps:12.0f}  {worth.fps:4.1f}  {worth.freezes:7}  {worth.frozen:6.2f}"
        f"  {worth.width:5}  {worth.picture_kbps:12.0f}  {worth.asked_up:8}  {worth.repaired_up:8}"
        f"  {worth.asked_down:10}  {worth.repaired_down:8}  {back:4.1f}"
    )


async def count(call: Call, seconds: float) -> Worth:
    """The call's worth for that long from now on."""
    before = await call.read()
    await asyncio.sleep(seconds)
    return between(before, await call.read())


async def recover(call: Call) -> float:
    """Seconds until a whole second begins, looking every half."""
    call.mend()
    begun = time.monotonic()
    readings = [await call.read()]
    while time.monotonic() - begun < LONGEST_BACK:
        await asyncio.sleep(0.5)
        readings.append(await call.read())
        if len(readings) < 3:
            continue
        worth = between(readings[-3], readings[-1])
        if worth.fps >= 10 and not worth.freezes and worth.concealed < 0.01:
            return readings[-3].at - readings[0].at
    return LONGEST_BACK


async def measure(options: argparse.Namespace) -> Iterable[dict[str, Any]]:
    """All rows, printed as they come."""
    found = []
    media = MediaServer("127.0.0.1", 0, clock=now_ms)
    await media.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with open_call(media, Path(folder)) as call:
                print(HEAD)
                for weather in itertools.product(options.ways, options.loss, options.jitter):
                    found.append(await one(call, *weather, options))
    finally:
        await media.close()
    return found


async def one(
    call: Call, way: str, loss: float, jitter: float, options: argparse.Namespace
) -> dict[str, Any]:
    """One row."""
    await call.begin(patient=options.patient)
    await asyncio.sleep(1)
    call.disturb(way, loss=loss / 100, jitter=jitter / 1000)
    await asyncio.sleep(SETTLE_PATIENT if options.patient else SETTLE)
    worth = await count(call, options.seconds)
    back = await recover(call)
    print(row(way, loss, jitter, worth, back), flush=True)
    return {"way": way, "loss": loss, "jitter_ms": jitter, "back": back, **asdict(worth)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What loss and jitter do to a call.")
    parser.add_argument("--ways", nargs="+", choices=("up", "down", "both"), default=["up", "down"])
    parser.add_argument("--loss", type=float, nargs="+", default=[0, 2, 5, 10, 20])
    parser.add_argument("--jitter", type=float, nargs="+", default=[0, 100, 200])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--patient", action="store_true")
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    found = asyncio.run(measure(options))
    if options.json:
        print(json.dumps({"bench": "loss", "rows": list(found)}))


if __name__ == "__main__":
    main()
