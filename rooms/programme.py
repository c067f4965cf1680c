"""What is planned of a webinar, part by part, and when each part began. Values only."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A part of a webinar."""

    minutes: int
    """How long it is planned to be."""
    title: str
    speaker: str = ""
    started: int | None = None
    """When a host said that it begins, in ms; None while nobody has."""


Agenda = tuple[AgendaItem, ...]
"""In the order of the show."""


def begun(agenda: Agenda, item: int, at: int | None) -> Agenda:
    """The agenda once that part has begun, or has not; as it is when there is no such part.

    After a crash the plan may be shorter than the one that was ticked.
    """
    return tuple(
        replace(each, started=at) if number == item else each for number, each in enumerate(agenda)
    )
