"""Certificates of attendance, between the plan, the attendance and the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engagement.attendance import Attendance
from engagement.audit import Audit, Entry
from scheduling.certificates import AttendedShow, Certificate, Certificates
from scheduling.certificates.rule import MINUTE_MS, earned, least_ms
from scheduling.plans import MeetingState
from scheduling.webinars import Registrant, Webinar
from server.wiring.shows import show_of


class Standing(StrEnum):
    """How it stands with somebody's certificate."""

    LATER = "later"
    """The webinar is not over."""
    SHORT = "short"
    """Too few minutes."""
    READY = "ready"
    """Earned, and not fetched yet."""
    ISSUED = "issued"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Offer:
    """How it stands with somebody's certificate, as they are told."""

    standing: Standing
    least: int
    """Minutes that were needed."""
    attended: int
    """Minutes that this person was there."""
    certificate: Certificate | None
    """The newest one, valid or revoked."""


class Certifying:
    """Offers, issues and revokes; what changes anything leaves an audit entry."""

    def __init__(self, certificates: Certificates, attendance: Attendance, audit: Audit) -> None:
        self.certificates = certificates
        self._attendance = attendance
        self._audit = audit

    async def offers(
        self, webinar: Webinar, people: Sequence[Registrant], now: int
    ) -> dict[str, Offer]:
        """How it stands with these registrants; empty when the webinar gives no certificates."""
        if webinar.plan.certificate.unit == "none":
            return {}
        show = await show_of(self._attendance, webinar, now)
        known = await self.certificates.latest(
            webinar.meeting.org, webinar.id, [each.id for each in people]
        )
        return {each.id: _offer(webinar, show.of(each.id), known.get(each.id)) for each in people}

    async def issue(self, webinar: Webinar, who: Registrant, now: int, by: str = "") -> Certificate:
        """The certificate of ``who``, made if need be; raises ``CertificateError``."""
        show = await show_of(self._attendance, webinar, now)
        issued = await self.certificates.issue(webinar, who, show.of(who.id), by=by)
        made = issued.certificate
        if issued.new:
            after = {"number": made.number, "minutes": made.statement.attended}
            entry = Entry(by or who.id, "certificate.issued", "certificate", made.id, {}, after)
            await self._audit.record(made.org, entry, now)
        return made

    async def revoke(
        self, webinar: Webinar, registrant: str, reason: str, now: int, by: str
    ) -> Certificate:
        """Take it back; raises ``NotFound``, ``BadText``."""
        org = webinar.meeting.org
        gone = await self.certificates.revoke(org, webinar.id, registrant, reason, by=by)
        entry = Entry(
            by, "certificate.revoked", "certificate", gone.id, {"number": gone.number},
            why=gone.reason,
        )  # fmt: skip
        await self._audit.record(org, entry, now)
        return gone


def _offer(webinar: Webinar, attended: AttendedShow, known: Certificate | None) -> Offer:
    rule, minutes = webinar.plan.certificate, webinar.plan.minutes
    if known is not None:
        standing = Standing.ISSUED if known.revoked is None else Standing.REVOKED
    elif webinar.meeting.state is not MeetingState.ENDED:
        standing = Standing.LATER
    else:
        standing = Standing.READY if earned(rule, minutes, attended) else Standing.SHORT
    least = -(-least_ms(rule, minutes, attended.show_ms) // MINUTE_MS)
    return Offer(standing, least, attended.attended_ms // MINUTE_MS, known)
