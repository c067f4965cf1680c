"""Who an HCP is to us, by link or by cookie, and how her pages speak.

Rule 1: the link's secret is left behind at the door: a signed cookie, which opens one meeting and
cannot be read by scripts, stands for it from then on.
Rule 2: whatever a link or cookie does not open gets a calm page in her own language: handlers
raise, ``or_closed`` answers.
Rule 3: what is kept of somebody stays theirs to see and to take back, also when they may not come
in, or nobody may: the calm page leads there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

import msgspec
from aiohttp import web

from engagement.consents import ConsentState
from engagement.kinds import ConsentKind
from engagement.seams import STAFF_ROLES
from rooms.roles import DESK
from scheduling import moments
from scheduling.errors import LinkError, NotFound, TokenError
from scheduling.links import Opened
from scheduling.plans import Invitee, Meeting, MeetingKind, MeetingState
from scheduling.tokens import Claim, Purpose
from scheduling.words import LANGUAGES
from server.http import Problem, query, render, services, wants_json

JOIN_COOKIE = "__Host-join"

DOORS_MS = 30 * 60_000
"""So long before the start the door opens; earlier only when the host is there already."""

LANGUAGE_NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
SCRIPTS = ("live", "room")
"""Folders of web/static whose words an HCP's page carries."""

TITLES = ("dr", "prof", "dra", "mr", "mrs", "ms", "herr", "frau", "pr", "sr", "sra", "mme")


class Spoken(msgspec.Struct):
    """Which language the page shall speak."""

    lang: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who calls with a join cookie, and what for."""

    claim: Claim
    meeting: Meeting
    invitee: Invitee

    @property
    def opened(self) -> Opened:
        """What her link would open."""
        return Opened(self.meeting, self.invitee)


class NotIn(Exception):
    """The cookie opens nothing here; ``code`` names the page that says so."""

    def __init__(self, code: str, language: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.language = language


async def recognise(request: web.Request) -> Guest:
    """Whom the join cookie lets into the meeting of this address; raises ``NotIn``."""
    return await _guest(request, services(request).meetings.check_entry)


async def owner(request: web.Request) -> Guest:
    """Whose cookie it is, also when the room is shut to them; raises ``NotIn``."""
    return await _guest(request, services(request).meetings.owner)


async def shut_out(request: web.Request, guest: Guest) -> str:
    """Why the room is shut to somebody: the code of a ``LinkError``; empty when it is not."""
    claim, check = guest.claim, services(request).meetings.check_entry
    try:
        await check(claim.org, claim.meeting, claim.participant)
    except LinkError as error:
        return error.code
    return ""


Look = Callable[[str, str, str], Awaitable[Invitee]]
"""Organisation, meeting, invitee → the invitee; raises ``NotFound``, ``LinkError``."""


async def _guest(request: web.Request, look: Look) -> Guest:
    parts = services(request)
    meeting = request.match_info["meeting"]
    try:
        claim = parts.tokens.read(request.cookies.get(JOIN_COOKIE, ""), Purpose.JOIN)
        if claim.meeting != meeting:
            raise NotIn("elsewhere")
        invitee = await look(claim.org, claim.meeting, claim.participant)
        return Guest(claim, await parts.meetings.get(claim.org, claim.meeting), invitee)
    except TokenError as error:
        raise NotIn("no-cookie") from error
    except LinkError as error:
        raise NotIn(error.code, error.language) from error
    except NotFound as error:
        raise NotIn("wrong") from error


async def behind(request: web.Request) -> Opened:
    """What the personal link of this address opens; raises ``LinkError``."""
    return await services(request).links.open(request.match_info["token"])


async def opened_by(request: web.Request) -> Opened:
    """The same by link or by cookie, as the address has it; raises ``LinkError``, ``NotIn``."""
    if "token" in request.match_info:
        return await behind(request)
    return (await recognise(request)).opened


def claim_of(opened: Opened, expires: int) -> Claim:
    """Who an invitee is in her room."""
    meeting, invitee = opened.meeting, opened.invitee
    return Claim(
        meeting.org,
        meeting.id,
        invitee.id,
        invitee.role,
        invitee.name,
        invitee.hcp or None,
        expires,
    )


def opens_at(meeting: Meeting) -> int:
    """When the door opens by the clock."""
    return meeting.starts - DOORS_MS


def is_open(meeting: Meeting, now: int) -> bool:
    """Whether she may come in now, to wait or to take part."""
    return meeting.state is MeetingState.LIVE or now >= opens_at(meeting)


def in_crew(meeting: Meeting, invitee: Invitee) -> bool:
    """Whether an invitee makes the webinar; its registrants and a meeting's HCPs do not."""
    return meeting.kind is MeetingKind.WEBINAR and invitee.role != "attendee"


