"""What the page of a meeting or webinar says of programs that publish into it."""

from dataclasses import dataclass

from aiohttp import web

from accounts import Staff, StaffRole
from scheduling.broadcasts import Broadcast
from scheduling.plans import Meeting, MeetingKind
from server.http import services, staff


@dataclass(frozen=True, slots=True)
class Made:
    """A token that is shown this once."""

    broadcast: Broadcast
    token: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the page of a meeting or webinar says of broadcasts."""

    address: str
    """The WHIP address."""
    listed: list[Broadcast]
    on_air: frozenset[str]
    """Ids of those whose media flows."""
    made: Made | None


def may_broadcast(me: Staff, found: Meeting) -> bool:
    """Whether this person hands out tokens that publish into the meeting or webinar."""
    plans = found.kind is MeetingKind.WEBINAR and me.role is StaffRole.MARKETING
    return me.id == found.host.id or me.role is StaffRole.ADMIN or plans


async def card(request: web.Request, found: Meeting, made: Made | None = None) -> Card | None:
    """The card of a meeting; None for those who may not make tokens."""
    if not may_broadcast(staff(request), found):
        return None
    parts = services(request)
    listed = await parts.meetings.broadcasts.valid(found.org, found.id)
    flowing = {stream.participant for stream in parts.media.streams(found.id)}
    on_air = frozenset(each.id for each in listed if each.participant in flowing)
    return Card(f"{parts.settings.base_url}/whip/{found.id}", listed, on_air, made)
