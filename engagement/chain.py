"""The audit chain: what a line's seal covers, and how a broken chain shows. Pure.

Rules:

1. A line's hash covers everything in the line but ``private``, and the hash of the line before:
   changing, removing or inserting a line breaks every seal from there on.
2. A personal value is in the line as a commitment only: SHA-256 over a random salt and the value.
   The salt and the value are in ``private``, outside the seal. Erasing them leaves the chain
   whole, and without the salt nobody can find the value by trying.
3. The head says where the chain ends; without it a cut-off tail would look like a shorter chain.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NO_HASH = "0" * 64
"""What the first line of a chain follows."""
COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class Line:
    """One audit line as it is stored."""

    org: str
    seq: int
    at: int
    actor: str
    action: str
    subject_kind: str
    subject: str
    why: str | None
    facts: str
    """Canonical JSON ``{"before": {...}, "after": {...}}``."""
    private: Mapping[str, Mapping[str, Any]] | None
    """``{"after.email": {"salt": hex, "value": ...}}``; None once erased."""
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain, and where."""

    seq: int
    sentence: str


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted names, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(line: Line) -> str:
    """The hash that the line must have."""
    covered = (
        *("lectern-audit-1", line.org, line.seq, line.at, line.actor, line.action),
        *(line.subject_kind, line.subject, line.why, line.facts, line.previous),
    )
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def commitment(salt: str, value: Any) -> str:
    """What stands in a line for a personal value."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(value).encode()).hexdigest()


class Walk:
    """Goes along a chain, line by line in order of seq, and notes each fault that shows."""

    def __init__(self, anchor: Head | None = None) -> None:
        """``anchor`` is a head that was noted at an earlier time."""
        self.lines = 0
        self.faults: list[Fault] = []
        self._end = Head(0, NO_HASH)
        self._anchor = anchor

    def step(self, line: Line) -> None:
        """Look at the next line."""
        expected = self._end.seq + 1
        if line.seq != expected:
            self._fault(expected, _missing(expected, line.seq - 1))
        elif line.previous != self._end.hash:
            self._fault(line.seq, f"Line {line.seq} does not follow the line before it.")
        if line.hash != seal(line):
            self._fault(line.seq, f"Line {line.seq} was changed.")
        self.faults.extend(_check_private(line))
        self.lines += 1
        self._end = Head(line.seq, line.hash)
        if self._anchor is not None and self._end == self._anchor:
            self._anchor = None

    def finish(self, head: Head) -> tuple[Fault, ...]:
        """Look at where the chain should end; return everything that was found."""
        if head.seq > self._end.seq:
            self._fault(self._end.seq + 1, _missing(self._end.seq + 1, head.seq))
        elif head != self._end:
            self._fault(head.seq, f"The chain does not end as it did at line {head.seq}.")
        if self._anchor is not None and self._anchor.seq > 0:
            seq = self._anchor.seq
            self._fault(seq, f"Line {seq} is not the one that was noted.")
        return tuple(self.faults)

    def _fault(self, seq: int, sentence: str) -> None:
        self.faults.append(Fault(seq, sentence))


def _missing(first: int, last: int) -> str:
    if first >= last:
        return f"Line {first} is missing."
    return f"Lines {first} to {last} are missing."


def _check_private(line: Line) -> Iterator[Fault]:
    for path, secret in (line.private or {}).items():
        side, _, name = path.partition(".")
        sealed = json.loads(line.facts).get(side, {}).get(name)
        if sealed != {COMMITMENT: commitment(str(secret["salt"]), secret["value"])}:
            yield Fault(line.seq, f"Line {line.seq}: {path} is not what was committed to.")
