"""A webinar's report as tables: what the store, the registrations and the certificates say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engagement.audience import AudienceReport
from engagement.consents import ConsentEntry, Consents
from engagement.exports import Sheet, attendance, shown
from engagement.exports.attendance import Asked, Known
from engagement.interactions import Interactions
from engagement.surveyresults import Results
from engagement.surveys import Surveys
from scheduling.certificates import Certificates
from scheduling.webinars import Registrations, Webinar
from server.wiring.audiences import AudienceReports


@dataclass(frozen=True, slots=True)
class Export:
    """The report and what else is known of its people, read at once; tables are made of it."""

    report: AudienceReport
    asked: Sequence[Asked]
    known: dict[str, Known]
    consents: Sequence[ConsentEntry] = ()
    survey: Results | None = None
    """None: none was planned."""

    def table(self, key: str) -> Sheet:
        """One table; pure, and for a thousand people worth a thread."""
        return TABLES[key](self)

    def tables(self) -> list[Sheet]:
        """All of them, the summary first."""
        return [self.table(key) for key in TABLES]


TABLES: dict[str, Callable[[Export], Sheet]] = {
    "summary": lambda found: shown.summary(found.report),
    "attendance": lambda found: attendance.attendance(found.report, found.asked, found.known),
    "scores": lambda found: attendance.scores(found.report),
    "consents": lambda found: attendance.consents(found.report, found.consents),
    "polls": lambda found: shown.polls(found.report),
    "survey": lambda found: shown.survey(found.report, found.survey),
    "questions": lambda found: shown.questions(found.report),
    "slides": lambda found: shown.slides(found.report),
    "minutes": lambda found: shown.curve(found.report),
    "links": lambda found: shown.links(found.report),
}
"""What can be exported, by key, in the order of the workbook."""


@dataclass(frozen=True, slots=True)
class Exports:
    """Reads what is exported."""

    reports: AudienceReports
    registrations: Registrations
    certificates: Certificates
    interactions: Interactions
    consents: Consents
    surveys: Surveys

    async def of(self, webinar: Webinar) -> Export:
        """The webinar as it stands now."""
        org = webinar.meeting.org
        report = await self.reports.report(org, webinar.id)
        asked = [Asked(field.key, field.label) for field in webinar.plan.fields]
        known = await self._known(org, webinar.id, report)
        consents = await self.consents.given_in(org, webinar.id)
        return Export(report, asked, known, consents, await self.survey(webinar))

    async def survey(self, webinar: Webinar) -> Results | None:
        """What the survey afterwards has brought; None where none was planned."""
        asked = webinar.plan.survey
        return await self.surveys.results(webinar.meeting.org, webinar.id, asked) if asked else None

    async def _known(self, org: str, webinar_id: str, report: AudienceReport) -> dict[str, Known]:
        people = [member.participant for member in report.members]
        signed = {each.id: each for each in await self.registrations.everybody(org, webinar_id)}
        came = {
            each.participant: each for each in await self.interactions.of_meeting(org, webinar_id)
        }
        consents = await self.consents.of_meeting(org, webinar_id)
        issued = await self.certificates.latest(org, webinar_id, people)
        found = {}
        for who in people:
            form, visit, paper = signed.get(who), came.get(who), issued.get(who)
            found[who] = Known(
                identity=visit.identity.value if visit else "",
                device=(visit.device or "") if visit else "",
                consents=consents.get(who),
                workplace=form.workplace if form else "",
                state=form.state.value if form else "",
                source=form.source if form else "",
                certificate=paper.number if paper and paper.revoked is None else "",
                answers=form.answers if form else {},
            )
        return found
