"""Webinars for the staff: the list, one webinar, publishing it, calling it off.

The editor is in ``webinar_form``, registrants are in ``webinar_people``, the crew is in
``webinar_crew``.
"""

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from accounts import Staff, StaffRole
from engagement.audit import Entry
from scheduling.errors import BadText, NotFound, WrongState
from scheduling.plans import OPEN_STATES
from scheduling.records import Search as Wanted
from scheduling.webinars.plans import CrewRole, RegistrantState, Webinar
from server.http import flash, form, not_found, query, redirect, render, services, staff
from server.pages.broadcast_card import Made, card
from server.pages.lists import WHENS, Search, SearchText, When, span_of
from server.pages.meetings import decks

routes = web.RouteTableDef()


class Filter(Search):
    """Search, which time, and which series."""

    when: When = ""
    series: SearchText = ""


class Cancellation(msgspec.Struct, forbid_unknown_fields=True):
    """Why it is called off; stands in the mail."""

    reason: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


@routes.get("/webinars")
async def webinars(request: web.Request) -> web.Response:
    """The organisation's webinars, a page at a time."""
    search, me, parts = query(request, Filter), staff(request), services(request)
    meant = wanted(search, parts.clock())
    found = await parts.webinars.search(me.org, meant, series=search.series)
    return render(
        request,
        "webinars/list.html",
        found=found,
        q=search.q,
        when=search.when,
        series=search.series,
        whens=WHENS,
        all_series=await parts.webinars.series(me.org),
        namesakes=lambda names: [(name, name) for name in names],
        may_plan=may_plan(me),
        reports=reads_reports(me),
    )


def wanted(search: Filter, now: int) -> Wanted:
    """The search that the page's filters mean."""
    span = span_of(search.when, now)
    return Wanted(
        text=search.q,
        states=span.states,
        start=span.start,
        end=span.end,
        latest_first=search.when != "",
        page=search.page,
    )


@routes.get("/webinars/{id}")
async def webinar(request: web.Request) -> web.Response:
    """One webinar: its page, its people in figures, its crew, its decks."""
    return await page(request, await chosen(request))


async def page(request: web.Request, found: Webinar, made: Made | None = None) -> web.Response:
    """The page of a webinar, with a broadcast's token that is shown this once."""
    me, parts = staff(request), services(request)
    role = await parts.crew.role_of(me.org, found.id, me.id)
    return render(
        request,
        "webinars/detail.html",
        webinar=found,
        meeting=found.meeting,
        plan=found.plan,
        counts=await parts.registrations.counts(me.org, found.id),
        states=RegistrantState,
        crew=await parts.crew.of(me.org, found.id),
        decks=await decks(request, found.meeting),
        page_url=f"{parts.settings.base_url}/w/{found.slug}",
        open=found.meeting.state in OPEN_STATES,
        role=role,
        may_change=may_plan(me),
        reads=reads_reports(me, role),
        report=found.meeting.started is not None and reads_reports(me, role),
        now=parts.clock(),
        broadcast=await card(request, found.meeting, made),
    )


@routes.post("/webinars/{id}/publish")
async def publish(request: web.Request) -> web.Response:
    """Open the public page."""
    found, parts = await chosen(request), services(request)
    response = redirect(f"/webinars/{found.id}")
    try:
        await parts.webinars.publish(found.meeting.org, found.id)
    except WrongState as error:
        flash(request, response, str(error), "danger")
        return response
    await note(request, "webinar.published", found.id)
    flash(request, response, "The page is public. Pass its address on, or embed the form.")
    return response


@routes.post("/webinars/{id}/cancel")
async def cancel(request: web.Request) -> web.Response:
    """Call the webinar off; everybody registered is told by mail."""
    posted, found, parts = (
        await form(request, Cancellation),
        await chosen(request),
        services(request),
    )
    response = redirect(f"/webinars/{found.id}")
    try:
        await parts.webinars.cancel(found.meeting.org, found.id, posted.reason)
    except (WrongState, BadText) as error:
        flash(request, response, str(error), "danger")
        return response
    parts.signaling.close_room(found.id, "cancelled")
    await note(request, "webinar.cancelled", found.id, why=posted.reason or None)
    flash(request, response, "The webinar is cancelled. Everybody registered is told by mail.")
    return response


def may_plan(me: Staff) -> bool:
    """Whether this person plans webinars."""
    return me.role in (StaffRole.MARKETING, StaffRole.ADMIN)


def reads_reports(me: Staff, role: CrewRole | None = None) -> bool:
    """Whether this person reads the report of a webinar in which they were ``role``.

    Reps read those of shows that they were on the crew of, everybody else all of them.
    """
    return me.role is not StaffRole.REP or role is not None


async def chosen(request: web.Request) -> Webinar:
    """The webinar of the address; 404 for another organisation's."""
    return await of_id(request, request.match_info["id"])


async def of_id(request: web.Request, webinar: str) -> Webinar:
    """One of my organisation's webinars; 404 when it is none."""
    try:
        return await services(request).webinars.get(staff(request).org, webinar)
    except NotFound as error:
        not_found(str(error))


Subject = Literal["webinar", "registrant", "crew", "follow-up"]


async def note(
    request: web.Request,
    action: str,
    subject: str,
    kind: Subject = "webinar",
    *,
    why: str | None = None,
) -> None:
    """Write into the audit trail."""
    me, parts = staff(request), services(request)
    entry = Entry(me.id, action, kind, subject, why=why)
    await parts.audit.record(me.org, entry, parts.clock())
