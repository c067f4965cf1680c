"""Programs: OBS, GStreamer and load generators, which have a token and no page.

The administrator made the token (``Claim.admitted``), so it opens the room and passes the lobby.
Whoever only plays needs to be nobody in the room; whoever publishes is a participant whose
connection is the media session.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from rooms import Identity, LiveRoom, State
from signaling.errors import Refused
from signaling.hub import Hub
from signaling.seams import Claim, Media

OUTSIDE = (None, State.LEFT)
INSIDE = (State.PRESENT, State.RECONNECTING)


@dataclass(frozen=True, slots=True)
class _Guest:
    room: str
    participant: str
    connection: str


class Programs:
    """Who takes part by media alone."""

    def __init__(self, hub: Hub, media: Media) -> None:
        self._hub = hub
        self._media = media
        self._guests: dict[str, _Guest] = {}
        """Media session → who is in the room by it."""
        self._revoked: set[tuple[str, str]] = set()
        """Room and participant of tokens that were taken back while we ran."""

    def __len__(self) -> int:
        return len(self._guests)

    async def open(self, claim: Claim) -> None:
        """Bring the room to life for a program. Raises Refused, RoomIsOver."""
        if claim.admitted:
            await self._hub.open(claim.org, claim.meeting)

    def revoke(self, room: str, participant: str) -> None:
        """Take nothing more of a program, not even an offer that is being read right now."""
        self._revoked.add((room, participant))
        self._media.end_participant(room, participant)

    def must_hold(self, claim: Claim) -> None:
        """Raise Refused (revoked) when the token was taken back since it was looked at."""
        if (claim.meeting, claim.participant) in self._revoked:
            raise Refused("revoked", "This token was taken back.")

    def may_play(self, claim: Claim, live: LiveRoom) -> bool:
        """Whether a program may watch without being in the room: not if it was put out of it."""
        return claim.admitted and live.room.state_of(claim.participant) in OUTSIDE

    def enter(self, claim: Claim, live: LiveRoom) -> str | None:
        """Bring a program into the room; its connection, or None when a page is in for it.

        Each of its media sessions is a connection of its own: OBS that starts anew must not go with
        the session that it gave up a moment before.
        """
        if not claim.admitted or not self._comes_by_itself(claim, live):
            return None
        who = Identity(claim.participant, claim.name, claim.role, admitted=True)
        connection = f"media:{secrets.token_urlsafe(8)}"
        live.do(lambda now: live.room.door.join(who, connection, None, now))
        return connection

    def _comes_by_itself(self, claim: Claim, live: LiveRoom) -> bool:
        state = live.room.state_of(claim.participant)
        if state in OUTSIDE:
            return True
        here = {(guest.room, guest.participant) for guest in self._guests.values()}
        return state in INSIDE and (claim.meeting, claim.participant) in here

    def keep(self, claim: Claim, connection: str, session: str) -> None:
        """The program stays for as long as the media session."""
        self._guests[session] = _Guest(claim.meeting, claim.participant, connection)

    def leave(self, claim: Claim, connection: str) -> None:
        """The program is out again: its offer was refused."""
        self._lose(_Guest(claim.meeting, claim.participant, connection))

    def sweep(self) -> None:
        """Let those go whose media session has ended."""
        for session, guest in tuple(self._guests.items()):
            if not lives(self._media, session):
                del self._guests[session]
                self._lose(guest)

    def _lose(self, guest: _Guest) -> None:
        live = self._hub.find(guest.room)
        if live is not None:
            door = live.room.door
            live.do(lambda now: door.leave(guest.participant, guest.connection, now))


def lives(media: Media, session: str) -> bool:
    """Whether that media session has not ended."""
    try:
        return bool(media.session(session))
    except Exception as error:
        if getattr(error, "code", None) != "no-such-session":
            raise
        return False
