"""A call with oneself: host in one window, HCP in another.

Rule 1: it is a real meeting with a real link; only the HCP is made up, and marked as such.
Rule 2: asking again leads to the same meeting as long as it can be joined.
"""

from aiohttp import web

from accounts import Staff
from engagement.errors import Duplicate
from engagement.people import Hcp, HcpFields
from scheduling.moments import local, wall_of
from scheduling.plans import OPEN_STATES, Host, Meeting, Person, Plan
from scheduling.records import Search
from server.http import render, services, staff
from server.services import Services

routes = web.RouteTableDef()

MINUTES = 30
DECKS = 2
SEGMENT = "Demo"


@routes.post("/demo-call")
async def demo_call(request: web.Request) -> web.Response:
    """Make or find the meeting, and show the way into both of its sides."""
    me, parts = staff(request), services(request)
    hcp = await myself(parts, me)
    meeting = await planned(parts, me, hcp) or await plan(parts, me, hcp)
    return render(
        request,
        "staff/demo_call.html",
        meeting=meeting,
        join_url=await parts.links.url(me.org, meeting.invitees[0].id),
    )


async def myself(parts: Services, me: Staff) -> Hcp:
    """The made-up HCP who stands for this member of staff; known by its CRM id."""
    given, _, family = me.name.partition(" ")
    card = HcpFields(
        given_name=given,
        family_name=f"{family} (demo)".strip(),
        crm_id=f"demo-{me.id}",
        segment=SEGMENT,
        language=me.language,
        zone=me.zone,
    )
    try:
        return await parts.directory.create(me.org, card, by=me.id, now=parts.clock())
    except Duplicate as known:
        return await parts.directory.get(me.org, known.existing)


async def planned(parts: Services, me: Staff, hcp: Hcp) -> Meeting | None:
    """The demo call that is still open, if there is one."""
    wanted = Search(
        host=me.id,
        hcp=hcp.id,
        states=OPEN_STATES,
        start=parts.clock(),
        size=1,
    )
    return next(iter((await parts.meetings.search(me.org, wanted)).items), None)


async def plan(parts: Services, me: Staff, hcp: Hcp) -> Meeting:
    """A meeting that begins now, with what may be shown today."""
    now = parts.clock()
    home = await parts.accounts.organisations.get(me.org)
    decks = await parts.decks.showable(me.org, now)
    return await parts.meetings.create(
        me.org,
        Plan(
            title="Demo call",
            wall=wall_of(now, me.zone),
            zone=me.zone,
            minutes=MINUTES,
            people=(Person(hcp.id, hcp.name, me.email, me.language, me.zone),),
            decks=tuple(version.id for version in decks[:DECKS]),
            later=bool(local(now, me.zone).fold),
        ),
        Host(me.id, me.name, me.email, home.name),
    )
