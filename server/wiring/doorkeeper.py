"""Who is it: participant tokens, the cookies of pages, and what may have changed since.

Rule 1: a token says who; the database says whether that still holds (link revoked, banned, meeting
cancelled, account switched off).
Rule 2: a stranger, a forged token and a foreign organisation are one answer: ``unauthorised``.
"""

from aiohttp import web

from accounts import AccountError, Accounts, Staff
from rooms import Role
from scheduling.broadcasts import PARTICIPANT as BROADCAST
from scheduling.errors import BadToken, ExpiredToken, LinkError, SchedulingError
from scheduling.meetings import Meetings
from scheduling.plans import MeetingState
from scheduling.tokens import Claim as TokenClaim
from scheduling.tokens import Purpose, Tokens
from scheduling.webinars import Crew
from signaling.errors import Refused
from signaling.seams import Claim

STAFF_COOKIE = "__Host-staff"
JOIN_COOKIE = "__Host-join"
GUEST = "guest-"
"""Participant ids of guests that the administrator's tokens make; they are no invitees."""


class Doorkeeper:
    """``signaling.seams.Doorkeeper`` on accounts and scheduling."""

    def __init__(self, accounts: Accounts, meetings: Meetings, crew: Crew, tokens: Tokens) -> None:
        self._accounts = accounts
        self._meetings = meetings
        self._crew = crew
        self._tokens = tokens

    async def identify(self, token: str) -> Claim:
        """Who holds this participant token; raises Refused."""
        return await self._claim(token, Purpose.PARTICIPANT)

    async def recognise(self, request: web.Request, meeting: str) -> Claim:
        """Who the page's cookie says this is: one of the crew, else the invitee."""
        person = await self._staff(request)
        if person is not None:
            try:
                return await self.crew_claim(person, meeting)
            except (SchedulingError, Refused):
                pass
        cookie = request.cookies.get(JOIN_COOKIE)
        claim = await self._claim(cookie, Purpose.JOIN) if cookie else None
        if claim is None or claim.meeting != meeting:
            raise _unknown()
        return claim

    async def crew_claim(self, person: Staff, meeting_id: str) -> Claim:
        """What a member of the staff is in a meeting or webinar.

        Raises ``NotFound``, and Refused when it is somebody else's.
        """
        meeting = await self._meetings.get(person.org, meeting_id)
        role = await self._crew.role_of(person.org, meeting_id, person.id)
        if role is None:
            raise Refused("not-allowed", f"This room is hosted by {meeting.host.name}.")
        return Claim(
            org=meeting.org,
            meeting=meeting.id,
            participant=person.id,
            name=person.name,
            role=Role(role),
            hcp=None,
            expires=meeting.ends,
        )

    async def may_connect(self, request: web.Request) -> bool:
        """Whether a cookie is one of ours; what it opens is asked at CONNECT."""
        cookie = request.cookies.get(JOIN_COOKIE)
        if cookie:
            try:
                self._tokens.read(cookie, Purpose.JOIN)
                return True
            except (BadToken, ExpiredToken):
                pass
        return await self._staff(request) is not None

    async def _staff(self, request: web.Request) -> Staff | None:
        secret = request.cookies.get(STAFF_COOKIE)
        return await self._accounts.session(secret) if secret else None

    async def _claim(self, token: str, purpose: Purpose) -> Claim:
        try:
            found = self._tokens.read(token, purpose)
        except BadToken as error:
            raise _unknown() from error
        except ExpiredToken as error:
            raise Refused("expired", "This token has run out. Open your link again.") from error
        await self._check(found)
        return claim_of(found)

    async def _check(self, found: TokenClaim) -> None:
        """Raise Refused when the token's person may not come in any more."""
        try:
            role = await self._crew.role_of(found.org, found.meeting, found.participant)
            if role is not None:
                await self._check_staff(found, role)
            elif found.participant.startswith(BROADCAST):
                await self._check_broadcast(found)
            elif found.participant.startswith(GUEST):
                await self._check_guest(found)
            else:
                await self._check_invitee(found)
        except LinkError as error:
            raise Refused(error.code, str(error)) from error
        except (SchedulingError, AccountError) as error:
            raise _unknown() from error

    async def _check_staff(self, found: TokenClaim, role: str) -> None:
        person = await self._accounts.get(found.org, found.participant)
        if not person.active:
            raise Refused("revoked", "This account was switched off.")
        _check_role(found, role)

    async def _check_invitee(self, found: TokenClaim) -> None:
        entry = self._meetings.check_entry
        someone = await entry(found.org, found.meeting, found.participant)
        _check_role(found, someone.role)

    async def _check_broadcast(self, found: TokenClaim) -> None:
        id = found.participant.removeprefix(BROADCAST)
        if (await self._meetings.broadcasts.get(found.org, found.meeting, id)).revoked is not None:
            raise Refused("revoked", "This broadcast's token was taken back.")
        await self._check_guest(found)

    async def _check_guest(self, found: TokenClaim) -> None:
        meeting = await self._meetings.standing(found.org, found.meeting)
        if meeting.state is MeetingState.CANCELLED:
            raise Refused("cancelled", "The meeting was cancelled.")
        if await self._meetings.bans.is_banned(found.org, found.meeting, found.participant):
            raise Refused("banned", "The host closed the door for this guest.")


def _check_role(found: TokenClaim, role: str) -> None:
    """Raise Refused when somebody has become something else since the token was made."""
    if found.role != role:
        raise Refused("expired", "Your role here has changed. Load this page again.")


def claim_of(found: TokenClaim) -> Claim:
    """A token's claim as signaling knows it."""
    return Claim(
        org=found.org,
        meeting=found.meeting,
        participant=found.participant,
        name=found.name,
        role=Role(found.role),
        hcp=found.hcp,
        expires=found.expires,
        admitted=found.admitted,
    )


def _unknown() -> Refused:
    return Refused("unauthorised", "This token is not one of ours.")
