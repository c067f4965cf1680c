"""A registrant's own page behind the personal link: how it stands, joining, second thoughts.

Rule 1: GET has no effect. Joining is the same POST as for a meeting (``join``).
Rule 2: what a registrant decides here is about their own registration alone.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from scheduling import moments
from scheduling.errors import NotFound, WrongState
from scheduling.links import Opened
from scheduling.moments import zones
from scheduling.plans import MeetingKind, MeetingState
from scheduling.webinars.errors import BadRegistration, RegistrationClosed
from scheduling.webinars.plans import Attend, Registrant, RegistrantState, Registration, Webinar
from scheduling.words import N_
from server.http import Problem, checked, query, redirect, services
from server.pages.agreements import AGREEMENTS, VERSION
from server.pages.choices import countries
from server.pages.guests import Spoken, behind, is_open, opens_at, or_closed, page, speaks
from server.pages.webinar_answers import last_words, pairs, split_form
from server.pages.webinar_page import published, told
from server.wiring.registrant_consents import answered, owed, take_back
from server.wiring.registrants import look_up

routes = web.RouteTableDef()

Line = Annotated[str, msgspec.Meta(max_length=1_000)]


REFUSALS = {
    "full": N_("All seats are taken"),
    "over": N_("This webinar is over"),
    "cancelled": N_("This webinar was cancelled"),
    "no-walk-ins": N_("This webinar has begun"),
    "invited-only": N_("By invitation only"),
    "line-full": N_("The waiting list is full"),
    "checks-full": N_("Registration is paused"),
}
CHANGED = N_("Something has changed here meanwhile. Please look again.")


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What a registrant wants; ``change`` brings the corrected data."""

    act: Literal["confirm", "cancel", "again", "on_demand", "live", "change", "take-back"]
    name: Line = ""
    country: Line = ""
    specialty: Line = ""
    workplace: Line = ""
    zone: Line = ""
    lang: Line = ""
    version: Line = ""
    """Of the consent that is taken back."""
    answered: Literal["yes", ""] = ""
    """Whether the webinar's own questions were on the form, too."""


def is_registrant(opened: Opened) -> bool:
    """Whether the link is a registrant's; the crew's links open the page of a meeting."""
    return opened.meeting.kind is MeetingKind.WEBINAR and opened.invitee.role == "attendee"


def has_seat(registrant: Registrant) -> bool:
    """Whether the link leads into the room."""
    seated = registrant.state is RegistrantState.APPROVED
    return seated and registrant.attend is Attend.LIVE


async def registration_of(request: web.Request, opened: Opened) -> tuple[Webinar, Registrant]:
    """The webinar and the registration behind a link; raises ``Problem`` 404."""
    parts, meeting = services(request), opened.meeting
    try:
        webinar = await parts.webinars.get(meeting.org, meeting.id)
        mine = await parts.registrations.get(meeting.org, meeting.id, opened.invitee.id)
    except NotFound as error:
        raise Problem(404, "not-found", "There is no such registration.") from error
    return webinar, mine


async def registrant_page(
    request: web.Request,
    opened: Opened,
    status: int = 200,
    lang: str = "",
    error: str = "",
    data: dict[str, object] | None = None,
    wrong: BadRegistration | None = None,
    answers: Mapping[str, str] | None = None,
) -> web.Response:
    """How the registration stands, what can be done about it; ``error`` is a catalogue sentence."""
    parts, meeting, invitee = services(request), opened.meeting, opened.invitee
    webinar, mine = await registration_of(request, opened)
    language = speaks(request, invitee.language, lang or query(request, Spoken).lang)
    waiting = mine.state is RegistrantState.WAITING
    agreed = await parts.consents.current(meeting.org, meeting.id, invitee.id)
    problem = told(request, language, wrong) if wrong else ""
    return page(
        request,
        "hcp/registration.html",
        language,
        status,
        webinar=webinar,
        plan=webinar.plan,
        place=published(webinar),
        owed=await owed(parts.consents, webinar, mine, language),
        answered=await answered(parts.consents, meeting.org, meeting.id, mine.id),
        asked_still={each.version for each in webinar.plan.consents if each.required},
        meeting=meeting,
        invitee=invitee,
        mine=mine,
        seated=has_seat(mine),
        line=await parts.registrations.place_in_line(mine) if waiting else 0,
        when=_when(language, opened, mine),
        agreements=AGREEMENTS,
        agreed=asdict(agreed),
        version=VERSION,
        opens=opens_at(meeting),
        is_open=is_open(meeting, parts.clock()),
        live=meeting.state is MeetingState.LIVE,
        countries=countries(),
        zones=zones(),
        error=problem or (parts.words.t(language, error) if error else ""),
        errors={wrong.field: problem} if wrong else {},
        wished=answers is not None,
        answers=mine.answers if answers is None else answers,
        pairs=pairs,
        embedded=False,
        page=data or {},
    )


