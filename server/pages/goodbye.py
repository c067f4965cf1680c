"""What a registrant finds when the webinar is over, or was left: thanks, survey, material, rights.

Rule 1: the same page behind the personal link (``/j/{token}``) and behind the cookie of the room
(``/room/{meeting}/goodbye``); it works without scripts.
Rule 2: GET has no effect. That a link of the material was opened is noted only when the browser
says that the press came from our own page: a mail scanner that follows addresses is nobody.
Rule 3: only who was there is asked; only who has a seat gets the material.
"""

import structlog
from aiohttp import web

from engagement.errors import EngagementError
from engagement.surveys import Way
from scheduling import moments
from scheduling.plans import MeetingState
from scheduling.webinars.errors import BadRegistration
from scheduling.webinars.goodbyes import answers, choices
from server.http import not_found, query, redirect, services
from server.pages.certificates import offer_of, verification_of
from server.pages.goodbye_form import posted_answers
from server.pages.goodbye_visit import Visit, by_cookie, by_link, visit_of_address
from server.pages.guests import Guest, Spoken, claim_of, or_closed, page, speaks
from server.pages.handouts import give, kept, kept_offer
from server.pages.room import room_data
from server.pages.webinar_page import published
from server.wiring.respondents import opened as material_opened
from server.wiring.respondents import respondent

routes = web.RouteTableDef()
logger = structlog.get_logger("goodbye")

HOUR_MS = 3_600_000
END_SECONDS = 2.0
"""How long a page waits for the plan to know what the room has told its browser."""


class Asked(Spoken):
    """The language, and what has just happened: answers were sent, the room has ended."""

    sent: str = ""
    over: str = ""


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
    offer = await offer_of(request, visit.opened) if visit.attended else None
    following = await parts.webinars.next_of(visit.webinar)
    return page(
        request,
        "hcp/goodbye.html",
        language,
        status,
        webinar=visit.webinar,
        plan=visit.webinar.plan,
        place=published(visit.webinar),
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
        offer=offer,
        verification=verification_of(request, offer),
        fetch_path=f"{visit.base}/certificate",
        handouts=await kept(request, visit.opened) if visit.has_material else (),
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


@routes.get("/room/{meeting}/goodbye")
@or_closed
async def goodbye(request: web.Request) -> web.StreamResponse:
    """Where the room's page goes when the webinar is over or was left."""
    visit = await by_cookie(request)
    if visit.webinar.meeting.state is MeetingState.PLANNED:
        return redirect(f"/room/{visit.webinar.id}")
    if query(request, Asked).over and await _ends(request, visit):
        visit = await by_cookie(request)
    return await goodbye_page(request, visit)


async def _ends(request: web.Request, visit: Visit) -> bool:
    """Whether the plan learns of the end in time: the room's page hears of it first."""
    meetings, meeting = services(request).meetings, visit.webinar.meeting
    if meeting.state is not MeetingState.LIVE:
        return False
    return await meetings.wait_for_end(meeting.org, meeting.id, END_SECONDS)


@routes.post("/room/{meeting}/survey")
@routes.post("/j/{token}/survey")
@or_closed
async def keep_answers(request: web.Request) -> web.StreamResponse:
    """Keep the answers to the survey, and say so."""
    visit = await visit_of_address(request)
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


@routes.get("/room/{meeting}/material/{n}")
@routes.get("/j/{token}/material/{n}")
@or_closed
async def open_material(request: web.Request) -> web.StreamResponse:
    """Note who opened which link, as far as consent goes, and send them there."""
    visit = await visit_of_address(request)
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


@routes.get("/j/{token}/handouts/{announcement}")
@or_closed
async def handout_by_link(request: web.Request) -> web.StreamResponse:
    """The file of what the hosts gave."""
    visit = await by_link(request)
    return await give(request, visit.opened, await kept_offer(request, visit.opened))


def _number(request: web.Request) -> int:
    text = request.match_info["n"]
    if not text.isdecimal() or len(text) > 3:
        not_found()
    return int(text)
