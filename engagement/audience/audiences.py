"""The audiences of all webinars, read from the store."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.audience import kept
from engagement.audience.drawing import draw
from engagement.audience.figures import AudienceReport, Compared
from engagement.audience.gathered import gather
from engagement.audience.kept import Past
from engagement.audience.members import Guest, Occasion
from engagement.audience.scoring import Weights
from engagement.content import Content
from engagement.directory import Directory


class Audiences:
    """Reports of webinars' audiences, one organisation at a time."""

    def __init__(self, engine: AsyncEngine, content: Content, directory: Directory) -> None:
        self._engine = engine
        self._content = content
        self._directory = directory

    async def report(
        self,
        occasion: Occasion,
        guests: Sequence[Guest],
        weights: Weights,
        now: int,
        comparison: Sequence[Compared] = (),
    ) -> AudienceReport:
        """The report as of ``now``; of a webinar where nobody was it says so.

        It is drawn beside the loop: a thousand people's events take a while.
        """
        found = await gather(
            self._engine,
            self._content,
            self._directory,
            occasion.org,
            occasion.meeting,
            guests,
            now,
        )
        return await asyncio.to_thread(draw, occasion, guests, found, weights, comparison)

    async def keep(self, report: AudienceReport) -> None:
        """Write down who was the audience of a webinar that is over, and their scores.

        Keeping the same report again is harmless.
        """
        await kept.keep(self._engine, report)

    async def past(self, org: str, meetings: Sequence[str]) -> Mapping[str, Past]:
        """What is kept of those of ``meetings`` of which something is."""
        return await kept.past(self._engine, org, meetings)
