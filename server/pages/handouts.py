"""What the audience of a webinar takes home: a deck that its hosts have announced, as a PDF.

Rule 1: what may be taken home is the plan's word, that it is given now the hosts'; whether it may
be shown at all is asked of the gate at each download.
Rule 2: only who is in the room gets it, and when the show is over who was there; that they did is
noted as far as they have agreed.
"""

import re
from uuid import uuid4

import structlog
from aiohttp import web

from decks.errors import DeckError
from decks.model import Version
from engagement.errors import EngagementError
from engagement.offers import Offered
from rooms import State
from rooms.people import Announcement
from scheduling.links import Opened
from scheduling.plans import MeetingState
from server.http import Problem, not_found, services
from server.pages.guests import Guest, or_closed, recognise
from signaling.seams import Fact

logger = structlog.get_logger("handouts")
routes = web.RouteTableDef()

HERE = (State.PRESENT, State.RECONNECTING)


@routes.get("/room/{meeting}/handouts/{announcement}")
@or_closed
async def handout(request: web.Request) -> web.StreamResponse:
    """The PDF that an announcement offers; 404 for what is not offered."""
    guest = await recognise(request)
    opened = guest.opened
    if guest.meeting.state is MeetingState.ENDED:
        return await give(request, opened, await kept_offer(request, opened))
    offer = _offer(request, guest)
    return await give(request, opened, Offered(offer.id, offer.text, offer.download))


async def kept(request: web.Request, opened: Opened) -> tuple[Offered, ...]:
    """What the hosts of a show that is over gave, and its plan still gives, to who was there."""
    parts, meeting = services(request), opened.meeting
    if await parts.interactions.find(meeting.org, meeting.id, opened.invitee.id) is None:
        return ()
    webinar = await parts.webinars.get(meeting.org, meeting.id)
    offers = await parts.offers.of_meeting(meeting.org, meeting.id)
    return tuple(each for each in offers if each.version in webinar.plan.handouts)


async def kept_offer(request: web.Request, opened: Opened) -> Offered:
    """The one of the address; 404 for what is not offered."""
    wanted = request.match_info["announcement"]
    for each in await kept(request, opened):
        if each.announcement == wanted:
            return each
    not_found("This is not offered.")


async def give(request: web.Request, opened: Opened, offer: Offered) -> web.StreamResponse:
    """The file, noted; 404 when its deck may not be shown now."""
    try:
        version, path = await services(request).decks.handout(opened.meeting.org, offer.version)
    except DeckError as error:
        raise Problem(404, error.code, str(error)) from error
    await _note(request, opened, offer, version)
    response = web.FileResponse(path)
    response.content_type = "application/pdf"
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", version.title).strip("-.") or "slides"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _offer(request: web.Request, guest: Guest) -> Announcement:
    room = services(request).signaling.room(guest.meeting.id)
    if room is None or room.state_of(guest.invitee.id) not in HERE:
        not_found("This is given in the room.")
    wanted = request.match_info["announcement"]
    found = (each for each in room.announcements if each.id == wanted and each.download)
    offer = next(found, None)
    if offer is None:
        not_found("The hosts do not offer this any more.")
    return offer


async def _note(request: web.Request, opened: Opened, offer: Offered, version: Version) -> None:
    parts, meeting = services(request), opened.meeting
    values = {"announcement": offer.announcement, "version": version.id, "sha256": version.sha256}
    fact = Fact(
        id=str(uuid4()),
        org=meeting.org,
        meeting=meeting.id,
        participant=opened.invitee.id,
        seq=0,
        kind="material.downloaded",
        at=parts.clock(),
        values=values,
    )
    try:
        await parts.capture.journal([fact])
    except EngagementError as error:
        # The slides are theirs whether or not we can note it.
        logger.warning("download not noted", meeting=meeting.id, reason=error.code)
