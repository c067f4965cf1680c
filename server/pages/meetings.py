"""Meetings: the list, one meeting, calling it off, new links.  Making and moving: meeting_form.py.

Rule 1: everybody who reads meetings sees the organisation's; only the host, marketing and the
administrator change one.
Rule 2: a join link is shown to the host and the administrator alone, and never cached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from accounts import Staff, StaffRole
from decks.model import Version
from engagement.audit import Entry
from scheduling.errors import BadText, NotFound, WrongState
from scheduling.mails import Mail
from scheduling.plans import OPEN_STATES, Invitee, Meeting
from scheduling.records import Search as Wanted
from server.http import (
    Problem,
    flash,
    form,
    not_found,
    query,
    redirect,
    render,
    services,
    staff,
)
from server.pages.after import after_of
from server.pages.broadcast_card import Made, card
from server.pages.lists import WHENS, Search, When, span_of
from server.pages.preflight import Seen, seen

routes = web.RouteTableDef()

EVERY_MAIL = 500
"""More mails than one meeting has."""


class Filter(Search):
    """Search, which time, and whose."""

    when: When = ""
    whose: Literal["", "mine"] = ""


class Cancellation(msgspec.Struct, forbid_unknown_fields=True):
    """Why it is called off; stands in the mail."""

    reason: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """An invitee as the meeting page shows her."""

    person: Invitee
    link: str
    """How the link stands: unused, used, expired, revoked."""
    url: str | None
    """The link itself, for those who may pass it on."""
    mail: Mail | None
    """The latest mail to her."""
    check: Seen | None
    """What her device check found."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A deck of the meeting."""

    version: Version
    state: str
    showable: bool
    """At the time of the meeting, as its approval stands today."""


@routes.get("/meetings")
async def meetings(request: web.Request) -> web.Response:
    """The organisation's meetings, a page at a time."""
    search, me, parts = query(request, Filter), staff(request), services(request)
    found = await parts.meetings.search(me.org, wanted(search, me, parts.clock()))
    return render(
        request,
        "meetings/list.html",
        found=found,
        q=search.q,
        when=search.when,
        whose=search.whose,
        whens=WHENS,
        may_plan=may_plan(me),
    )


@routes.get("/meetings/{id}")
async def meeting(request: web.Request) -> web.Response:
    """One meeting: who comes, what is shown, how links and mails stand, what came of it."""
    return await page(request, await chosen(request))


async def page(request: web.Request, found: Meeting, made: Made | None = None) -> web.Response:
    """The page of a meeting, with a token that is shown this once."""
    me, parts = staff(request), services(request)
    return render(
        request,
        "meetings/detail.html",
        meeting=found,
        now=parts.clock(),
        guests=await guests(request, found),
        decks=await decks(request, found),
        is_host=found.host.id == me.id,
        may_change=may_change(me, found),
        open_states=OPEN_STATES,
        after=await after_of(parts, found) if found.started else None,
        broadcast=await card(request, found, made),
    )


@routes.post("/meetings/{id}/cancel")
async def cancel(request: web.Request) -> web.Response:
    """Call the meeting off; everybody is told by mail."""
    posted, found = await form(request, Cancellation), await changeable(request)
    response = redirect(f"/meetings/{found.id}")
    try:
        await services(request).meetings.cancel(found.org, found.id, posted.reason)
    except (WrongState, BadText) as error:
        flash(request, response, str(error), "danger")
        return response
    services(request).signaling.close_room(found.id, "cancelled")
    await note(request, "meeting.cancelled", found.id, why=posted.reason or None)
    flash(request, response, "The meeting is cancelled. Everybody invited is told by mail.")
    return response


@routes.post("/meetings/{id}/invitees/{invitee}/link")
async def reissue(request: web.Request) -> web.Response:
    """A new link for one invitee; the old one stops working."""
    found, parts = await changeable(request), services(request)
    response = redirect(f"/meetings/{found.id}")
    invitee = request.match_info["invitee"]
    try:
        changed = await parts.meetings.reissue(found.org, found.id, invitee)
    except NotFound as error:
        not_found(str(error))
    except WrongState as error:
        flash(request, response, str(error), "danger")
        return response
    # Whoever came in by the old link is put out, and may come back by the new one.
    parts.signaling.cut(found.id, invitee)
    await note(request, "link.reissued", invitee)
    person = next(each for each in changed.invitees if each.id == invitee)
    sent = "is on its way by mail" if person.email else "is ready to be copied"
    flash(request, response, f"A new link for {person.name} {sent}. The old one no longer works.")
    return response


def wanted(search: Filter, me: Staff, now: int) -> Wanted:
    """The search that the page's filters mean."""
    span = span_of(search.when, now)
    return Wanted(
        text=search.q,
        host=me.id if search.whose else None,
        states=span.states,
        start=span.start,
        end=span.end,
        latest_first=search.when != "",
        page=search.page,
    )


def may_plan(me: Staff) -> bool:
    """Whether this person plans and hosts meetings."""
    return me.role is not StaffRole.COMPLIANCE


def may_change(me: Staff, found: Meeting) -> bool:
    """Whether this person may move it, call it off, or issue links."""
    return me.id == found.host.id or me.role in (StaffRole.MARKETING, StaffRole.ADMIN)


async def chosen(request: web.Request) -> Meeting:
    """The meeting of the address; 404 for another organisation's."""
    try:
        return await services(request).meetings.get(staff(request).org, request.match_info["id"])
    except NotFound as error:
        not_found(str(error))


async def changeable(request: web.Request) -> Meeting:
    """The meeting of the address, if I may change it; 404 or 403."""
    found = await chosen(request)
    if not may_change(staff(request), found):
        raise Problem(403, "not-allowed", f"Only {found.host.name} changes this meeting.")
    return found


async def guests(request: web.Request, found: Meeting) -> list[Guest]:
    """Who is invited, with link and mail."""
    me, parts = staff(request), services(request)
    latest = await mails(request, found)
    sees_links = me.id == found.host.id or me.role is StaffRole.ADMIN
    listed = []
    for person in found.invitees:
        standing = "none" if person.link is None else person.link.standing(parts.clock())
        usable = sees_links and found.state in OPEN_STATES and standing in ("used", "unused")
        url = await parts.links.url(found.org, person.id) if usable else None
        check = seen(person.check) if person.check else None
        listed.append(Guest(person, standing, url, latest.get(person.id), check))
    return listed


async def mails(request: web.Request, found: Meeting) -> Mapping[str, Mail]:
    """The latest mail to each invitee."""
    page = await services(request).outbox.search(found.org, meeting=found.id, size=EVERY_MAIL)
    return {mail.facts.invitee: mail for mail in reversed(page.items)}


async def decks(request: web.Request, found: Meeting) -> list[Chosen]:
    """What is shown; a version that was deleted meanwhile is left out."""
    parts = services(request)
    now = max(parts.clock(), found.starts)
    return [
        Chosen(version, version.state(now).value, version.showable(now))
        for version in await parts.decks.versions(found.org, found.decks)
    ]


async def note(request: web.Request, action: str, subject: str, *, why: str | None = None) -> None:
    """Write into the audit trail."""
    me, parts = staff(request), services(request)
    kind = action.partition(".")[0]
    entry = Entry(me.id, action, kind if kind == "meeting" else "invitee", subject, why=why)
    await parts.audit.record(me.org, entry, parts.clock())
