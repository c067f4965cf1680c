"""Attention: whose tab is in front, of those who agreed to say so; told as a share alone. Pure."""

from __future__ import annotations

FEWEST = 5
"""Of fewer nothing is told: the share of two people says what each of them does."""


class Attention:
    """What the browsers of one room's audience say of themselves."""

    def __init__(self) -> None:
        self._visible: dict[str, bool] = {}
        self._in_front = 0

    def see(self, participant: str, visible: bool | None) -> None:
        """Somebody's tab came in front, or went; None: they may not be asked."""
        self._in_front -= self._visible.pop(participant, False)
        if visible is not None:
            self._visible[participant] = visible
            self._in_front += visible

    def forget(self, participant: str) -> None:
        """They are not here now."""
        self.see(participant, None)

    def told(self) -> dict[str, int] | None:
        """The share in percent and of how many; None of fewer than ``FEWEST``."""
        asked = len(self._visible)
        if asked < FEWEST:
            return None
        return {"share": round(100 * self._in_front / asked), "of": asked}