def has_desk(meeting: Meeting, invitee: Invitee) -> bool:
    """Whether an invitee works at the webinar's console; the others have the room's page."""
    return in_crew(meeting, invitee) and invitee.role in DESK


def is_ours(meeting: Meeting, invitee: Invitee) -> bool:
    """Whether what an invitee does is work for us: then no consent is asked, and none is kept."""
    return in_crew(meeting, invitee) and invitee.role in STAFF_ROLES


def over(meeting: Meeting, invitee: Invitee) -> str:
    """Which face of the closed page an invitee reads after the end."""
    return "crew-over" if is_ours(meeting, invitee) else "over"


def captured(agreed: ConsentState) -> dict[str, bool]:
    """What the page may capture."""
    return {
        "slides": agreed.allows(ConsentKind.CAPTURE),
        "attention": agreed.allows(ConsentKind.ATTENTION),
        "recording": agreed.allows(ConsentKind.RECORDING),
    }


def speaks(request: web.Request, own: str | None, wanted: str = "") -> str:
    """The page's language: as just chosen, else the invitation's, else what the browser asks."""
    preferred = wanted if wanted in LANGUAGES else own
    header = request.headers.get("Accept-Language", "")
    return services(request).words.negotiate(header, preferred)


def in_zone(language: str, meeting: Meeting, zone: str) -> dict[str, str]:
    """Date, hour and length of the meeting as its guest reads them."""
    return {
        "day": moments.day(language, meeting.starts, zone),
        "hour": moments.hour(language, meeting.starts, zone),
        "whole": moments.in_words(language, meeting.starts, zone),
        "length": moments.duration(language, meeting.minutes),
    }


def given(name: str) -> str:
    """How the page speaks of the host: by the given name, or whole when a title comes first."""
    first, _, rest = name.strip().partition(" ")
    return name if not rest or first.rstrip(".").casefold() in TITLES else first


def named(meeting: Meeting) -> dict[str, str]:
    """The names that the texts of the agreements speak of."""
    host = meeting.host
    return {"host": given(host.name), "organisation": host.organisation}


def page(
    request: web.Request, template: str, language: str, status: int = 200, /, **context: Any
) -> web.Response:
    """A page of ours in her language: ``_`` and ``ngettext`` speak it."""
    words = services(request).words
    say: Callable[..., str] = partial(words.t, language)
    meeting: Meeting | None = context.get("meeting")
    return render(
        request,
        template,
        status,
        language=language,
        languages=LANGUAGE_NAMES,
        _=say,
        who=named(meeting) if meeting else {},
        ngettext=partial(words.n, language),
        **context,
    )


CLOSED_TO_PROGRAMS = "The cookie opens no room. Open your link again."
STATUSES = {
    "over": 410,
    "crew-over": 410,
    "expired": 410,
    "cancelled": 410,
    "revoked": 410,
    "banned": 403,
    "no-seat": 403,
}


def closed(
    request: web.Request, code: str, language: str | None, opened: Opened | None = None
) -> web.Response:
    """The page for whoever cannot come in, with the reason and what to do."""
    spoken = speaks(request, language, query(request, Spoken).lang)
    return page(
        request,
        "hcp/closed.html",
        spoken,
        STATUSES.get(code, 404),
        code=code,
        meeting=opened.meeting if opened else None,
        rights=_rights(request, opened, spoken) if opened else None,
    )


def _rights(request: web.Request, opened: Opened, language: str) -> dict[str, str] | None:
    """Where they see what is kept of them: by the form of a link, or a page with the cookie."""
    if is_ours(opened.meeting, opened.invitee):
        return None
    if "token" in request.match_info:
        return {"form": f"/j/{request.match_info['token']}", "page": ""}
    return {"form": "", "page": f"/room/{opened.meeting.id}/receipt?lang={language}"}


async def _whose(request: web.Request) -> Opened | None:
    """Whose link or cookie it is that lets nobody in; None where it shows nothing either."""
    try:
        if "token" in request.match_info:
            return await services(request).links.whose(request.match_info["token"])
        return (await owner(request)).opened
    except (LinkError, NotIn):
        return None


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def or_closed(handle: Handler) -> Handler:
    """The handler, with an answer for links and cookies that open nothing.

    ``LinkError`` and ``NotIn`` become the page that says why; a program without a cookie that
    counts gets 401.
    """

    @wraps(handle)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handle(request)
        except LinkError as refusal:
            return closed(request, refusal.code, refusal.language, await _whose(request))
        except NotIn as refusal:
            if wants_json(request):
                raise Problem(401, refusal.code, CLOSED_TO_PROGRAMS) from refusal
            return closed(request, refusal.code, refusal.language, await _whose(request))

    return answer
