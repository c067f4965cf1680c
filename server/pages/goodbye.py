"""What a registrant finds when the webinar is over, or was left: thanks, survey, material, rights.

Rule 1: the same page behind the personal link (``/j/{token}``) and behind the cookie of the room
(``/room/{meeting}/goodbye``); it works without scripts.
Rule 2: GET has no effect. That a link of the material was opened is noted only when the browser
says that the press came from our own page: a mail scanner that follows addresses is nobody.
Rule 3: only who was there is asked; only who has a seat gets the material.
"""

from dataclasses import dataclass
from enum import StrEnum

import structlog
from aiohttp import web

from engagement.errors import EngagementError
from engagement.surveys import Way
from scheduling import moments
from scheduling.errors import LinkError
from scheduling.links import Opened
from scheduling.plans import MeetingState
from scheduling.webinars.errors import BadRegistration
from scheduling.webinars.goodbyes import SURVEY_MS, answers, choices
from scheduling.webinars.plans import Attend, Registrant, RegistrantState, Webinar
from server.http import not_found, query, redirect, services
from server.pages.certificates import offer_of
from server.pages.goodbye_form import posted_answers
from server.pages.guests import (
    Guest,
    NotIn,
    Spoken,
    claim_of,
    closed,
    page,
    recognise,
    speaks,
)
from server.pages.room import in_audience, room_data
from server.pages.webinar_registrant import is_registrant, registration_of
from server.wiring.respondents import opened as material_opened
from server.wiring.respondents import respondent

routes = web.RouteTableDef()
logger = structlog.get_logger("goodbye")

HOUR_MS = 3_600_000


class Face(StrEnum):
    """How the page greets."""

    THANKS = "thanks"
    LEFT = "left"
    """It goes on without them."""
    MISSED = "missed"
    ON_DEMAND = "on_demand"
    NO_SEAT = "no_seat"
    CANCELLED = "cancelled"


class Asked(Spoken):
    """The language, and whether answers were just sent."""

    sent: str = ""


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


async def goodbye_page(
    request: web.Request,
    visit: Visit,
    status: int = 200,
    given: dict[str, str] | None = None,
    error: BadRegistration | None = None,
) -> web.Response:
    """The page; ``given`` and ``error`` are what was answered and what is wrong with it."""
    parts, meeting, invitee = services(request), visit.webinar.meeting, visit.opened.invitee
    asked = query(request, Asked)
    language = speaks(request, invitee.language, asked.lang)
    who = respondent(parts.keys, meeting.org, meeting.id, invitee.id)
    way = await parts.surveys.way(who) if visit.attended else None
    following = await parts.webinars.next_of(visit.webinar)
    return page(
        request,
        "hcp/goodbye.html",
        language,
        status,
        webinar=visit.webinar,
        plan=visit.webinar.plan,
        meeting=meeting,
        invitee=invitee,
        mine=visit.mine,
        visit=visit,
        embedded=False,
        when={"whole": moments.in_words(language, meeting.starts, invitee.zone)},
        way=way,
        sent=bool(asked.sent),
        is_open=parts.clock() < visit.closes,
        until=moments.day(language, visit.closes, invitee.zone),
        given=given if given is not None else await parts.surveys.given(who),
        choices=choices,
        error=parts.words.t(language, error.sentence, **error.values) if error else "",
        wrong=error.field if error else "",
        offer=await offer_of(request, visit.opened) if visit.attended else None,
        fetch_path=f"{visit.base}/certificate",
        following=following,
        following_when=moments.in_words(language, following.meeting.starts, invitee.zone)
        if following
        else "",
        page=await data_of(request, visit, language) if visit.attended else None,
    )


async def data_of(request: web.Request, visit: Visit, language: str) -> dict[str, object]:
    """What the script needs that sends what the room's page has left in this browser."""
    expires = services(request).clock() + HOUR_MS
    claim = claim_of(visit.opened, expires)
    guest = Guest(claim, visit.opened.meeting, visit.opened.invitee)
    return await room_data(request, guest, language)


async def visit_of(request: web.Request, opened: Opened, base: str, home: str) -> Visit:
    """Whose page it is; raises ``Problem`` 404."""
    webinar, mine = await registration_of(request, opened)
    meeting = opened.meeting
    found = await services(request).interactions.find(meeting.org, meeting.id, mine.id)
    return Visit(opened, webinar, mine, base, home, found is not None)


