"""A webinar that is over, for the tests of what comes after it.

Mara Lind held an hour's show. Dr Bob Müller was there for 50 minutes of it by two browser tabs at
once, Dr Carol Weiss for five minutes, Dr Dan Roth did not come.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update

from accounts import StaffRole
from engagement.store import EngagementStore
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tables import meeting
from scheduling.tokens import Claim
from scheduling.webinars import CertificateRule, Registrant, Registration, Webinar, WebinarPlan
from tests.support.site import Site, Visitor

MINUTE_MS = 60_000
RULE = CertificateRule("minutes", 45, "2 CME points, category A")


@dataclass(frozen=True, slots=True)
class Over:
    """The webinar and its people."""

    site: Site
    mara: Visitor
    webinar: Webinar
    bob: Registrant
    carol: Registrant
    dan: Registrant

    @property
    def path(self) -> str:
        return f"/webinars/{self.webinar.id}"

    async def link_of(self, who: Registrant) -> str:
        """The path of somebody's personal link."""
        return f"/j/{await self.site.services.links.token(self.site.org.id, who.id)}"


async def hold(site: Site, **changes: Any) -> Over:
    """Plan it, hold it, end it."""
    mara = await site.person(StaffRole.MARKETING, "Mara Lind")
    assert mara.staff is not None
    parts, me = site.services, mara.staff
    starts = wall_of(parts.clock() + 5 * MINUTE_MS, "Europe/Berlin")
    plan = WebinarPlan("Tolerability in the long run", starts, "Europe/Berlin", 60)
    plan = replace(plan, **({"certificate": RULE} | changes))
    host = Host(me.id, me.name, me.email, "Pharma One")
    made = await parts.webinars.create(me.org, plan, host)
    webinar = await parts.webinars.publish(me.org, made.id)
    bob = await sign_up(site, webinar, "Dr Bob Müller", "de")
    carol = await sign_up(site, webinar, "Dr Carol Weiss")
    dan = await sign_up(site, webinar, "Dr Dan Roth")
    await parts.meetings.start(me.org, webinar.id)
    await parts.meetings.end(me.org, webinar.id)
    # Tests cannot wait for an hour: it went live an hour before its end.
    async with parts.meetings._engine.begin() as connection:
        hour = update(meeting).where(meeting.c.id == webinar.id)
        await connection.execute(hour.values(started=meeting.c.ended - 60 * MINUTE_MS))
    webinar = await parts.webinars.get(me.org, webinar.id)
    over = Over(site, mara, webinar, bob, carol, dan)
    await _attend(over)
    return over


async def sign_up(
    site: Site, webinar: Webinar, name: str, language: str = "en", **more: Any
) -> Registrant:
    """A registrant with a seat."""
    address = f"{name.rsplit(' ', 1)[1].lower()}@clinic.example.org"
    filled_in = Registration(name, address, language, **more)
    return (await site.services.registrations.register(webinar, filled_in)).registrant


async def _attend(over: Over) -> None:
    """Minutes before the end of the show; the host came ten minutes before the audience."""
    host = replace(over.bob, id=over.webinar.meeting.host.id, name="Mara Lind")
    await connected(over, host, 70, 0, role="host")
    await connected(over, over.carol, 60, 55)
    await connected(over, over.bob, 55, 20)
    await connected(over, over.bob, 30, 5)


async def connected(
    over: Over, who: Registrant, since: int, until: int, role: str = "attendee"
) -> None:
    """Somebody was connected from so many to so many minutes before the end."""
    ended = over.webinar.meeting.ended
    assert ended is not None
    room, connection = over.webinar.id, f"{who.id}-{since}"
    claim = Claim(over.site.org.id, room, who.id, role, who.name, None, ended)
    attendance = EngagementStore(over.site.store).attendance
    await attendance.opened(claim, connection, None, ended - since * MINUTE_MS)
    await attendance.closed(room, connection, ended - until * MINUTE_MS, "left")
