"""The console: one page for the whole meeting, alive by ``web/static/console/``.

Rule 1: a meeting's room has one host, the member of staff who invited; a webinar's has a crew.
Nobody else's account opens it; whoever of the crew comes by a link has the same page in ``desk``.
Rule 2: the page's token is good for a few hours; the page fetches a fresh one by asking its own
address for JSON.
Rule 3: it offers what ``rooms.roles.MAY`` lets its reader do, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from accounts import Staff
from engagement.errors import NotFound as NobodyCame
from rooms.roles import Role, rights
from scheduling.errors import NotFound, WrongState
from scheduling.plans import Invitee, Meeting, MeetingKind, MeetingState
from scheduling.tokens import Claim
from scheduling.webinars.plans import CrewRole
from scheduling.words import DEFAULT
from server.http import (
    Problem,
    flash,
    json_response,
    not_found,
    redirect,
    render,
    services,
    staff,
    wants_json,
)
from server.pages.scriptwords import script_words
from server.relay import for_page

routes = web.RouteTableDef()

SCRIPTS = ("console", "live", "room", "ui")
"""The folders of web/static whose words the page's scripts may show."""

TOKEN_MS = 4 * 3_600_000
"""Longer than most meetings; a page that lives longer renews it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits at a console, and where its page leads besides."""

    meeting: Meeting
    claim: Claim
    language: str
    """Of the page: English for an account, theirs for whoever comes by a link."""
    urls: dict[str, str]
    """meeting, report, room, receipt: the addresses that this person may open, others empty."""


@routes.get("/meetings/{id}/room")
async def console(request: web.Request) -> web.Response:
    """The console of my meeting; a program that accepts JSON gets the page's data alone."""
    me = staff(request)
    meeting, role = await hosted(request, me)
    if meeting.state is MeetingState.CANCELLED:
        return _elsewhere(request, meeting, "This meeting was cancelled, so it has no room.")
    if meeting.state is MeetingState.ENDED:
        return redirect(home_of(meeting))
    links = [(person.name, await _link(request, person)) for person in meeting.invitees]
    return await console_page(request, desk_of(request, me, meeting, role), links)


def home_of(meeting: Meeting) -> str:
    """Where one looks after the room has ended."""
    if meeting.kind is MeetingKind.WEBINAR:
        return f"/webinars/{meeting.id}/report"
    return f"/meetings/{meeting.id}/report"


async def hosted(request: web.Request, me: Staff) -> tuple[Meeting, CrewRole]:
    """The meeting in the address and my role in it; raises ``Problem`` 404 or 403."""
    parts = services(request)
    try:
        meeting = await parts.meetings.get(me.org, request.match_info["id"])
    except NotFound as error:
        not_found(str(error))
    role = await parts.crew.role_of(me.org, meeting.id, me.id)
    if role is None:
        raise Problem(403, "not-allowed", f"This room is hosted by {meeting.host.name}.")
    return meeting, role


def desk_of(request: web.Request, me: Staff, meeting: Meeting, role: CrewRole) -> Desk:
    """The desk of a member of the staff."""
    claim = Claim(
        org=me.org,
        meeting=meeting.id,
        participant=me.id,
        role=role,
        name=me.name,
        hcp=None,
        expires=services(request).clock() + TOKEN_MS,
    )
    place = f"/{'webinars' if meeting.kind is MeetingKind.WEBINAR else 'meetings'}/{meeting.id}"
    urls = {"meeting": place, "report": home_of(meeting), "room": "", "receipt": ""}
    return Desk(meeting, claim, DEFAULT, urls)


async def console_page(
    request: web.Request, desk: Desk, links: Sequence[tuple[str, str | None]] = ()
) -> web.Response:
    """The page, or its data for a program; ``links``: what the host may pass on, by name."""
    data = await page_data(request, desk)
    if wants_json(request):
        return json_response(data)
    words = services(request).words
    say = partial(words.t, desk.language)
    return render(request, "console.html", page=data, invitees=links, _=say)


async def page_data(request: web.Request, desk: Desk) -> dict[str, object]:
    """What the page's scripts start from."""
    parts, meeting, claim = services(request), desk.meeting, desk.claim
    webinar = meeting.kind is MeetingKind.WEBINAR
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "token": parts.tokens.issue(claim),
        "role": claim.role,
        "may": rights(Role(claim.role)),
        "webinar": webinar,
        "starts": meeting.starts,
        "now": parts.clock(),
        "me": claim.participant,
        "ice_servers": for_page(parts.relay.servers(claim.participant)),
        "language": desk.language,
        "words": script_words(parts.words.catalogue(desk.language), SCRIPTS),
        "capture": {"slides": False, "attention": False, "recording": False},
        "zone": meeting.zone,
        "urls": desk.urls,
        "shown": await _shown(request, meeting),
        "handouts": await _handouts(request, meeting) if webinar else [],
    }


async def _handouts(request: web.Request, meeting: Meeting) -> list[dict[str, str]]:
    """The deck versions that the hosts may give away, as far as they may be shown now."""
    parts = services(request)
    plan = (await parts.webinars.get(meeting.org, meeting.id)).plan
    shelf = await parts.decks.showable(meeting.org, parts.clock())
    mine = set(plan.handouts) & set(meeting.decks)
    return [{"version": each.id, "title": each.title} for each in shelf if each.id in mine]


async def _shown(request: web.Request, meeting: Meeting) -> list[str]:
    """Names (``version:slide``) of the slides shown so far, for a console that is opened again."""
    parts = services(request)
    try:
        lines = await parts.reports.dwell(meeting.org, meeting.id, parts.clock())
    except NobodyCame:
        return []
    return [f"{line.version}:{line.slide}" for line in lines if line.shown_ms > 0]


async def _link(request: web.Request, person: Invitee) -> str | None:
    """The invitee's own link, for the rep to pass on; None when it was revoked."""
    try:
        return await services(request).links.url(staff(request).org, person.id)
    except WrongState:
        return None


def _elsewhere(request: web.Request, meeting: Meeting, why: str) -> web.Response:
    response = redirect(f"/meetings/{meeting.id}")
    flash(request, response, why, "warning")
    return response
