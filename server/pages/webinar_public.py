"""The public page of a webinar: what it is about, and signing up.

Rule 1: the page works without scripts. They only fill in the reader's zone.
Rule 2: whoever types an address learns nothing of it: the answer is the same for a new and a known
one, and says that the rest is in the mail.
Rule 3: bots are kept out without a third party: a field that people do not see, a form that was
looked at for a moment, a pace for each network and for each mail address that is typed. A bot that
is caught is told what people are told. Whoever was only very fast, or very slow, is asked to send
the form again: that may be a person.
Rule 4: a page may be framed by the sites that the plan names, and by no other.
"""

from collections.abc import Mapping

from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner

from scheduling.errors import NotFound
from scheduling.webinars.calendar import public_entry
from scheduling.webinars.checks import registration
from scheduling.webinars.consenttexts import asked, check
from scheduling.webinars.errors import BadRegistration, RegistrationClosed
from scheduling.webinars.lines import FULL
from scheduling.webinars.plans import Registration, Webinar
from scheduling.words import N_
from server.http import (
    FRAMERS,
    REMOTE,
    checked,
    not_found,
    redirect,
    services,
)
from server.pages.webinar_answers import last_words, split_form
from server.pages.webinar_page import (
    Form,
    brand_css,
    form_page,
    is_embedded,
    obstacle,
    published,
    show,
    spoken,
)
from server.wiring.registrant_consents import record
from server.wiring.registrants import look_up

routes = web.RouteTableDef()

FASTEST_S = 2
"""Nobody reads and fills in a form in less."""
OLDEST_S = 86_400
TOO_MANY = N_("Too many registrations come from your network. Please try again later.")
TOO_OFTEN = N_("This address has been signed up many times today. Please try again tomorrow.")
ONCE_MORE = N_("Please look at what you typed and send it once more. Nothing was sent yet.")


class TooMany(BadRegistration):
    """Too many forms have come: nothing is wrong with this one."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__("form", sentence)
        self.seconds = seconds
        """After so many the form may be sent again."""


@routes.get("/w/{slug}")
async def public_page(request: web.Request) -> web.Response:
    """What it is about, and the form."""
    return await answer_page(request, await chosen(request), Form(), {})


@routes.post("/w/{slug}")
async def register(request: web.Request) -> web.Response:
    """Sign up; the mail says how it stands."""
    webinar = await chosen(request)
    posted, answers = await _posted(request)
    if obstacle(webinar) or await services(request).registrations.full_line(webinar):
        # Before anything is asked of the address: who is registered already is nobody's business.
        return await answer_page(request, webinar, posted, answers)
    language = spoken(request, webinar, posted.lang)
    somebody = Registration(
        posted.name, posted.email, language, posted.zone, posted.country, posted.specialty,
        posted.workplace, answers,
    )  # fmt: skip
    try:
        _must_go_slowly(request, "register", 60)
        if not _is_a_bot(request, posted):
            _was_looked_at(request, posted)
            await _sign_up(request, webinar, somebody, posted)
    except BadRegistration as error:
        return await answer_page(request, webinar, posted, answers, error)
    except RegistrationClosed as error:
        full = error.code if error.code in FULL else ""
        return await answer_page(request, await chosen(request), posted, answers, closed=full)
    embed = "&embed=1" if is_embedded(request) else ""
    return redirect(f"/w/{webinar.slug}/registered?lang={language}{embed}")


async def _sign_up(
    request: web.Request, webinar: Webinar, somebody: Registration, posted: Form
) -> None:
    """Keep the registration, and what a new registrant agreed to."""
    parts, plan = services(request), webinar.plan
    # What is missing above is said first: consents stand at the end of the form.
    somebody = registration(somebody, plan)
    texts = asked(plan.consents, somebody.country, somebody.language, plan.languages[0])
    check(texts, posted.seen, posted.agree)
    _must_go_slowly(request, "register_day", 3_600)
    if not parts.pace.take(somebody.email.casefold(), "register_mail", parts.clock()):
        raise TooMany(TOO_OFTEN, 86_400)
    found = await look_up(parts.directory, webinar.meeting.org, somebody)
    signed = await parts.registrations.register(webinar, somebody, found=found)
    if not signed.known:
        who = signed.registrant
        await record(parts.consents, webinar, who, texts, posted.agree, parts.clock())


def _must_go_slowly(request: web.Request, pace: str, seconds: int) -> None:
    """Raise ``TooMany`` when the caller's network has used up its pace for now."""
    parts = services(request)
    if not parts.pace.take(request[REMOTE], pace, parts.clock()):
        raise TooMany(TOO_MANY, seconds)


async def answer_page(
    request: web.Request,
    webinar: Webinar,
    posted: Form,
    answers: Mapping[str, str],
    error: BadRegistration | None = None,
    closed: str = "",
) -> web.Response:
    """The page with its form, which says when it was shown."""
    posted.asked = _signer(request).sign("form").decode()
    closed = await services(request).registrations.full_line(webinar) or closed
    response = form_page(request, webinar, posted, answers, error, closed=closed)
    if isinstance(error, TooMany):
        response.set_status(429)
        response.headers["Retry-After"] = str(error.seconds)
    return response


@routes.get("/w/{slug}/registered")
async def registered(request: web.Request) -> web.Response:
    """Thank you: the rest is in the mail."""
    webinar = await chosen(request)
    return show(
        request, "hcp/registered.html", webinar, spoken(request, webinar), 200, published(webinar)
    )


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
    if is_embedded(request):
        request[FRAMERS] = webinar.plan.embed
    return webinar


async def _posted(request: web.Request) -> tuple[Form, dict[str, str]]:
    """The form, and the answers to the webinar's own questions; raises ``Problem`` 413, 422."""
    texts, own = await split_form(request)
    usual = last_words(texts) | {key: texts[key] for key in ("seen", "agree") if key in texts}
    return checked(usual, Form), own


def _is_a_bot(request: web.Request, posted: Form) -> bool:
    """Whether no page of ours was filled in by a person."""
    try:
        _signer(request).unsign(posted.asked)
    except BadSignature:
        return True
    return bool(posted.website)


def _was_looked_at(request: web.Request, posted: Form) -> None:
    """Raise BadRegistration for a form that was open for a moment, or since yesterday."""
    _, shown = _signer(request).unsign(posted.asked, return_timestamp=True)
    seconds = services(request).clock() / 1000 - shown.timestamp()
    if not FASTEST_S <= seconds <= OLDEST_S:
        raise BadRegistration("form", ONCE_MORE)


def _signer(request: web.Request) -> TimestampSigner:
    return TimestampSigner(list(services(request).keys), salt="webinar-form")
