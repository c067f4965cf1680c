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
from collections.abc import Iterable, Iterator, Mapping
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


def check(lines: Iterable[Line], head: Head) -> Iterator[Fault]:
    """Go through a chain in order of seq; yield each fault that shows."""
    expected, previous = 1, NO_HASH
    for line in lines:
        if line.seq != expected:
            yield Fault(expected, _missing(expected, line.seq - 1))
        elif line.previous != previous:
            yield Fault(line.seq, f"Line {line.seq} does not follow the line before it.")
        if line.hash != seal(line):
            yield Fault(line.seq, f"Line {line.seq} was changed.")
        yield from _check_private(line)
        expected, previous = line.seq + 1, line.hash
    if head.seq >= expected:
        yield Fault(expected, _missing(expected, head.seq))
    elif head != Head(expected - 1, previous):
        yield Fault(head.seq, f"The chain does not end as it did at line {head.seq}.")


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
