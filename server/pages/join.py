"""The landing page of an HCP's link, and joining.

Rule 1: GET has no effect, because mail scanners open links; joining is a POST.
"""

from dataclasses import asdict
from functools import partial
from typing import Literal

import msgspec
from aiohttp import web

from engagement.consents import Means
from scheduling.errors import LinkError
from scheduling.links import Opened
from scheduling.plans import Check, MediaPath, MeetingState
from scheduling.tokens import Purpose
from scheduling.webinars.consenttexts import check
from scheduling.webinars.duties import DUTIES
from scheduling.webinars.errors import BadRegistration
from scheduling.words import LANGUAGES
from server.http import Problem, form, json_body, query, redirect, services
from server.pages.agreements import AGREEMENTS, VERSION, answers
from server.pages.goodbye import goodbye_page
from server.pages.goodbye_visit import is_over, visit_of
from server.pages.guests import (
    JOIN_COOKIE,
    SCRIPTS,
    STATUSES,
    Spoken,
    behind,
    claim_of,
    closed,
    has_desk,
    in_crew,
    in_zone,
    is_open,
    is_ours,
    named,
    opens_at,
    or_closed,
    over,
    page,
    speaks,
)
from server.pages.scriptwords import script_words
from server.pages.webinar_registrant import (
    has_seat,
    is_registrant,
    registrant_page,
    registration_of,
)
from server.relay import for_page
from server.wiring.registrant_consents import owed, record

routes = web.RouteTableDef()

STAY_MS = 12 * 3_600_000
"""A cookie outlives the planned end by this: meetings run late, receipts are read after work."""
CHECK_MS = 20 * 60_000
"""The landing page's token serves to try the media path."""


class JoinForm(msgspec.Struct, forbid_unknown_fields=True):
    """The answers and the way in; a switch that is off sends nothing."""

    capture: Literal["yes"] | None = None
    attention: Literal["yes"] | None = None
    recording: Literal["yes"] | None = None
    lang: str = ""
    way: Literal["full", "slides", "receipt"] = "full"
    seen: list[str] = []
    """Versions of a webinar's consent texts that were on the screen."""
    agree: list[str] = []


@routes.get("/j/{token}")
@or_closed
async def landing(request: web.Request) -> web.StreamResponse:
    """Who, when, what is captured; a check of camera, sound and connection; the way in."""
    return await page_of(request, await behind(request))


async def page_of(
    request: web.Request, opened: Opened, status: int = 200, lang: str = ""
) -> web.Response:
    """The page behind a link: a registrant's of a webinar, else the landing page of a meeting."""
    if is_over(opened):
        base = f"/j/{request.match_info['token']}"
        return await goodbye_page(request, await visit_of(request, opened, base, base), status)
    if is_registrant(opened):
        return await registrant_page(request, opened, status, lang)
    return await landing_page(request, opened, status, lang)


async def landing_page(
    request: web.Request, opened: Opened, status: int = 200, lang: str = ""
) -> web.Response:
    """The page of a link that opens; over and too early are faces of it."""
    parts, (meeting, invitee) = services(request), (opened.meeting, opened.invitee)
    language = speaks(request, invitee.language, lang or query(request, Spoken).lang)
    if meeting.state is MeetingState.ENDED:
        return closed(request, over(meeting, invitee), language, opened=opened)
    agreed = await parts.consents.current(meeting.org, meeting.id, invitee.id)
    return page(
        request,
        "hcp/landing.html",
        language,
        status,
        meeting=meeting,
        invitee=invitee,
        when=in_zone(language, meeting, invitee.zone),
        duty=DUTIES[invitee.role] if in_crew(meeting, invitee) else "",
        desk=has_desk(meeting, invitee),
        agreements=() if is_ours(meeting, invitee) else AGREEMENTS,
        agreed=asdict(agreed),
        version=VERSION,
        opens=opens_at(meeting),
        is_open=is_open(meeting, parts.clock()),
        page=landing_data(request, opened, language),
    )


def landing_data(request: web.Request, opened: Opened, language: str) -> dict[str, object]:
    """What the landing page's scripts start from."""
    parts, meeting = services(request), opened.meeting
    claim = claim_of(opened, parts.clock() + CHECK_MS)
    return {
        "meeting": meeting.id,
        "token": parts.tokens.issue(claim, Purpose.PARTICIPANT),
        "ice_servers": for_page(parts.relay.servers(opened.invitee.id)),
        "language": language,
        "words": script_words(parts.words.catalogue(language), SCRIPTS),
        "zone": opened.invitee.zone,
        "starts": meeting.starts,
        "opens": opens_at(meeting),
        "now": parts.clock(),
    }


