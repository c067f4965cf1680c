"""Trouble: whose connection to a webinar is bad, and since when. Pure.

Rule 1: whoever lost the connection, whose media is poor, or who had media and has none any more
while something is on stage, is in trouble; whoever chose slides alone is not.
Rule 2: a bad moment is no trouble: media must be bad for ``PATIENCE_MS``.
Rule 3: hosts are told of the ``MOST`` who have waited longest, and how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from signaling.seams import MediaQuality

PATIENCE_MS = 6_000
"""Three looks of the gauge."""
POOR = 1
"""The best score that is trouble."""
MOST = 20


class Plight(StrEnum):
    """What is wrong."""

    LOST = "lost"
    """No connection at all; kept for a minute."""
    SILENT = "silent"
    """Connected, but nothing of the media gets through."""
    POOR = "poor"
    """Media gets through badly."""
    SLIDES = "slides"
    """Media has ended; slides go on."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person in trouble."""

    plight: Plight
    since: int
    """In ms."""
    path: str | None
    """The way of their media: udp, tcp, relay; None without media."""


class Trouble:
    """The cases of one room."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._lost: dict[str, int] = {}
        self._had: dict[str, str] = {}
        """Whose media flowed in this stay: participant → by which way."""
        self._relayed: set[str] = set()
        """Whose browser says that it comes through a relay, which looks like UDP from here."""

    def lose(self, participant: str, at: int) -> None:
        """Somebody's last connection is gone."""
        self._lost[participant] = at

    def find(self, participant: str) -> None:
        """They are back."""
        self._lost.pop(participant, None)

    def forget(self, participant: str) -> None:
        """They have left, or are outside: what was is no trouble any more."""
        for known in (self._cases, self._lost, self._had):
            known.pop(participant, None)
        self._relayed.discard(participant)

    def relay(self, participant: str, relayed: bool | None) -> bool:
        """Take what a browser says of its way; whether that is news. None says nothing."""
        if relayed is None or (participant in self._relayed) == relayed:
            return False
        (self._relayed.add if relayed else self._relayed.discard)(participant)
        return True

    def way(self, participant: str, quality: MediaQuality) -> str:
        """By which way somebody has their media: udp, tcp or relay."""
        return "relay" if participant in self._relayed else quality.path

    def look(self, media: Mapping[str, MediaQuality], on_stage: bool, now: int) -> None:
        """Take what media measures of everybody now; call it every two seconds or so."""
        found = {who: Plight.SLIDES for who in self._had if on_stage and who not in media}
        for who, quality in media.items():
            self._had[who] = self.way(who, quality)
            if quality.score <= POOR:
                found[who] = Plight.SILENT if quality.score == 0 else Plight.POOR
        self._cases = {who: self._case(who, plight, now) for who, plight in found.items()}

    def _case(self, who: str, plight: Plight, now: int) -> Case:
        known = self._cases.get(who)
        path = None if plight is Plight.SLIDES else self._had[who]
        return Case(plight, known.since if known else now, path)

    def cases(self, now: int) -> dict[str, Case]:
        """Who is in trouble, the longest first."""
        bad = {who: c for who, c in self._cases.items() if now - c.since >= PATIENCE_MS}
        lost = {w: Case(Plight.LOST, at, self._had.get(w)) for w, at in self._lost.items()}
        everybody = bad | lost
        return dict(sorted(everybody.items(), key=lambda each: (each[1].since, each[0])))

    def told(self, now: int) -> dict[str, object]:
        """What hosts are told."""
        cases = self.cases(now)
        people = [
            {"id": who, "plight": case.plight, "since": case.since, "path": case.path}
            for who, case in list(cases.items())[:MOST]
        ]
        return {"count": len(cases), "people": people}
