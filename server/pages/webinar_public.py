"""The public page of a webinar: what it is about, and signing up.

Rule 1: the page works without scripts. They only fill in the reader's zone.
Rule 2: whoever types an address learns nothing of it: the answer is the same for a new and a known
one, and says that the rest is in the mail.
Rule 3: bots are kept out without a third party: a field that people do not see, a form that was
looked at for a moment, a pace for each address. A bot that is caught is told what people are told.
Rule 4: a page may be framed by the sites that the plan names, and by no other.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

import msgspec
from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner

from scheduling import moments
from scheduling.errors import NotFound
from scheduling.plans import MeetingState
from scheduling.webinars.calendar import public_entry
from scheduling.webinars.contrast import ink_on
from scheduling.webinars.errors import BadRegistration, RegistrationClosed
from scheduling.webinars.plans import Registration, Webinar
from server.http import (
    FRAMERS,
    REMOTE,
    Problem,
    body_deadline,
    checked,
    not_found,
    query,
    redirect,
    services,
)
from server.pages.choices import countries
from server.pages.guests import Spoken, page
from server.wiring.registrants import look_up

routes = web.RouteTableDef()

FASTEST_S = 2
"""Nobody reads and fills in a form in less."""
OLDEST_S = 86_400
ANSWER = "q-"
"""Before the key of a question of the webinar's own, as the form names it."""

Line = Annotated[str, msgspec.Meta(max_length=1_000)]


