"""Whom a follow-up means: what the engagement store knows, for the rules of scheduling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engagement.audience import Attended, AudienceMember, AudienceReport
from scheduling.webinars.followrules import Behaviour, Condition, Show, fits
from scheduling.webinars.plans import Registrant, RegistrantState, Webinar
from server.services import Services
from server.wiring.audience import audience_report
from server.wiring.certifying import Standing
from server.wiring.respondents import respondent

EARNED = (Standing.READY, Standing.ISSUED)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The registrants of a webinar with a seat, and what is known of them."""

    show: Show
    report: AudienceReport
    people: Sequence[Registrant]
    behaviours: Mapping[str, Behaviour]
    opted_out: frozenset[str]
    """Addresses, without case."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a rule means."""

    get_it: tuple[Registrant, ...]
    opted_out: tuple[Registrant, ...]
    """Whom it would mean, and who want no more mails of the kind."""
    unusable: int
    """Of how many it cannot be said, because they did not agree to capture."""


async def crowd_of(parts: Services, webinar: Webinar) -> Crowd:
    """All that rules ask about; raises ``NotFound``."""
    org = webinar.meeting.org
    report = await audience_report(parts, org, webinar.id)
    signed = await parts.registrations.everybody(org, webinar.id)
    people = [each for each in signed if each.state is RegistrantState.APPROVED and each.email]
    choices = await parts.choices.of_meeting(org, webinar.id)
    offers = await parts.certifying.offers(webinar, people, parts.clock())
    earned = {id for id, offer in offers.items() if offer.standing in EARNED}
    members = {each.participant: each for each in report.members}
    voices = [respondent(parts.keys, org, webinar.id, each.id) for each in people]
    surveyed = await parts.surveys.answered(org, webinar.id, voices)
    return Crowd(
        show=replace(show_of(report), survey=bool(webinar.plan.survey)),
        report=report,
        people=people,
        behaviours={
            each.id: replace(
                behaviour_of(members[each.id], choices.get(each.id, {}), each.id in earned),
                surveyed=each.id in surveyed,
            )
            for each in people
            if each.id in members
        },
        opted_out=await parts.opt_outs.among(org, (each.email for each in people)),
    )


def meant(condition: Condition, crowd: Crowd) -> Meant:
    """Whom the rule means now."""
    known = [each for each in crowd.people if each.id in crowd.behaviours]
    fitting = [each for each in known if fits(condition, crowd.behaviours[each.id], crowd.show)]
    out = [each for each in fitting if _is_out(each, crowd)]
    silent = [
        each
        for each in known
        if crowd.behaviours[each.id].came and not crowd.behaviours[each.id].captured
    ]
    return Meant(
        tuple(each for each in fitting if not _is_out(each, crowd)),
        tuple(out),
        len(silent) if condition.rule.needs_consent else 0,
    )


def _is_out(somebody: Registrant, crowd: Crowd) -> bool:
    return somebody.email.casefold() in crowd.opted_out


def behaviour_of(
    member: AudienceMember, answers: Mapping[str, frozenset[int]], certificate: bool
) -> Behaviour:
    """A member of the audience as rules see them."""
    return Behaviour(
        registrant=member.participant,
        came=member.attended.came,
        no_show=member.attended is Attended.NO_SHOW,
        last_leave=member.last_leave,
        live_ms=member.live_ms,
        captured=member.captured,
        questions=member.questions,
        answers=answers,
        certificate=certificate,
    )


def show_of(report: AudienceReport) -> Show:
    """What was shown when, as the room told."""
    slides: dict[str, int] = {}
    for band in report.bands:
        slides.setdefault(band.key or f"{band.version}/{band.slide}", band.start)
    return Show(report.end, slides)
