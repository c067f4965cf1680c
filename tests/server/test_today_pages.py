"""The day of a rep: what is next, what is left to finish, and a call with herself."""

import pytest

from accounts import StaffRole
from scheduling.moments import wall_of
from scheduling.plans import Host, Meeting, Person, Plan
from server.pages.today import countdown, midnight
from tests.support.site import Site, Visitor

HOUR = 3_600_000
MINUTE = 60_000


async def planned(
    site: Site, host: Visitor, title: str, ahead: int = HOUR, name: str = "Dr Ana Bergmann"
) -> Meeting:
    """A meeting of this host, so far ahead."""
    assert host.staff
    plan = Plan(
        title=title,
        wall=wall_of(site.services.clock() + ahead, "UTC"),
        zone="UTC",
        minutes=30,
        people=(Person("hcp-1", name, "ana@klinik.example.org"),),
    )
    who = Host(host.staff.id, host.staff.name, host.staff.email, site.org.name)
    return await site.services.meetings.create(site.org.id, plan, who)


async def test_next_meeting(site: Site) -> None:
    """The next meeting stands large, with its countdown and the way in."""
    rep = await site.person()
    later = await planned(site, rep, "Second talk", 3 * HOUR, "Prof. Jean Dubois")
    first = await planned(site, rep, "First talk")
    page = await rep.get("/")
    assert "Next meeting Dr Ana Bergmann First talk" in page.words
    assert "in 60 minutes" in page.words or "in 1 h 0 min" in page.words or "in 59" in page.words
    assert f'href="/meetings/{first.id}/room"' in page.body
    assert f'href="/meetings/{later.id}/room"' not in page.body
    assert f'href="/meetings/{later.id}"' in page.body


async def test_live_meeting_comes_first(site: Site) -> None:
    """A meeting that runs is what the rep goes back to, whatever is planned."""
    rep = await site.person()
    soon = await planned(site, rep, "Soon", 5 * MINUTE)
    live = await planned(site, rep, "Runs", HOUR)
    await site.services.meetings.start(site.org.id, live.id)
    page = await rep.get("/")
    assert "Back to the call" in page.words
    assert page.body.index(f"/meetings/{live.id}/room") < page.body.index(soon.id)


async def test_free_day(site: Site) -> None:
    """An empty day offers two things to do."""
    page = await (await site.person()).get("/")
    assert "A free day" in page.words
    assert "Schedule a meeting" in page.words
    assert "Try a demo call with yourself" in page.words


async def test_unfinished_reports(site: Site) -> None:
    """A held meeting whose report is not submitted waits at the side."""
    rep = await site.person()
    held = await planned(site, rep, "Held talk")
    await site.services.meetings.start(site.org.id, held.id)
    await site.services.meetings.end(site.org.id, held.id)
    page = await rep.get("/")
    assert f'href="/meetings/{held.id}/report"' in page.body


async def test_own_meetings_only(site: Site) -> None:
    """A colleague's meetings are not my day, and another organisation's are nobody's here."""
    await planned(site, await site.person(name="Mona Else"), "Not mine")
    other = await site.services.accounts.organisations.create("Pharma Two")
    stranger = await site.person(StaffRole.COMPLIANCE, "Carl Other", other)
    assert "A free day" in (await (await site.person()).get("/")).words
    assert "A free day" in (await stranger.get("/")).words


async def test_compliance_sees_all(site: Site) -> None:
    """Compliance, who hosts nothing, sees the organisation's day and no button to start it."""
    meeting = await planned(site, await site.person(), "A talk")
    page = await (await site.person(StaffRole.COMPLIANCE, "Carla Compliance")).get("/")
    assert "A talk" in page.words
    assert f"/meetings/{meeting.id}/room" not in page.body
    assert "Demo call" not in page.words


async def test_not_signed_in(site: Site) -> None:
    """A stranger is sent to sign in."""
    assert (await site.stranger().get("/")).location.startswith("/login")


async def test_demo_call(site: Site) -> None:
    """One press makes a real meeting with a way into both sides; again leads to the same one."""
    rep = await site.person()
    page = await rep.post("/demo-call")
    assert page.status == 200
    meeting = (await site.services.meetings.search(site.org.id)).items[0]
    assert f'href="/meetings/{meeting.id}/room"' in page.body
    assert await site.services.links.url(site.org.id, meeting.invitees[0].id) in page.body
    await rep.post("/demo-call")
    assert (await site.services.meetings.search(site.org.id)).total == 1
    assert (await site.services.directory.search(site.org.id)).total == 1


async def test_demo_call_of_two(site: Site) -> None:
    """Each member of staff has a demo call of their own."""
    for name in ("Max Stein", "Mona Else"):
        assert (await (await site.person(name=name)).post("/demo-call")).status == 200
    assert (await site.services.meetings.search(site.org.id)).total == 2


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (25 * MINUTE, "in 25 minutes"),
        (24 * MINUTE + 1, "in 25 minutes"),
        (MINUTE, "in 1 minute"),
        (1, "in 1 minute"),
        (0, "Now"),
        (-59_999, "Now"),
        (-MINUTE, "Due 1 minute ago"),
        (-5 * MINUTE - 1, "Due 5 minutes ago"),
        (HOUR, "in 1 h 0 min"),
        (90 * MINUTE, "in 1 h 30 min"),
        (24 * HOUR, "in 1 day"),
        (49 * HOUR, "in 2 days"),
    ],
)
def test_countdown(ms: int, words: str) -> None:
    """Minutes are rounded up before the start and down after it: nobody comes late by rounding."""
    assert countdown(ms) == words


def test_midnight_on_the_night_of_the_change() -> None:
    """The day begins at the zone's own midnight, also when it has 23 hours."""
    noon = 1_774_778_400_000  # 2026-03-29T10:00Z, the day on which Berlin's clocks go forward
    assert midnight(noon, "Europe/Berlin") == 1_774_738_800_000  # 2026-03-28T23:00Z
