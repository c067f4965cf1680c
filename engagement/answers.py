"""What the rep writes into a call report, and what it starts with. Pure."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from engagement.errors import Invalid
from engagement.report import CallReport

Line = Annotated[str, msgspec.Meta(max_length=500)]
Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Judgement = Literal["positive", "neutral", "negative"]
STANCES: Mapping[str, Judgement] = {
    "positive": "positive",
    "neutral": "neutral",
    "negative": "negative",
}


class Stance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a key message was received."""

    key_message: Line
    stance: Judgement | None = None
    note: Prose | None = None


class TopicNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a topic stands after the meeting."""

    topic: Line
    state: Literal["open", "answered"] = "answered"
    note: Prose | None = None


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What only the rep can say."""

    stances: Annotated[tuple[Stance, ...], msgspec.Meta(max_length=200)] = ()
    topics: Annotated[tuple[TopicNote, ...], msgspec.Meta(max_length=200)] = ()
    next_step: Prose | None = None
    next_at: int | None = None
    """When the next step is due."""
    follow_ups: Annotated[tuple[Line, ...], msgspec.Meta(max_length=100)] = ()
    """Material to send."""
    notes: Prose | None = None
    adverse_event: bool | None = None
    """Was an adverse event heard? None: not answered yet."""


def parse_answers(data: Any) -> Answers:
    """Answers from JSON-like data, or raise ``Invalid``."""
    try:
        return msgspec.convert(data, Answers)
    except msgspec.ValidationError as error:
        raise Invalid("answers", f"cannot be read: {error}") from None


def suggest(report: CallReport) -> Answers:
    """What the form is filled with before the rep has written a word.

    A stance is the rep's last judgement on the slides of the message; a topic is open while a
    question that was asked on it has no answer.
    """
    unanswered = {line.topic for line in report.questions if line.how is None}
    return Answers(
        stances=tuple(
            Stance(heard.name, STANCES.get(heard.reaction or "")) for heard in report.key_messages
        ),
        topics=tuple(
            TopicNote(heard.name, "open" if heard.name in unanswered else "answered")
            for heard in report.topics
        ),
    )
