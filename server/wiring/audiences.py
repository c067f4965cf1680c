"""The audiences of webinars: plans and registrations, told to the engagement store."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engagement.audience import AudienceReport, Compared, Guest, Occasion, PlannedItem, Weights
from engagement.audience.audiences import Audiences
from engagement.audience.kept import Past
from scheduling.errors import NotFound
from scheduling.webinars import Crew, Registrations, Webinars
from scheduling.webinars.plans import Attend, Registrant, RegistrantState, Webinar
from scheduling.webinars.records import Held


@dataclass(frozen=True, slots=True)
class AudienceReports:
    """Draws the reports, and has what follows from them written down when a webinar ends."""

    audiences: Audiences
    webinars: Webinars
    registrations: Registrations
    crew: Crew
    weights: Weights
    clock: Callable[[], int]

    async def report(self, org: str, webinar_id: str) -> AudienceReport:
        """What the store and the registrations say of a webinar now; raises ``NotFound``."""
        found = await self.webinars.get(org, webinar_id)
        report = await self._draw(found)
        earlier = await self.webinars.earlier(found)
        ids = [found.id, *(held.id for held in earlier)]
        known = dict(await self.audiences.past(org, ids))
        if report.occasion.over and known.get(found.id) != _past(report):
            await self.audiences.keep(report)
        for held in earlier:
            if held.id not in known:
                known[held.id] = await self._catch_up(org, held.id)
        lines = tuple(_compared(held, known[held.id]) for held in earlier)
        return replace(report, comparison=lines)

    async def settled(self, org: str, meeting: str, _now: int) -> None:
        """A meeting has been settled: if it was a webinar and is over, keep its audience."""
        try:
            found = await self.webinars.get(org, meeting)
        except NotFound:
            return
        report = await self._draw(found)
        if report.occasion.over:
            await self.audiences.keep(report)

    async def _catch_up(self, org: str, webinar_id: str) -> Past:
        """Keep the audience of a webinar that ended before there was a table for it."""
        report = await self._draw(await self.webinars.get(org, webinar_id))
        await self.audiences.keep(report)
        return _past(report)

    async def _draw(self, found: Webinar) -> AudienceReport:
        org = found.meeting.org
        signed = await self.registrations.everybody(org, found.id)
        crew = {member.id for member in await self.crew.of(org, found.id)}
        occasion = occasion_of(found, signed, frozenset({found.meeting.host.id, *crew}))
        guests = [guest_of(somebody) for somebody in signed]
        return await self.audiences.report(occasion, guests, self.weights, self.clock())


def occasion_of(found: Webinar, signed: Sequence[Registrant], crew: frozenset[str]) -> Occasion:
    """The webinar as the audience's report knows it."""
    meeting = found.meeting
    states = Counter(somebody.state.value for somebody in signed)
    return Occasion(
        org=meeting.org,
        meeting=meeting.id,
        title=meeting.title,
        planned_start=meeting.starts,
        planned_end=meeting.ends,
        zone=meeting.zone,
        state=meeting.state.value,
        started=meeting.started,
        ended=meeting.ended,
        series=found.plan.series,
        agenda=tuple(
            PlannedItem(item.title, item.minutes, item.speaker) for item in found.plan.agenda
        ),
        crew=crew,
        states=tuple((state.value, states[state.value]) for state in RegistrantState),
    )


def guest_of(somebody: Registrant) -> Guest:
    """A registrant as the audience's report knows them."""
    return Guest(
        participant=somebody.id,
        name=somebody.name,
        email=somebody.email,
        hcp=somebody.hcp or None,
        country=somebody.country,
        specialty=somebody.specialty,
        registered_at=somebody.registered,
        seated=somebody.state is RegistrantState.APPROVED,
        excused=somebody.attend is Attend.ON_DEMAND,
    )


def _past(report: AudienceReport) -> Past:
    totals = report.totals
    return Past(
        totals.registered, totals.live, totals.median_ms, totals.mean_score, totals.questions
    )


def _compared(held: Held, past: Past) -> Compared:
    return Compared(
        meeting=held.id,
        title=held.title,
        starts=held.starts,
        registered=past.registered,
        live=past.live,
        rate=past.live / past.registered if past.registered else None,
        median_ms=past.median_ms,
        mean_score=past.mean_score,
        questions=past.questions,
    )
