"""Fuzz what reads the network, for as long as you like.

    python -m bench.fuzz [--minutes 10] [--target rtp …] [--seed N] [--json]

The targets of the tests (tests/support/media_fuzz.py), each in turn for a second, with seeds of
tests/media/corpus damaged at random. A mistake is printed with its input, which is written beside
the corpus as `found-….bin` so that the tests fail from then on; the command then returns 1.
`--json` prints one JSON line last. The seed is printed: with it a run can be repeated.
"""

import argparse
import hashlib
import json
import sys
import time
import traceback
from collections import Counter
from itertools import cycle
from random import Random, SystemRandom

from tests.support.media_fuzz import CORPUS, TARGETS, damaged

TURN = 1.0
SLOW = 0.25
"""Seconds after which one input counts as hanging: a thousand times what an ordinary one takes."""


class Run:
    """Counts what was done and what was found."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.done: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        """Inputs that were damaged too little to be refused."""
        self.slowest: dict[str, float] = {}
        self.found: Counter[str] = Counter()
        self._places: set[tuple[str, str, int | None]] = set()

    def turn(self, name: str, seconds: float) -> None:
        """Fuzz one target for a while."""
        target = TARGETS[name]
        seeds = target.seeds()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._one(name, damaged(seeds, self._chance))

    def _one(self, name: str, data: bytes) -> None:
        begun = time.thread_time()
        try:
            self.read[name] += TARGETS[name].check(data)
        except Exception as error:
            self._found(name, data, error)
        took = time.thread_time() - begun
        self.done[name] += 1
        self.slowest[name] = max(took, self.slowest.get(name, 0.0))
        if took > SLOW:
            self._found(name, data, TimeoutError(f"{took:.2f} s for {len(data)} bytes"))

    def _found(self, name: str, data: bytes, error: Exception) -> None:
        """Tell of a mistake, each place once: a thousand inputs lead to the same line."""
        self.found[name] += 1
        frames = traceback.extract_tb(error.__traceback__)
        place = (name, type(error).__name__, frames[-1].lineno if frames else 0)
        if place in self._places:
            return
        self._places.add(place)
        traceback.print_exception(error)
        digest = hashlib.sha256(data).hexdigest()[:12]
        file = CORPUS / TARGETS[name].folder / f"found-{name}-{digest}.bin"
        file.write_bytes(data)
        print(f"{name}: see {file}", file=sys.stderr)


def main() -> int:
    """Run, print the table; 1 when something was found."""
    parser = argparse.ArgumentParser(description="Fuzz what reads the network.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--target", nargs="+", choices=sorted(TARGETS), default=sorted(TARGETS))
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1 << 32))
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    run = Run(options.seed)
    end = time.monotonic() + 60 * options.minutes
    for name in cycle(options.target):
        if time.monotonic() >= end:
            break
        run.turn(name, min(TURN, max(0.01, end - time.monotonic())))
    print("target       inputs    read    slowest   found")
    for name in options.target:
        share = run.read[name] / max(1, run.done[name])
        slowest = run.slowest.get(name, 0.0)
        figures = f"{run.done[name]:8} {share:6.0%} {slowest * 1000:8.1f} ms {run.found[name]:5}"
        print(f"{name:10} {figures}")
    if options.json:
        told = {"inputs": dict(run.done), "found": dict(run.found), "slowest": run.slowest}
        print(json.dumps({"bench": "fuzz", "seed": options.seed, **told}))
    return 1 if run.found else 0


if __name__ == "__main__":
    sys.exit(main())
