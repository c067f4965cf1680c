"""The JSON API (``/api/v1``), for staff with a session and programs with a participant token.

Rule 1: a token opens its own meeting and nothing else; a session opens its organisation.
Rule 2: who is invited, and what is shown, is told to staff and to the host's token alone: an HCP
has a token already while waiting at the door, and one who was put out has it still.
"""

from dataclasses import asdict
from typing import Any

import msgspec
from aiohttp import web

from accounts import Staff
from scheduling.errors import NotFound
from scheduling.plans import Meeting
from server.http import STAFF, Problem, json_response, not_found, query, services
from server.pages.lists import Search
from signaling.errors import Refused
from signaling.seams import Claim

routes = web.RouteTableDef()


@routes.get("/api/v1/meetings/{id}")
async def meeting(request: web.Request) -> web.Response:
    """A meeting as planned and as it stands; for its host and staff also decks and invitees."""
    claim, found = await _claim(request), await _meeting(request)
    about: dict[str, Any] = {
        "id": found.id,
        "title": found.title,
        "state": found.state.value,
        "starts": found.starts,
        "minutes": found.minutes,
        "zone": found.zone,
        "host": {"id": found.host.id, "name": found.host.name},
    }
    if claim is None or claim.role == "host":
        room = services(request).signaling.room(found.id)
        shown = None if room is None or room.position is None else asdict(room.position)
        about |= {
            "decks": list(found.decks),
            "invitees": [{"id": p.id, "name": p.name, "hcp": p.hcp} for p in found.invitees],
            "position": shown,
        }
    return json_response(about)


@routes.get("/api/v1/meetings/{id}/report")
async def report(request: web.Request) -> web.Response:
    """What the call report is pre-filled with; for the meeting's staff and its host's token."""
    claim = await _claim(request)
    if claim is not None and claim.role != "host":
        raise Problem(403, "not-allowed", "The call report is for the host.")
    found = await _meeting(request)
    parts = services(request)
    prefilled = await parts.reports.prefill(found.org, found.id, parts.clock())
    return json_response(msgspec.to_builtins(prefilled))


@routes.get("/api/v1/decks")
async def decks(request: web.Request) -> web.Response:
    """Decks with their versions and states, a page at a time; for staff."""
    search, parts = query(request, Search), services(request)
    now = parts.clock()
    page = await parts.decks.search(_org(request), search.q, page=search.page)
    items: list[dict[str, Any]] = [
        {
            "id": deck.id,
            "title": deck.title,
            "product": deck.product,
            "versions": [
                {"id": v.id, "number": v.number, "sha256": v.sha256, "state": v.state(now).value}
                for v in deck.versions
            ],
        }
        for deck in page.items
    ]
    return json_response({"items": items, "total": page.total, "page": page.number})


@routes.get("/api/v1/hcps")
async def hcps(request: web.Request) -> web.Response:
    """HCPs by name, id or place, a page at a time; for staff."""
    search = query(request, Search)
    page = await services(request).directory.search(_org(request), search.q, number=search.page)
    items = [
        {
            "id": hcp.id,
            "name": hcp.name,
            "email": hcp.fields.email,
            "specialty": hcp.fields.specialty,
            "language": hcp.fields.language,
            "zone": hcp.fields.zone,
        }
        for hcp in page.items
    ]
    return json_response({"items": items, "total": page.total, "page": page.number})


def _org(request: web.Request) -> str:
    person: Staff | None = request.get(STAFF)
    if person is None:
        raise Problem(401, "unauthorised", "Send a bearer token, or sign in.")
    return person.org


async def _claim(request: web.Request) -> Claim | None:
    """Whose token this is; None without one. Raises ``Problem`` 401 for one that does not hold."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return await services(request).doorkeeper.identify(token.strip())
    except Refused as error:
        raise Problem(401, error.code, error.sentence) from error


async def _meeting(request: web.Request) -> Meeting:
    """The meeting in the address, for its own token or its organisation's staff."""
    wanted = request.match_info["id"]
    claim = await _claim(request)
    org = _org(request) if claim is None else claim.org
    if claim is not None and claim.meeting != wanted:
        not_found("There is no such meeting.")
    try:
        return await services(request).meetings.get(org, wanted)
    except NotFound:
        not_found("There is no such meeting.")
