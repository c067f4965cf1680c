"""Tokens for OBS and other programs that publish into a meeting or a webinar.

Rule 1: the host and the administrator make and revoke them, of a webinar whoever plans it, too; a
token is shown once and kept nowhere.
Rule 2: revoking ends what the program publishes and plays at once.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from engagement.audit import Entry
from rooms import Role
from scheduling.broadcasts import Broadcast
from scheduling.errors import BadText, NotFound, WrongState
from scheduling.plans import Meeting, MeetingKind
from scheduling.tokens import Claim
from server.http import Problem, flash, form, not_found, redirect, services, staff
from server.pages import meetings, webinars
from server.pages.broadcast_card import Made, may_broadcast

routes = web.RouteTableDef()


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """The form of the card."""

    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


@routes.post("/meetings/{id}/broadcasts")
async def make(request: web.Request) -> web.Response:
    """A new token; the answer is the meeting's page, which shows it this once."""
    posted, found = await form(request, Wanted), await chosen(request)
    me, parts = staff(request), services(request)
    try:
        program = await parts.meetings.broadcasts.make(
            found, posted.name or f"{me.name} (broadcast)", by=me.id
        )
    except (BadText, WrongState) as error:
        return back(request, found, str(error), "danger")
    await note(request, "broadcast.made", program)
    made = Made(program, parts.tokens.issue(claim(program)))
    response = await page(request, found, made)
    response.headers["Cache-Control"] = "no-store"
    return response


async def page(request: web.Request, found: Meeting, made: Made) -> web.Response:
    """The page of the meeting or webinar, with a token that is shown this once."""
    if found.kind is MeetingKind.WEBINAR:
        return await webinars.page(request, await webinars.of_id(request, found.id), made)
    return await meetings.page(request, found, made)


@routes.post("/meetings/{id}/broadcasts/{broadcast}/revoke")
async def revoke(request: web.Request) -> web.Response:
    """A token counts no longer, and its media ends."""
    found, parts = await chosen(request), services(request)
    try:
        program = await parts.meetings.broadcasts.revoke(
            found.org, found.id, request.match_info["broadcast"]
        )
    except NotFound as error:
        not_found(str(error))
    parts.signaling.revoke_program(found.id, program.participant)
    await note(request, "broadcast.revoked", program)
    return back(request, found, f"The token of “{program.name}” no longer works.")


def claim(program: Broadcast) -> Claim:
    """What the token says: a panelist who needs no page and passes the lobby."""
    return Claim(
        org=program.org,
        meeting=program.meeting,
        participant=program.participant,
        role=Role.PANELIST,
        name=program.name,
        hcp=None,
        expires=program.expires,
        admitted=True,
    )


async def chosen(request: web.Request) -> Meeting:
    """The meeting of the address, if I may broadcast into it; 404 or 403."""
    found = await meetings.chosen(request)
    if not may_broadcast(staff(request), found):
        sentence = f"Only {found.host.name} broadcasts into this {found.kind}."
        raise Problem(403, "not-allowed", sentence)
    return found


def back(request: web.Request, found: Meeting, sentence: str, mood: str = "ok") -> web.Response:
    """To the page of the meeting or webinar, with a word about what happened."""
    response = redirect(f"/{found.kind}s/{found.id}#broadcast")
    flash(request, response, sentence, mood)
    return response


async def note(request: web.Request, action: str, program: Broadcast) -> None:
    """Write into the audit trail."""
    me, parts = staff(request), services(request)
    after = {"meeting": program.meeting, "name": program.name, "expires": program.expires}
    entry = Entry(me.id, action, "broadcast", program.id, after=after)
    await parts.audit.record(me.org, entry, parts.clock())
