"""Groups: who is here, by country, specialty and segment; counts alone. Pure.

Rule 1: a group of fewer than ``FEWEST`` is told with the rest: a count must not point at somebody.
Rule 2: at most ``MOST`` groups of each kind are told, the largest first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from signaling.seams import Profile

FEWEST = 5
MOST = 8
KINDS = ("country", "specialty", "segment")


class Groups:
    """The audience of one room, counted."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile | None] = {}
        """Whoever is here; None while nobody has looked them up."""
        self._counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        self._unknown: dict[str, None] = {}

    def come(self, participant: str) -> None:
        """Somebody is here."""
        if participant not in self._profiles:
            self._profiles[participant] = None
            self._unknown[participant] = None

    def go(self, participant: str) -> None:
        """Somebody is here no longer."""
        profile = self._profiles.pop(participant, None)
        self._unknown.pop(participant, None)
        if profile is not None:
            self._count(profile, -1)

    def unknown(self, most: int) -> list[str]:
        """Those who were not looked up yet, the first of them."""
        return [who for who, _ in zip(self._unknown, range(most), strict=False)]

    def learn(self, asked: Iterable[str], found: dict[str, Profile]) -> None:
        """Take what was found; of whom nothing is, nobody asks again while they are here."""
        for who in asked:
            if self._unknown.pop(who, 0) is None and who in self._profiles:
                profile = found.get(who, Profile())
                self._profiles[who] = profile
                self._count(profile, 1)

    def told(self) -> dict[str, list[dict[str, object]]]:
        """What hosts are told: by kind the groups with how many are here; "" is the rest."""
        return {kind: _folded(counts) for kind, counts in self._counts.items()}

    def _count(self, profile: Profile, change: int) -> None:
        for kind, counts in self._counts.items():
            name = getattr(profile, kind)
            counts[name] += change
            if counts[name] <= 0:
                del counts[name]


def _folded(counts: Counter[str]) -> list[dict[str, object]]:
    large = sorted(
        ((name, here) for name, here in counts.items() if name and here >= FEWEST),
        key=lambda group: (-group[1], group[0]),
    )[:MOST]
    if not large:
        return []
    rest = counts.total() - sum(here for _, here in large)
    named: list[dict[str, object]] = [{"name": name, "here": here} for name, here in large]
    return [*named, {"name": "", "here": rest}] if rest else named
