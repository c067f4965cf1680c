"""The room as an HCP sees it, what she takes back, and her receipt.

Rule 1: waiting, room and goodbye are one page, which lives by its scripts.
Rule 2: programs that accept JSON get the page's data alone: so the page renews its token.
"""

from typing import Literal

import msgspec
from aiohttp import web

from engagement.consents import Means
from engagement.kinds import ConsentKind
from scheduling.links import Opened
from scheduling.plans import MeetingState
from scheduling.tokens import Purpose
from server.http import Problem, form, json_response, query, redirect, services, wants_json
from server.pages.guests import (
    SCRIPTS,
    Guest,
    NotIn,
    Spoken,
    captured,
    claim_of,
    closed,
    given,
    page,
    recognise,
    speaks,
)
from server.pages.scriptwords import script_words

routes = web.RouteTableDef()

TOKEN_MS = 2 * 3_600_000
"""The page renews its token through the cookie, so it need not live long."""


class ConsentForm(msgspec.Struct, forbid_unknown_fields=True):
    """What she takes back during the meeting or afterwards."""

    withdraw: Literal["capture", "attention", "recording"]
    back: Literal["room", "receipt"] = "room"


@routes.get("/room/{meeting}")
async def room(request: web.Request) -> web.Response:
    """Waiting, room and goodbye: one page. Programs that accept JSON get its data (a new token)."""
    try:
        guest = await recognise(request)
    except NotIn as refusal:
        if wants_json(request):
            raise Problem(401, refusal.code, "The cookie opens no room.") from refusal
        return closed(request, refusal.code, refusal.language)
    language = speaks(request, guest.invitee.language, query(request, Spoken).lang)
    if guest.meeting.state is MeetingState.ENDED and not wants_json(request):
        return redirect(f"/room/{guest.meeting.id}/receipt?lang={language}")
    data = await room_data(request, guest, language)
    if wants_json(request):
        return json_response(data)
    return page(
        request, "hcp/room.html", language, meeting=guest.meeting, invitee=guest.invitee, page=data
    )


async def room_data(request: web.Request, guest: Guest, language: str) -> dict[str, object]:
    """What the room's scripts start from."""
    parts, meeting = services(request), guest.meeting
    agreed = await parts.consents.current(meeting.org, meeting.id, guest.invitee.id)
    claim = claim_of(Opened(meeting, guest.invitee), parts.clock() + TOKEN_MS)
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "token": parts.tokens.issue(claim, Purpose.PARTICIPANT),
        "role": "attendee",
        "me": guest.invitee.id,
        "ice_servers": [],
        "language": language,
        "words": script_words(parts.words.catalogue(language), SCRIPTS),
        "capture": captured(agreed),
        "zone": guest.invitee.zone,
        "host": {
            "id": meeting.host.id,
            "name": meeting.host.name,
            "given": given(meeting.host.name),
        },
        "urls": {
            "room": f"/room/{meeting.id}",
            "consent": f"/room/{meeting.id}/consent",
            "receipt": f"/room/{meeting.id}/receipt?lang={language}",
        },
    }


@routes.post("/room/{meeting}/consent")
async def withdraw(request: web.Request) -> web.Response:
    """Take back one consent. The answer is what is still agreed to, or the receipt's page again."""
    try:
        guest = await recognise(request)
    except NotIn as refusal:
        raise Problem(401, refusal.code, "Open your link again to change this.") from refusal
    posted = await form(request, ConsentForm)
    kind = ConsentKind(posted.withdraw)
    # Attention is a part of capture: without the whole there is no part.
    kinds = [kind, ConsentKind.ATTENTION] if kind is ConsentKind.CAPTURE else [kind]
    means = Means.RECEIPT if posted.back == "receipt" else Means.ROOM
    parts, meeting = services(request), guest.meeting
    agreed = await parts.consents.withdraw(
        meeting.org, meeting.id, guest.invitee.id, kinds, means, parts.clock()
    )
    if wants_json(request):
        return json_response(captured(agreed))
    return redirect(f"/room/{meeting.id}/receipt")