async def by_link(request: web.Request) -> Visit:
    """The visit of a personal link when the webinar is over; raises ``LinkError``."""
    token = request.match_info["token"]
    opened = await services(request).links.open(token)
    if not is_over(opened):
        not_found()
    return await visit_of(request, opened, f"/j/{token}", f"/j/{token}")


async def by_cookie(request: web.Request) -> Visit:
    """The visit of who comes from the room; raises ``NotIn``."""
    guest = await recognise(request)
    if not in_audience(guest):
        not_found()
    base = f"/room/{guest.meeting.id}"
    return await visit_of(request, Opened(guest.meeting, guest.invitee), base, f"{base}/goodbye")


def is_over(opened: Opened) -> bool:
    """Whether a link is a registrant's and the webinar has ended."""
    return is_registrant(opened) and opened.meeting.state is MeetingState.ENDED


# -- by the cookie of the room -----------------------------------------------------------------


@routes.get("/room/{meeting}/goodbye")
async def goodbye(request: web.Request) -> web.Response:
    """Where the room's page goes when the webinar is over or was left."""
    try:
        visit = await by_cookie(request)
    except NotIn as refusal:
        return closed(request, refusal.code, refusal.language)
    if visit.webinar.meeting.state is MeetingState.PLANNED:
        return redirect(f"/room/{visit.webinar.id}")
    return await goodbye_page(request, visit)


@routes.post("/room/{meeting}/survey")
async def answer_in_room(request: web.Request) -> web.Response:
    """Answers from the room's goodbye."""
    try:
        visit = await by_cookie(request)
    except NotIn as refusal:
        return closed(request, refusal.code, refusal.language)
    return await keep_answers(request, visit)


@routes.get("/room/{meeting}/material/{n}")
async def material_in_room(request: web.Request) -> web.Response:
    """On to a link of the material."""
    try:
        visit = await by_cookie(request)
    except NotIn as refusal:
        return closed(request, refusal.code, refusal.language)
    return await open_material(request, visit)


# -- by the personal link ----------------------------------------------------------------------


@routes.post("/j/{token}/survey")
async def answer_by_link(request: web.Request) -> web.Response:
    """Answers from the page behind the link."""
    try:
        visit = await by_link(request)
    except LinkError as error:
        return closed(request, error.code, error.language)
    return await keep_answers(request, visit)


@routes.get("/j/{token}/material/{n}")
async def material_by_link(request: web.Request) -> web.Response:
    """On to a link of the material."""
    try:
        visit = await by_link(request)
    except LinkError as error:
        return closed(request, error.code, error.language)
    return await open_material(request, visit)


# -- what both do ------------------------------------------------------------------------------


async def keep_answers(request: web.Request, visit: Visit) -> web.Response:
    """Keep the answers to the survey, and say so."""
    given, lang = await posted_answers(request)
    parts, meeting = services(request), visit.webinar.meeting
    questions = visit.webinar.plan.survey
    if not visit.attended or not questions or parts.clock() >= visit.closes:
        return await goodbye_page(request, visit, 409)
    who = respondent(parts.keys, meeting.org, meeting.id, visit.mine.id)
    named = await parts.surveys.way(who) is Way.NAMED
    try:
        clean = answers(given, questions, texts=named)
    except BadRegistration as error:
        return await goodbye_page(request, visit, 422, given, error)
    await parts.surveys.answer(who, questions, clean, parts.clock())
    return redirect(f"{visit.home}?sent=1&lang={lang}" if lang else f"{visit.home}?sent=1")


async def open_material(request: web.Request, visit: Visit) -> web.Response:
    """Note who opened which link, as far as consent goes, and send them there."""
    number, meeting = _number(request), visit.webinar.meeting
    links = visit.webinar.plan.material
    if not visit.has_material or number >= len(links):
        not_found()
    parts = services(request)
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        now = parts.clock()
        fact = material_opened(meeting.org, meeting.id, visit.mine.id, links[number], now)
        try:
            await parts.capture.journal([fact])
        except EngagementError as error:
            # The material is theirs whether or not we can note it.
            logger.warning("material not noted", webinar=meeting.id, reason=error.code)
    return redirect(links[number].link)


def _number(request: web.Request) -> int:
    text = request.match_info["n"]
    if not text.isdecimal() or len(text) > 3:
        not_found()
    return int(text)
