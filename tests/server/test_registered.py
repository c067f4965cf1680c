"""Who is registered, for a webinar's figures: seats, and what form and directory say of people."""

from dataclasses import replace

from accounts import StaffRole
from engagement.people import HcpFields
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import Registration, Webinar, WebinarPlan
from scheduling.webinars.matching import Found
from scheduling.webinars.plans import Match
from server.wiring.registry import Registered
from signaling.seams import Profile
from tests.support.site import Site


async def make(site: Site) -> Webinar:
    host = await site.person(StaffRole.MARKETING, "Mara Lind")
    assert host.staff is not None
    me = Host(host.staff.id, host.staff.name, host.staff.email, "Pharma One")
    starts = wall_of(site.services.clock() + 600_000, "Europe/Berlin")
    plan = WebinarPlan("The new data", starts, "Europe/Berlin", 60, capacity=2)
    made = await site.services.webinars.create(site.org.id, plan, me)
    return await site.services.webinars.publish(site.org.id, made.id)


async def test_profiles_and_seats(site: Site) -> None:
    """The form's word first, then the directory's; the segment is the directory's alone."""
    services, webinar = site.services, await make(site)
    fields = HcpFields(
        given_name="Ana",
        family_name="Ruiz",
        country="ES",
        specialty="Cardiology",
        segment="A",
    )
    known = await services.directory.create(site.org.id, fields, by="mara", now=services.clock())
    ana = Registration("Ana Ruiz", "ana@clinic.example.org", country="FR")
    bob = Registration("Bob Lang", "bob@clinic.example.org", specialty="Surgery")
    found = Found(Match.SURE, known.id, "A", ())
    first = await services.registrations.register(webinar, ana, found=found)
    second = await services.registrations.register(webinar, bob)
    third = replace(bob, email="late@clinic.example.org")
    waits = await services.registrations.register(webinar, third)
    registered = Registered(services.registrations, services.directory)
    ids = [first.registrant.id, second.registrant.id, "nobody"]
    assert await registered.profiles(site.org.id, webinar.id, ids) == {
        first.registrant.id: Profile("FR", "Cardiology", "A"),
        second.registrant.id: Profile("", "Surgery", ""),
    }
    assert waits.registrant.state == "waiting"
    assert await registered.registered(site.org.id, webinar.id) == 2


async def test_another_organisation_learns_nothing(site: Site) -> None:
    """The same webinar asked for by others is empty."""
    webinar = await make(site)
    form = Registration("Ana Ruiz", "ana@clinic.example.org", country="FR")
    signed = await site.services.registrations.register(webinar, form)
    registered = Registered(site.services.registrations, site.services.directory)
    assert await registered.profiles("others", webinar.id, [signed.registrant.id]) == {}
    assert await registered.registered("others", webinar.id) == 0
