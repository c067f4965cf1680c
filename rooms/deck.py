"""Decks as a room knows them, and a place in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Position:
    """One place in one version of a deck, complete: whoever has it needs nothing before it."""

    version: str
    """The deck version's id."""
    slide: int
    """Which slide, counted from 0."""
    step: int = 0
    """Which build of the slide, counted from 0."""
    state: Mapping[str, object] | None = None
    """What the slide itself shows (a tab, a filter); small, and opaque to the room."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide as a room knows it."""

    number: int
    """Counted from 0; what ``Position.slide`` means."""
    key: str
    """The slide's lasting name, the same over versions."""
    title: str
    steps: int = 1
    """How many builds it has, at least 1."""
    width: int = 1920
    height: int = 1080
    topic: str | None = None
    key_message: str | None = None
    mandatory: bool = False
    notes: str | None = None
    """Speaker notes; None for everybody but the hosts."""


@dataclass(frozen=True, slots=True)
class Deck:
    """One version of a deck, as it may be shown in this room."""

    version: str
    deck: str
    title: str
    slides: tuple[Slide, ...]

    def holds(self, position: Position) -> bool:
        """Whether the position is a place in this version."""
        if position.version != self.version or not 0 <= position.slide < len(self.slides):
            return False
        return 0 <= position.step < self.slides[position.slide].steps

    def without_notes(self) -> Deck:
        """The deck as attendees may know it."""
        return replace(self, slides=tuple(replace(slide, notes=None) for slide in self.slides))