class Form(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody fills in; questions of the webinar's own are read besides."""

    name: Line = ""
    email: Line = ""
    country: Line = ""
    specialty: Line = ""
    workplace: Line = ""
    zone: Line = ""
    lang: Line = ""
    website: Line = ""
    """Seen by bots only."""
    asked: Line = ""
    """When the form was shown, signed."""


@routes.get("/w/{slug}")
async def public_page(request: web.Request) -> web.Response:
    """What it is about, and the form."""
    return form_page(request, await chosen(request), Form(), {})


@routes.post("/w/{slug}")
async def register(request: web.Request) -> web.Response:
    """Sign up; the mail says how it stands."""
    webinar = await chosen(request)
    posted, answers = await _posted(request)
    parts = services(request)
    if not parts.pace.take(request[REMOTE], "register", parts.clock()):
        raise Problem(
            429, "too-many", "Too many registrations come from your network.", retry_after=60
        )
    language = spoken(request, webinar, posted.lang)
    somebody = Registration(
        posted.name, posted.email, language, posted.zone, posted.country, posted.specialty,
        posted.workplace, answers,
    )  # fmt: skip
    if not _is_a_bot(request, posted):
        try:
            found = await look_up(parts.directory, webinar.meeting.org, somebody)
            await parts.registrations.register(webinar, somebody, found=found)
        except BadRegistration as error:
            return form_page(request, webinar, posted, answers, error)
        except RegistrationClosed:
            return form_page(request, await chosen(request), posted, answers)
    embed = "&embed=1" if _is_embedded(request) else ""
    return redirect(f"/w/{webinar.slug}/registered?lang={language}{embed}")


@routes.get("/w/{slug}/registered")
async def registered(request: web.Request) -> web.Response:
    """Thank you: the rest is in the mail."""
    webinar = await chosen(request)
    return _show(request, "hcp/registered.html", webinar, spoken(request, webinar))


@routes.get("/w/{slug}/brand.css")
async def brand(request: web.Request) -> web.Response:
    """The accent of the page: the brand's colour, with text that can be read on it."""
    colour = (await chosen(request)).plan.branding.colour
    if not colour:
        not_found()
    return web.Response(text=brand_css(colour), content_type="text/css")


@routes.get("/w/{slug}/webinar.ics")
async def calendar(request: web.Request) -> web.Response:
    """The entry for a calendar, without anybody's personal link."""
    webinar, parts = await chosen(request), services(request)
    url = f"{parts.settings.base_url}/w/{webinar.slug}"
    return web.Response(
        body=public_entry(webinar, url),
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="webinar.ics"'},
    )


async def chosen(request: web.Request) -> Webinar:
    """The webinar of the address; 404 for drafts too."""
    try:
        webinar = await services(request).webinars.by_slug(request.match_info["slug"])
    except NotFound:
        not_found("There is no such webinar.")
    if _is_embedded(request):
        request[FRAMERS] = webinar.plan.embed
    return webinar


def form_page(
    request: web.Request,
    webinar: Webinar,
    posted: Form,
    answers: Mapping[str, str],
    error: BadRegistration | None = None,
) -> web.Response:
    """The page with what was typed and what is wrong with it."""
    language = spoken(request, webinar, posted.lang)
    posted.asked = _signer(request).sign("form").decode()
    return _show(
        request,
        "hcp/webinar.html",
        webinar,
        language,
        422 if error else 200,
        form=posted,
        answers=answers,
        pairs=lambda options: [(each, each) for each in options],
        errors={error.field: told(request, language, error)} if error else {},
        countries=countries(),
        obstacle=obstacle(webinar),
    )


def told(request: web.Request, language: str, error: BadRegistration) -> str:
    """The refusal in the page's language."""
    return services(request).words.t(language, error.sentence, **error.values)


def brand_css(colour: str) -> str:
    """Our tokens in the brand's colour. Dark pages keep ours: their rules are more specific."""
    return (
        f":root {{ --accent: {colour}; --accent-hover: {colour}; --accent-text: {colour}; "
        f"--on-accent: {ink_on(colour)}; }}\n"
    )


def obstacle(webinar: Webinar) -> str:
    """Why nobody can sign up here now; empty when somebody can."""
    plan, state = webinar.plan, webinar.meeting.state
    if state in (MeetingState.CANCELLED, MeetingState.ENDED):
        return state.value
    if state is MeetingState.LIVE and not plan.walk_ins:
        return "begun"
    if not plan.public:
        return "invited-only"
    return "" if webinar.free or plan.waiting_list else "full"


def spoken(request: web.Request, webinar: Webinar, wanted: str = "") -> str:
    """The page's language: as chosen, as the browser asks, else the webinar's main one."""
    offered = webinar.plan.languages
    wanted = wanted or query(request, Spoken).lang
    if wanted in offered:
        return wanted
    asked = services(request).words.negotiate(request.headers.get("Accept-Language", ""))
    return asked if asked in offered else offered[0]


def _show(
    request: web.Request, template: str, webinar: Webinar, language: str, status: int = 200,
    /, **context: object,
) -> web.Response:  # fmt: skip
    meeting = webinar.meeting
    return page(
        request,
        template,
        language,
        status,
        webinar=webinar,
        plan=webinar.plan,
        meeting=meeting,
        embedded=_is_embedded(request),
        when={
            "whole": moments.in_words(language, meeting.starts, meeting.zone),
            "utc": moments.in_utc(language, meeting.starts),
            "length": moments.duration(language, meeting.minutes),
        },
        agenda=_agenda(webinar, partial(moments.hour, language)),
        **context,
    )


def _agenda(webinar: Webinar, hour: partial[str]) -> list[tuple[str, str, str]]:
    """Hour, title and speaker of each part."""
    at, lines = webinar.meeting.starts, []
    for item in webinar.plan.agenda:
        lines.append((hour(at, webinar.meeting.zone), item.title, item.speaker))
        at += item.minutes * 60_000
    return lines


async def _posted(request: web.Request) -> tuple[Form, dict[str, str]]:
    """The form, and the answers to the webinar's own questions; raises ``Problem`` 413, 422."""
    async with body_deadline():
        posted = await request.post()
    if len(posted) > 200:
        raise Problem(413, "too-large", "The form has too many fields.")
    texts = {key: [v for v in posted.getall(key) if isinstance(v, str)] for key in posted}
    own = {key.removeprefix(ANSWER): "\n".join(texts[key]) for key in texts if _is_own(key)}
    usual = {key: values[-1].strip() for key, values in texts.items() if not _is_own(key)}
    return checked({key: text for key, text in usual.items() if text}, Form), own


def _is_own(key: str) -> bool:
    return key.startswith(ANSWER)


def _is_embedded(request: web.Request) -> bool:
    return request.query.get("embed") == "1"


def _is_a_bot(request: web.Request, posted: Form) -> bool:
    if posted.website:
        return True
    signer = _signer(request)
    try:
        signer.unsign(posted.asked, max_age=OLDEST_S)
    except BadSignature:
        return True
    try:
        # Not older than that: too fast for somebody who reads.
        signer.unsign(posted.asked, max_age=FASTEST_S - 1)
    except BadSignature:
        return False
    return True


def _signer(request: web.Request) -> TimestampSigner:
    return TimestampSigner(list(services(request).keys), salt="webinar-form")
