"""Who asks for media: the bearer's token says it, or else the page's cookie."""

from __future__ import annotations

from aiohttp import web

from signaling.errors import Refused
from signaling.http import bearer
from signaling.seams import Claim, Doorkeeper, MediaSession


async def caller(doorkeeper: Doorkeeper, request: web.Request, room: str) -> Claim:
    """Who asks, for this room. Raises Refused: unauthorised, not-found …"""
    token = bearer(request)
    if token is None:
        return await doorkeeper.recognise(request, room)
    claim = await doorkeeper.identify(token)
    if claim.meeting != room:
        raise Refused("not-found", "There is no such meeting.")
    return claim


async def must_be_known(doorkeeper: Doorkeeper, request: web.Request) -> None:
    """Let nobody without any proof of who they are learn which media sessions exist.

    Raises Refused: unauthorised, expired …
    """
    token = bearer(request)
    if token is not None:
        await doorkeeper.identify(token)
    elif not await doorkeeper.may_connect(request):
        raise Refused("unauthorised", "Show a bearer token.")


def must_own(claim: Claim, session: MediaSession) -> None:
    """Raise Refused (no-such-session) unless this person made the media session."""
    if (claim.meeting, claim.participant) != (session.room, session.participant):
        raise Refused("no-such-session", "This media session does not exist or has ended.")
