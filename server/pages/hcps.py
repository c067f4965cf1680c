"""The HCP directory: list, add, change; one HCP with what happened so far."""

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from accounts import Staff, StaffRole
from engagement.consents import ConsentEntry
from engagement.errors import Duplicate, Invalid, NotFound
from engagement.people import Hcp, HcpFields
from scheduling.moments import zones
from scheduling.plans import OPEN_STATES, Meeting
from scheduling.records import Search as Wanted
from server.http import flash, form, not_found, query, redirect, render, services, staff
from server.pages.choices import LANGUAGES, countries
from server.pages.lists import PageNumber, Search
from server.pages.oversight import staff_names

routes = web.RouteTableDef()

UPCOMING = 5


class Card(msgspec.Struct, forbid_unknown_fields=True):
    """The form of one HCP; what may not be blank is said by the directory."""

    given_name: str = ""
    family_name: str = ""
    title: str = ""
    email: str = ""
    specialty: str = ""
    workplace: str = ""
    language: str = "en"
    country: str = ""
    zone: str = ""
    crm_id: str = ""
    npi: str = ""
    segment: str = ""


class Part(msgspec.Struct):
    """Which page of the interactions."""

    page: PageNumber = 1


@routes.get("/hcps")
async def hcps(request: web.Request) -> web.Response:
    """The directory, by family name."""
    search, me = query(request, Search), staff(request)
    found = await services(request).directory.search(me.org, search.q, number=search.page)
    return render(
        request,
        "staff/hcps.html",
        found=found,
        q=search.q,
        may_edit=may_edit(me),
        countries=dict(countries()),
        languages=dict(LANGUAGES),
    )


@routes.get("/hcps/new")
async def new(request: web.Request) -> web.Response:
    """An empty form; language and zone are guessed from the reader's own."""
    me = staff(request)
    return edit_page(request, Card(language=me.language, zone=me.zone))


@routes.post("/hcps")
async def add(request: web.Request) -> web.Response:
    """Store a new HCP, or show the form again with what is wrong."""
    posted, me, parts = await form(request, Card), staff(request), services(request)
    try:
        hcp = await parts.directory.create(me.org, fields_of(posted), by=me.id, now=parts.clock())
    except (Invalid, Duplicate) as error:
        return edit_page(request, posted, error=error)
    response = redirect(f"/hcps/{hcp.id}")
    flash(request, response, f"{hcp.name} is in the directory now.")
    return response


@routes.get("/hcps/{id}/edit")
async def edit(request: web.Request) -> web.Response:
    """The form with what is known."""
    hcp = await chosen(request)
    return edit_page(request, card_of(hcp), hcp)


@routes.post("/hcps/{id}")
async def change(request: web.Request) -> web.Response:
    """Store what was changed, or show the form again with what is wrong."""
    posted, me, parts = await form(request, Card), staff(request), services(request)
    hcp = await chosen(request)
    given = fields_of(posted, hcp)
    try:
        hcp = await parts.directory.change(me.org, hcp.id, given, by=me.id, now=parts.clock())
    except (Invalid, Duplicate) as error:
        return edit_page(request, posted, hcp, error)
    response = redirect(f"/hcps/{hcp.id}")
    flash(request, response, "Saved.")
    return response


@routes.get("/hcps/{id}")
async def detail(request: web.Request) -> web.Response:
    """Who it is, what they agreed to, what happened with them, what they care about."""
    hcp, me, parts = await chosen(request), staff(request), services(request)
    log = await parts.consents.of_hcp(me.org, hcp.id)
    return render(
        request,
        "staff/hcp.html",
        hcp=hcp,
        may_edit=may_edit(me),
        consents=latest(log),
        consent_log=log,
        visits=await parts.stories.interactions(me.org, hcp.id, number=query(request, Part).page),
        reps=await staff_names(request),
        topics=await parts.stories.topics(me.org, hcp.id),
        questions=await parts.stories.open_questions(me.org, hcp.id),
        upcoming=await upcoming(request, hcp),
        countries=dict(countries()),
        languages=dict(LANGUAGES),
    )


def may_edit(me: Staff) -> bool:
    """Whether this person tends the directory."""
    return me.role is not StaffRole.COMPLIANCE


async def chosen(request: web.Request) -> Hcp:
    """The HCP of the address; 404 for another organisation's."""
    try:
        return await services(request).directory.get(staff(request).org, request.match_info["id"])
    except NotFound as error:
        not_found(str(error))


async def upcoming(request: web.Request, hcp: Hcp) -> tuple[Meeting, ...]:
    """The next meetings with this HCP."""
    parts = services(request)
    wanted = Wanted(
        hcp=hcp.id,
        states=OPEN_STATES,
        start=parts.clock(),
        size=UPCOMING,
    )
    return (await parts.meetings.search(staff(request).org, wanted)).items


def latest(log: list[ConsentEntry]) -> dict[str, ConsentEntry]:
    """The answer in force of each kind; ``log`` has the newest first."""
    return {entry.kind.value: entry for entry in reversed(log)}


def card_of(hcp: Hcp) -> Card:
    """The form's texts of what is stored."""
    names = Card.__struct_fields__
    return Card(**{name: getattr(hcp.fields, name) or "" for name in names})


def fields_of(posted: Card, before: Hcp | None = None) -> HcpFields:
    """What to store; blanks are read as not given, and products stay as they were."""
    values: dict[str, Any] = msgspec.structs.asdict(posted)
    products = before.fields.products if before else None
    return HcpFields(**values, products=products)


def edit_page(
    request: web.Request,
    card: Card,
    hcp: Hcp | None = None,
    error: Invalid | Duplicate | None = None,
) -> web.Response:
    """The form, with a refusal beside its field."""
    return render(
        request,
        "staff/hcp_form.html",
        200 if error is None else 422,
        hcp=hcp,
        values=card,
        errors=errors_of(error),
        duplicate=error.existing if isinstance(error, Duplicate) else None,
        countries=list(countries()),
        languages=list(LANGUAGES),
        zones=zones(),
    )


def errors_of(error: Invalid | Duplicate | None) -> Mapping[str, str]:
    """Field → sentence."""
    if isinstance(error, Invalid):
        return {error.field: f"This {error.problem}."}
    if isinstance(error, Duplicate):
        fields = {"CRM id": "crm_id", "NPI": "npi", "e-mail address": "email"}
        return {fields[error.field]: str(error)}
    return {}