@routes.post("/j/{token}")
@or_closed
async def join(request: web.Request) -> web.StreamResponse:
    """Keep her answers, then let her in by a cookie that stands for the link."""
    parts, posted = services(request), await form(request, JoinForm)
    if posted.way == "receipt":
        mine = await parts.links.whose(request.match_info["token"])
        return admitted(request, mine, f"/room/{mine.meeting.id}/receipt", posted.lang)
    opened = await behind(request)
    if opened.meeting.state is MeetingState.ENDED or not is_open(opened.meeting, parts.clock()):
        return await page_of(request, opened, 409, posted.lang)
    if is_registrant(opened):
        refusal = await refused_registrant(request, opened, posted)
        if refusal is not None:
            return refusal
    await parts.links.use(request.match_info["token"])
    if not is_ours(opened.meeting, opened.invitee):
        await keep_answers(request, opened, posted)
    return admitted(request, opened, goal_of(opened, posted.way), posted.lang)


def goal_of(opened: Opened, way: str) -> str:
    """Where joining leads: the room's page, or the desk of whoever works there."""
    desk = "/desk" if has_desk(opened.meeting, opened.invitee) else ""
    return f"/room/{opened.meeting.id}{desk}{'?way=slides' if way == 'slides' else ''}"


async def refused_registrant(
    request: web.Request, opened: Opened, posted: JoinForm
) -> web.Response | None:
    """The page for a registrant who may not come in yet; else None, and the consents are kept."""
    parts, (webinar, mine) = services(request), await registration_of(request, opened)
    if not has_seat(mine):
        return await page_of(request, opened, 409, posted.lang)
    language = speaks(request, opened.invitee.language, posted.lang)
    texts = await owed(parts.consents, webinar, mine, language)
    try:
        check(texts, posted.seen, posted.agree)
    except BadRegistration as error:
        return await registrant_page(request, opened, 422, posted.lang, wrong=error)
    await record(parts.consents, webinar, mine, texts, posted.agree, parts.clock())
    return None


class Found(msgspec.Struct, forbid_unknown_fields=True):
    """What the check on the landing page has found."""

    camera: bool
    microphone: bool
    sound: bool
    path: MediaPath


@routes.post("/j/{token}/check")
async def note_check(request: web.Request) -> web.Response:
    """Keep what the check has found, for the host to see before the meeting."""
    found = await json_body(request, Found)
    check = Check(
        services(request).clock(),
        camera=found.camera,
        microphone=found.microphone,
        sound=found.sound,
        path=found.path,
    )
    try:
        await services(request).links.note_check(request.match_info["token"], check)
    except LinkError as error:
        raise Problem(STATUSES.get(error.code, 404), error.code, str(error)) from error
    return web.Response(status=204)


async def keep_answers(request: web.Request, opened: Opened, posted: JoinForm) -> None:
    """Write each answer to the ledger in the words that were on the screen."""
    parts, (meeting, invitee) = services(request), (opened.meeting, opened.invitee)
    language = speaks(request, invitee.language, posted.lang)
    given = frozenset(each.field for each in AGREEMENTS if getattr(posted, each.field) == "yes")
    await parts.consents.record(
        meeting.org,
        meeting.id,
        invitee.id,
        invitee.hcp,
        answers(given, partial(parts.words.t, language), language, **named(meeting)),
        Means.LANDING_PAGE,
        parts.clock(),
    )


def admitted(request: web.Request, opened: Opened, goal: str, lang: str = "") -> web.Response:
    """On to ``goal`` with the cookie of this meeting; the language goes along."""
    parts, meeting = services(request), opened.meeting
    # From the end as planned or from now, whichever is later: a receipt is asked for days after.
    expires = max(meeting.ends, parts.clock()) + STAY_MS
    if lang in LANGUAGES:
        goal += ("&" if "?" in goal else "?") + f"lang={lang}"
    response = redirect(goal)
    response.set_cookie(
        JOIN_COOKIE,
        parts.tokens.issue(claim_of(opened, expires), Purpose.JOIN),
        max_age=(expires - parts.clock()) // 1000,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response
