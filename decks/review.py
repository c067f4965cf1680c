"""Taking a version through its life: submitted, approved, withdrawn.

Which person may take which step is decided where people are known; here the table of
``workflow.py`` decides, and the time.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from decks import changes, edits, queries
from decks.errors import IllegalStep
from decks.model import Version
from decks.shelf import Shelf
from decks.texts import line
from decks.workflow import Step, Validity, after


class Review:
    """The steps of the workflow. Each returns the version after it."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._shelf = shelf
        self._clock = clock

    async def submit(self, org: str, version: str) -> Version:
        """A draft goes to review."""
        return await self._take(org, version, Step.SUBMIT, {"reason": ""})

    async def send_back(self, org: str, version: str, reason: str) -> Version:
        """A version in review is a draft again, with the reason."""
        return await self._take(org, version, Step.RETURN, {"reason": edits.reason(reason)})

    async def approve(
        self, org: str, version: str, by: str, validity: Validity, market: str = ""
    ) -> Version:
        """A version in review may be shown while the validity lasts."""
        values = {
            "valid_from": validity.start,
            "valid_until": validity.until,
            "market": line(market, edits.MARKET_CHARS),
            "decided": self._clock(),
            "approver": by,
            "reason": "",
        }
        return await self._take(org, version, Step.APPROVE, values)

    async def renew(self, org: str, version: str) -> Version:
        """An expired version goes to review again."""
        return await self._take(org, version, Step.RENEW, {"reason": ""})

    async def withdraw(self, org: str, version: str, reason: str) -> Version:
        """An approved or expired version is never shown again, with the reason."""
        return await self._take(org, version, Step.WITHDRAW, {"reason": edits.reason(reason)})

    async def discard(self, org: str, version: str) -> None:
        """Delete a draft that was never approved, with its files; its deck when it was the last."""
        async with self._engine.begin() as connection:
            await changes.hold_draft(connection, org, version)
            found = await queries.one_version(connection, org, version)
            if found.approver is not None:
                raise IllegalStep("This version was approved once, so its record stays.")
            await changes.remove_version(connection, version, found.deck)
        self._shelf.remove(org, found.sha256)

    async def _take(self, org: str, version: str, step: Step, values: Mapping[str, Any]) -> Version:
        now = self._clock()
        async with self._engine.begin() as connection:
            await changes.hold_version(connection, org, version)
            found = await queries.one_version(connection, org, version)
            state = after(found.state(now), step)
            await changes.set_version(connection, version, {"state": state, **values})
            await changes.touch_deck(connection, org, found.deck, now)
            return await queries.one_version(connection, org, version)
