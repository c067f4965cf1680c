"""The keys of a webinar's own questions: answers are stored under them. No I/O.

Rule: an answer never passes to a question that was not asked. So a key is made of what is asked,
not of its place on the form, and a question that stays keeps the key that it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from scheduling.webinars.plans import Field


def key_of(label: str, kind: str) -> str:
    """The key of a new question."""
    return "q" + hashlib.sha256(f"{kind}:{label}".encode()).hexdigest()[:12]


def with_known_keys(fields: Sequence[Field], known: Sequence[Field]) -> tuple[Field, ...]:
    """The fields; those that were asked before, wherever they stood, under their old keys."""
    keys = {(field.label, field.kind): field.key for field in known}
    return tuple(
        replace(field, key=keys.get((field.label, field.kind), field.key)) for field in fields
    )
