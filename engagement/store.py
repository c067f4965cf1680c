"""The whole engagement store, put together on one engine."""

from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.adverse import AdverseEvents
from engagement.attendance import Attendance
from engagement.audience.audiences import Audiences
from engagement.audit import Audit
from engagement.capture import Capture
from engagement.catalogue import Catalogue
from engagement.choices import Choices
from engagement.consents import Consents
from engagement.content import Content
from engagement.directory import Directory
from engagement.facts import Archive
from engagement.interactions import ChannelOf, Interactions
from engagement.offers import Offers
from engagement.outcomes import Outcomes
from engagement.receipts import Receipts
from engagement.reports import Reports
from engagement.settler import Settler
from engagement.stories import Stories
from engagement.surveys import Surveys
from engagement.writer import Writer


class EngagementStore:
    """One of each part. ``migrations.upgrade`` must have made the tables."""

    def __init__(self, engine: AsyncEngine, channel_of: ChannelOf | None = None) -> None:
        """``channel_of`` tells webinars from meetings; both are planned elsewhere."""
        self.engine = engine
        self.directory = Directory(engine)
        self.catalogue = Catalogue(engine)
        self.content = Content(engine)
        self.interactions = Interactions(engine, channel_of)
        self.attendance = Attendance(engine, self.interactions)
        self.consents = Consents(engine)
        self.audit = Audit(engine)
        self.writer = Writer(engine)
        archive = Archive(engine, self.interactions, self.attendance, self.content, self.directory)
        self.reports = Reports(engine, archive, self.interactions, self.attendance)
        self._settler = Settler(self.reports)
        self.attendance.on_late(self._settler.note)
        self.capture = Capture(
            self.writer,
            self.interactions,
            self.consents,
            self.content,
            late=self._settler.note,
        )
        self.outcomes = Outcomes(engine, self.reports)
        self.receipts = Receipts(engine, self.interactions, self.attendance, self.consents)
        self.stories = Stories(engine)
        self.choices = Choices(engine)
        self.offers = Offers(engine)
        self.surveys = Surveys(engine, self.writer, self.interactions, self.consents)
        self.audiences = Audiences(engine, self.content, self.directory)
        self.adverse_events = AdverseEvents(engine)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Write what waits, settle what was late. The engine is its owner's to dispose of."""
        await self.writer.close()
        await self._settler.close()
