"""How the public page of a webinar is drawn, for its readers and for the editor's preview."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import msgspec
from aiohttp import web

from scheduling import moments
from scheduling.plans import MeetingState
from scheduling.webinars.consenttexts import ConsentText, asked
from scheduling.webinars.contrast import ink_on
from scheduling.webinars.errors import BadRegistration
from scheduling.webinars.plans import Webinar
from server.http import query, services
from server.pages.choices import countries
from server.pages.guests import Spoken, page
from server.pages.webinar_answers import pairs

Line = Annotated[str, msgspec.Meta(max_length=1_000)]
Versions = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=80)]


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
    seen: Versions = []
    """Versions of the consent texts that were on the screen."""
    agree: Versions = []
    """Those that were agreed to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of a page are: published ones have addresses of their own."""

    pictures: str
    """Address of the pictures, before their names."""
    brand: str
    """Address of the style sheet with the brand's colour; empty: ours."""


def form_page(
    request: web.Request,
    webinar: Webinar,
    posted: Form,
    answers: Mapping[str, str],
    error: BadRegistration | None = None,
    place: Place | None = None,
    closed: str = "",
) -> web.Response:
    """The page with what was typed and what is wrong with it.

    ``closed`` is an obstacle that the webinar itself does not show.
    """
    language = spoken(request, webinar, posted.lang)
    return show(
        request,
        "hcp/webinar.html",
        webinar,
        language,
        422 if error else 200,
        place or published(webinar),
        form=posted,
        answers=answers,
        pairs=pairs,
        errors={error.field: told(request, language, error)} if error else {},
        countries=countries(),
        consents=consents_of(webinar, language),
        obstacle=obstacle(webinar) or closed,
    )


def published(webinar: Webinar) -> Place:
    """The addresses that anybody may load from."""
    path = f"/w/{webinar.slug}"
    return Place(f"{path}/pictures", f"{path}/brand.css" if webinar.plan.branding.colour else "")


def consents_of(webinar: Webinar, language: str) -> dict[str, tuple[ConsentText, ...]]:
    """What readers are asked, by country; under "" whoever comes from elsewhere."""
    texts, main = webinar.plan.consents, webinar.plan.languages[0]
    places = sorted({each.country for each in texts})
    return {place: asked(texts, place, language, main) for place in places}


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
    asked_for = services(request).words.negotiate(request.headers.get("Accept-Language", ""))
    return asked_for if asked_for in offered else offered[0]


def show(
    request: web.Request, template: str, webinar: Webinar, language: str, status: int,
    place: Place, /, **context: object,
) -> web.Response:  # fmt: skip
    """One of the pages that the audience sees before it has a link."""
    meeting = webinar.meeting
    return page(
        request,
        template,
        language,
        status,
        webinar=webinar,
        plan=webinar.plan,
        meeting=meeting,
        place=place,
        embedded=is_embedded(request),
        when={
            "whole": moments.in_words(language, meeting.starts, meeting.zone),
            "utc": moments.in_utc(language, meeting.starts),
            "length": moments.duration(language, meeting.minutes),
        },
        agenda=_agenda(webinar, partial(moments.hour, language)),
        **context,
    )


def is_embedded(request: web.Request) -> bool:
    """Whether a company's own page frames ours."""
    return request.query.get("embed") == "1"


def _agenda(webinar: Webinar, hour: partial[str]) -> list[tuple[str, str, str]]:
    """Hour, title and speaker of each part."""
    at, lines = webinar.meeting.starts, []
    for item in webinar.plan.agenda:
        lines.append((hour(at, webinar.meeting.zone), item.title, item.speaker))
        at += item.minutes * 60_000
    return lines
