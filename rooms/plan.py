"""What is settled before a room opens."""

from __future__ import annotations

from dataclasses import dataclass, field

from rooms.deck import Deck
from rooms.programme import Agenda


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting as its room must know it."""

    title: str
    decks: tuple[Deck, ...]
    planned_minutes: int
    lobby: bool = True
    """Whether attendees wait until a host admits them."""
    webinar: bool = False
    """Whether the crew rehearses first, then goes live on a stage that has a backstage."""
    names_shown: bool = True
    """Whether attendees see the names of other attendees."""
    anonymous: bool = False
    """Whether questions may be asked without one's name."""
    moderated: bool = False
    """Whether the audience sees questions only when a host has let them through."""
    agenda: Agenda = ()
    """The parts of a webinar."""
    handouts: frozenset[str] = field(default=frozenset())
    """Deck versions that the hosts may give the audience to take home."""
    banned: frozenset[str] = field(default=frozenset())
    """Participants who may never come in."""
