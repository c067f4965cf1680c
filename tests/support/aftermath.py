"""A webinar that was held and is over, on a server without a browser: who came, who did not."""

from dataclasses import replace
from typing import Any

from engagement.consents import Answer, Means
from engagement.kinds import ConsentKind
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tokens import Claim
from scheduling.webinars import Registrant, Registration, Webinar, WebinarPlan
from tests.support.site import Site

HOST = Host("mara", "Mara Lind", "mara@meridian.example.org", "Meridian")
ZONE = "Europe/Berlin"


async def planned(site: Site, ahead: int = 600_000, **changes: Any) -> Webinar:
    """A public webinar in ten minutes."""
    starts = site.services.clock() + ahead
    plan = WebinarPlan("The new data", wall_of(starts, ZONE), ZONE, 60, languages=("en", "de"))
    made = await site.services.webinars.create(site.org.id, replace(plan, **changes), HOST)
    return await site.services.webinars.publish(site.org.id, made.id)


async def signed_up(site: Site, webinar: Webinar, name: str, **values: Any) -> Registrant:
    """Somebody with a registration."""
    email = f"{name.split()[-1].lower()}@klinik.example.org"
    form = replace(Registration(name, email, zone=ZONE), **values)
    return (await site.services.registrations.register(webinar, form)).registrant


async def came(
    site: Site, webinar: Webinar, who: Registrant, *kinds: ConsentKind, agreed: int | None = None
) -> None:
    """They were in the room, and agreed to these; now, or then (UTC ms)."""
    parts, org, now = site.services, site.org.id, site.services.clock()
    claim = Claim(org, webinar.id, who.id, "attendee", who.name, None, now + 60_000)
    answers = [Answer(kind, kind in kinds, "1", "en", f"May we {kind}?") for kind in ConsentKind]
    await parts.consents.record(
        org, webinar.id, who.id, None, answers, Means.LANDING_PAGE, agreed or parts.clock()
    )
    await parts.interactions.open(claim, now)


async def begun(site: Site, webinar: Webinar) -> None:
    """It runs."""
    await site.services.meetings.start(site.org.id, webinar.id)


async def over(site: Site, webinar: Webinar) -> Webinar:
    """It has ended; the webinar as it is now."""
    await site.services.meetings.start(site.org.id, webinar.id)
    await site.services.meetings.end(site.org.id, webinar.id)
    return await site.services.webinars.get(site.org.id, webinar.id)


async def link_of(site: Site, who: Registrant) -> str:
    """The path of a personal link."""
    return f"/j/{await site.services.links.token(site.org.id, who.id)}"
