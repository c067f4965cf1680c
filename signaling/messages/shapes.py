"""What the fields of messages are made of, each with its bounds."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}\Z")]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Count = Annotated[int, Meta(ge=0, le=10_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
Moment = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(max_length=64)]
Line = Annotated[str, Meta(max_length=300)]
ChatText = Annotated[str, Meta(min_length=1, max_length=2_000)]
QuestionText = Annotated[str, Meta(min_length=1, max_length=1_000)]

Values = Annotated[dict[Name, Line | int | float | bool | None], Meta(max_length=8)]

MOST_OPTIONS = 20
"""Answers to choose from in one poll."""
Option = Annotated[int, Meta(ge=0, lt=MOST_OPTIONS)]

MOST_EVENTS = 200
"""Engagement events in one batch."""
MOST_STATE = 4_000
"""Characters that a slide's own state takes as JSON, about."""
DEEPEST = 6
"""Levels of nesting inside a slide's own state."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all messages."""
