"""The console by a link: for whoever of a webinar's crew comes from outside.

Rule 1: it is the staff's console, page and scripts, without what only an account opens: no links of
others, no report, no page of the plan.
Rule 2: hosts, presenters and moderators have it. Who has become something else meanwhile is led to
the room's page, and so is everybody after the end.
Rule 3: what the cookie does not open is said by the same calm pages as everywhere else, in the
reader's language, and the console speaks it too.
"""

from aiohttp import web

from scheduling.plans import MeetingState
from server.http import Problem, query, redirect, services, wants_json
from server.pages.console import TOKEN_MS, Desk, console_page
from server.pages.guests import (
    Guest,
    Spoken,
    claim_of,
    has_desk,
    is_ours,
    or_closed,
    recognise,
    speaks,
)

routes = web.RouteTableDef()


@routes.get("/room/{meeting}/desk")
@or_closed
async def desk(request: web.Request) -> web.StreamResponse:
    """The console of one of the crew; a program that accepts JSON gets its data (a new token)."""
    guest = await recognise(request)
    language = speaks(request, guest.invitee.language, query(request, Spoken).lang)
    at_work = has_desk(guest.meeting, guest.invitee)
    if wants_json(request) and not at_work:
        raise Problem(403, "not-allowed", "Your role has changed; it has no desk.")
    if not at_work or (guest.meeting.state is MeetingState.ENDED and not wants_json(request)):
        return redirect(f"/room/{guest.meeting.id}?lang={language}")
    return await console_page(request, desk_of(request, guest, language))


def desk_of(request: web.Request, guest: Guest, language: str) -> Desk:
    """What the console needs to know of a guest."""
    meeting, invitee = guest.meeting, guest.invitee
    here = f"/room/{meeting.id}?lang={language}"
    # What is work for us is kept without asking: there is no receipt of it.
    receipt = "" if is_ours(meeting, invitee) else f"/room/{meeting.id}/receipt?lang={language}"
    claim = claim_of(guest.opened, services(request).clock() + TOKEN_MS)
    urls = {"meeting": "", "report": here, "room": here, "receipt": receipt}
    return Desk(meeting, claim, language, urls)
