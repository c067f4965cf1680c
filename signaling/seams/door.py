"""Who is it? Answered by accounts and scheduling."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from rooms import Role


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody is and where they may go, as proven by a participant token."""

    org: str
    meeting: str
    """The meeting's id, which is the room's id."""
    participant: str
    """The staff id of the host, the invitee id of an HCP: it outlives sockets."""
    name: str
    role: Role
    hcp: str | None
    """The directory's id of an HCP."""
    expires: int
    """When the token ends. A connection that is open by then stays open."""
    admitted: bool = False
    """Whether the administrator made the token for a program: it passes the lobby."""


class Doorkeeper(Protocol):
    """Knows tokens and cookies."""

    async def identify(self, token: str) -> Claim:
        """Who holds this participant token. Raises Refused: unauthorised, expired, revoked."""
        ...

    async def recognise(self, request: web.Request, meeting: str) -> Claim:
        """Who the page's cookie says this is, for one meeting. Raises Refused (unauthorised)."""
        ...

    async def may_connect(self, request: web.Request) -> bool:
        """Whether the cookies of a request belong to anybody we know.

        A cheap question that keeps strangers away from the WebSocket and from the names of media
        sessions; who it is, is asked after that.
        """
        ...


Pace = Callable[[Claim, str], Awaitable[None]]
"""Holds up whoever asks for something too often. Raises Refused (too-many)."""