def _when(language: str, opened: Opened, mine: Registrant) -> dict[str, str]:
    """When it is, how long it takes, and until when the registration must be confirmed."""
    meeting, zone = opened.meeting, opened.invitee.zone
    return {
        "whole": moments.in_words(language, meeting.starts, zone),
        "length": moments.duration(language, meeting.minutes),
        "expires": moments.in_words(language, mine.expires, zone) if mine.expires else "",
    }


@routes.post("/j/{token}/registration")
@or_closed
async def decide(request: web.Request) -> web.StreamResponse:
    """A registrant's second thoughts."""
    token, opened = request.match_info["token"], await behind(request)
    if not is_registrant(opened):
        raise Problem(404, "not-found", "There is no registration behind this link.")
    texts, own = await split_form(request)
    wish = checked(last_words(texts), Wish)
    if opened.meeting.state is MeetingState.ENDED:
        # Nothing is left to decide; the page says so.
        return redirect(f"/j/{token}")
    webinar, mine = await registration_of(request, opened)
    try:
        await _do(request, wish, webinar, mine, own)
    except BadRegistration as error:
        typed = own if wish.answered else None
        return await registrant_page(request, opened, 422, wrong=error, answers=typed)
    except (WrongState, RegistrationClosed) as error:
        why = REFUSALS.get(error.code, CHANGED)
        return await registrant_page(request, opened, 409, error=why)
    return redirect(f"/j/{token}")


async def _do(
    request: web.Request, wish: Wish, webinar: Webinar, mine: Registrant, own: Mapping[str, str]
) -> None:
    registrations = services(request).registrations
    decisions = registrations.decisions
    # Whoever decides anything here has the link: the address is theirs.
    await decisions.confirm(webinar, mine.id)
    match wish.act:
        case "confirm":
            pass
        case "cancel":
            await decisions.cancel(webinar, mine.id)
            # Whoever gives the seat back in the middle of the webinar leaves the room with it.
            services(request).signaling.cut(webinar.id, mine.id)
        case "again":
            parts, somebody = services(request), _filled_in(mine)
            found = await look_up(parts.directory, webinar.meeting.org, somebody)
            await registrations.register(
                webinar, somebody, found=found, source=mine.source, proven=True
            )
        case "on_demand":
            await decisions.attend(webinar, mine.id, Attend.ON_DEMAND)
            services(request).signaling.cut(webinar.id, mine.id)
        case "live":
            await decisions.attend(webinar, mine.id, Attend.LIVE)
        case "change":
            await decisions.change(webinar, mine.id, _changed(mine, wish, own))
        case "take-back":
            parts = services(request)
            await take_back(parts.consents, webinar, mine, wish.version, parts.clock())


def _filled_in(mine: Registrant) -> Registration:
    return Registration(
        mine.name, mine.email, mine.language, mine.zone, mine.country, mine.specialty,
        mine.workplace, mine.answers,
    )  # fmt: skip


def _changed(mine: Registrant, wish: Wish, own: Mapping[str, str]) -> Registration:
    return Registration(
        wish.name, mine.email, wish.lang or mine.language, wish.zone or mine.zone,
        wish.country, wish.specialty,
        wish.workplace, own if wish.answered else mine.answers,
    )  # fmt: skip
