"""The call report's form: one field per key message of the meeting, and no unknown field."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from server.pages.report_view import Draft, Message

Stance = Literal["positive", "neutral", "negative", "none"]
Step = Annotated[str, msgspec.Meta(max_length=2_000)]
Note = Annotated[str, msgspec.Meta(max_length=4_000)]
Reason = Annotated[str, msgspec.Meta(max_length=1_000)]
Topic = Annotated[str, msgspec.Meta(max_length=64)]


def form_type(messages: Sequence[Message]) -> type[msgspec.Struct]:
    """The closed schema of one meeting's form."""
    fields: list[tuple[str, Any, Any]] = [
        ("next_step", Step, ""),
        ("note", Note, ""),
        ("topic", list[Topic], msgspec.field(default_factory=list)),
        ("adverse_event", Literal["yes", "no", ""], ""),
        ("reason", Reason, ""),
    ]
    fields += [(f"stance_{message.index}", Stance, "none") for message in messages]
    return msgspec.defstruct("ReportForm", fields, forbid_unknown_fields=True)


def draft_of(posted: msgspec.Struct, messages: Sequence[Message]) -> Draft:
    """What was filled in; topics in the order of the form."""
    values: Mapping[str, Any] = msgspec.to_builtins(posted)
    stances = {message.key: values[f"stance_{message.index}"] for message in messages}
    return Draft(
        stances={key: stance for key, stance in stances.items() if stance != "none"},
        topics_open=tuple(dict.fromkeys(values["topic"])),
        next_step=values["next_step"],
        note=values["note"],
        adverse_event={"yes": True, "no": False}.get(values["adverse_event"]),
        reason=values["reason"],
    )


def missing(draft: Draft, *, amending: bool) -> dict[str, str]:
    """What must be there before a signature, by field, as sentences."""
    found = {}
    if draft.adverse_event is None:
        found["adverse_event"] = "Say whether an adverse event was heard: yes or no."
    if amending and not draft.reason:
        found["reason"] = "Give the reason for the amendment."
    return found
