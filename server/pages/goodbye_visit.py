"""Who reads a webinar's goodbye, from which address, and what is theirs."""

from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from scheduling.links import Opened
from scheduling.plans import MeetingState
from scheduling.webinars.goodbyes import SURVEY_MS
from scheduling.webinars.plans import Attend, Registrant, RegistrantState, Webinar
from server.http import not_found, services
from server.pages.guests import behind, recognise
from server.pages.room import in_audience
from server.pages.webinar_registrant import is_registrant, registration_of


class Face(StrEnum):
    """How the page greets."""

    THANKS = "thanks"
    LEFT = "left"
    """It goes on without them."""
    MISSED = "missed"
    ON_DEMAND = "on_demand"
    NO_SEAT = "no_seat"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page it is, and where it lives."""

    opened: Opened
    webinar: Webinar
    mine: Registrant
    base: str
    """Address of the page's parts, without a slash at its end."""
    home: str
    """Address of the page."""
    attended: bool

    @property
    def by_link(self) -> bool:
        """Whether the address is the personal link's."""
        return self.base == self.home

    @property
    def seated(self) -> bool:
        """Whether there was a seat for them."""
        return self.mine.state is RegistrantState.APPROVED

    @property
    def has_material(self) -> bool:
        """Whether the material is here for them."""
        return self.seated and self.webinar.meeting.state is MeetingState.ENDED

    @property
    def closes(self) -> int:
        """When the survey closes."""
        meeting = self.webinar.meeting
        return (meeting.ended or meeting.ends) + SURVEY_MS

    @property
    def face(self) -> Face:
        """How the page greets."""
        if self.webinar.meeting.state is not MeetingState.ENDED:
            return Face.LEFT
        if self.attended:
            return Face.THANKS
        if self.mine.state is RegistrantState.CANCELLED:
            return Face.CANCELLED
        if not self.seated:
            return Face.NO_SEAT
        return Face.ON_DEMAND if self.mine.attend is Attend.ON_DEMAND else Face.MISSED


async def visit_of(request: web.Request, opened: Opened, base: str, home: str) -> Visit:
    """Whose page it is; raises ``Problem`` 404."""
    webinar, mine = await registration_of(request, opened)
    meeting = opened.meeting
    found = await services(request).interactions.find(meeting.org, meeting.id, mine.id)
    return Visit(opened, webinar, mine, base, home, found is not None)


async def by_link(request: web.Request) -> Visit:
    """The visit of a personal link when the webinar is over; raises ``LinkError``."""
    opened = await behind(request)
    if not is_over(opened):
        not_found()
    home = f"/j/{request.match_info['token']}"
    return await visit_of(request, opened, home, home)


async def by_cookie(request: web.Request) -> Visit:
    """The visit of who comes from the room; raises ``NotIn``."""
    guest = await recognise(request)
    if not in_audience(guest):
        not_found()
    base = f"/room/{guest.meeting.id}"
    return await visit_of(request, guest.opened, base, f"{base}/goodbye")


async def visit_of_address(request: web.Request) -> Visit:
    """The visit by the link or the cookie, whichever the address has; raises as those two."""
    return await (by_link if "token" in request.match_info else by_cookie)(request)


def is_over(opened: Opened) -> bool:
    """Whether a link is a registrant's and the webinar has ended."""
    return is_registrant(opened) and opened.meeting.state is MeetingState.ENDED
