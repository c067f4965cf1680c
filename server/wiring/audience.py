"""The audience of a webinar: its plan and its registrations, told to the engagement store."""

from collections import Counter

from engagement.audience import AudienceReport, Guest, Occasion, PlannedItem
from scheduling.webinars.plans import Attend, Registrant, RegistrantState, Webinar
from server.services import Services


async def audience_report(services: Services, org: str, webinar_id: str) -> AudienceReport:
    """What the store and the registrations say of a webinar now; raises ``NotFound``."""
    found = await services.webinars.get(org, webinar_id)
    signed = await services.registrations.everybody(org, webinar_id)
    crew = {member.id for member in await services.crew.of(org, webinar_id)}
    occasion = occasion_of(found, signed, frozenset({found.meeting.host.id, *crew}))
    guests = [guest_of(somebody) for somebody in signed]
    weights = services.settings.score
    return await services.audiences.report(occasion, guests, weights, services.clock())


def occasion_of(found: Webinar, signed: list[Registrant], crew: frozenset[str]) -> Occasion:
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
