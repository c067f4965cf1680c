"""The pictures of slides, for staff of the organisation and for people who are in the room.

Rule 1: somebody in the lobby, put aside, removed or gone gets no picture: 404, like a stranger.

Rule 2: a participant gets the decks of the meeting and nothing else.

Rule 3: from its first approval on a version's builds stay as they are, so browsers keep its
pictures; before, builds may be joined and split, so browsers ask again.
"""

from aiohttp import web

from accounts import Staff
from decks.pictures import Size
from rooms.roles import State as Presence
from scheduling.errors import BadToken, ExpiredToken
from scheduling.tokens import Purpose
from server.http import STAFF, not_found, services
from server.pages.deck_problems import told
from server.wiring.doorkeeper import JOIN_COOKIE
from signaling.errors import Refused
from signaling.seams import Claim

routes = web.RouteTableDef()

LASTING = "private, max-age=86400, immutable"
ASK_AGAIN = "private, no-cache"
INSIDE = (Presence.PRESENT, Presence.RECONNECTING)


@routes.get("/slides/{version}/{slide}/{step}/{size}")
async def serve(request: web.Request) -> web.StreamResponse:
    """One step of one slide as WebP; slide and step count from 0."""
    where = request.match_info
    org = await organisation(request, where["version"])
    decks = services(request).decks
    with told():
        picture = await decks.picture(
            org,
            where["version"],
            whole(where["slide"]),
            whole(where["step"]),
            size_of(where["size"]),
        )
    response = web.FileResponse(picture.path)
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = LASTING if picture.lasting else ASK_AGAIN
    return response


async def organisation(request: web.Request, version: str) -> str:
    """Whose slides the caller may see; 404 when nobody's."""
    person: Staff | None = request.get(STAFF)
    if person is not None:
        return person.org
    claim = await participant(request)
    if claim is None or not may_see(request, claim, version):
        not_found("There is no such slide.")
    return claim.org


async def participant(request: web.Request) -> Claim | None:
    """Who the bearer token or the join cookie says this is."""
    parts = services(request)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        if scheme.lower() == "bearer" and token:
            return await parts.doorkeeper.identify(token)
        cookie = request.cookies.get(JOIN_COOKIE)
        if cookie is None:
            return None
        meeting = parts.tokens.read(cookie, Purpose.JOIN).meeting
        return await parts.doorkeeper.recognise(request, meeting)
    except (Refused, BadToken, ExpiredToken):
        return None


def may_see(request: web.Request, claim: Claim, version: str) -> bool:
    """Whether this person is in the room, and the room has this deck."""
    room = services(request).signaling.room(claim.meeting)
    if room is None or all(deck.version != version for deck in room.plan.decks):
        return False
    return claim.admitted or room.state_of(claim.participant) in INSIDE


def whole(text: str) -> int:
    """A number of the address; 404 for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        not_found("There is no such slide.")
    return int(text)


def size_of(text: str) -> Size:
    try:
        return Size(text)
    except ValueError:
        not_found("There is no such slide.")
