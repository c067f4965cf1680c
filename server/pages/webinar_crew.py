"""The crew of a webinar: colleagues found by name, speakers invited by mail, and their roles."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from accounts import AccountError, StaffRole
from rooms import Role, State
from scheduling.errors import SchedulingError
from scheduling.mails import Mail
from scheduling.plans import OPEN_STATES
from scheduling.webinars.plans import CrewMember, CrewRole, Webinar
from server.http import flash, form, query, redirect, render, services, staff
from server.pages.lists import Search
from server.pages.webinars import chosen, may_plan, note

routes = web.RouteTableDef()

FOUND = 10
"""Colleagues who are offered at once; a longer list is searched."""

Line = Annotated[str, msgspec.Meta(max_length=1_000)]


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """To the crew."""

    act: Literal["add", "invite", "role", "resend", "remove"]
    member: Line = ""
    name: Line = ""
    email: Line = ""
    role: CrewRole = "panelist"
    back: Literal["", "crew"] = ""
    """The page to go back to: the webinar's own, or the crew's."""


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of the crew as the pages show them."""

    member: CrewMember
    here: bool
    """In the room now."""
    active: bool
    """Whether the account of a colleague may sign in."""
    mail: Mail | None = None
    """The latest mail to somebody from outside."""
    url: str | None = None
    """The personal link, for those who may pass it on."""


@routes.get("/webinars/{id}/crew")
async def crew(request: web.Request) -> web.Response:
    """Everybody of the crew, and colleagues who may be added."""
    webinar, search = await chosen(request), query(request, Search)
    parts, me = services(request), staff(request)
    mates = await mates_of(request, webinar)
    taken = {webinar.meeting.host.id, *(mate.member.id for mate in mates)}
    found = await parts.accounts.search(me.org, search.q, active=True, size=FOUND + len(taken))
    return render(
        request,
        "webinars/crew.html",
        webinar=webinar,
        meeting=webinar.meeting,
        mates=mates,
        colleagues=[each for each in found.items if each.id not in taken][:FOUND],
        q=search.q,
        open=webinar.meeting.state in OPEN_STATES,
        may_change=may_plan(me),
    )


async def mates_of(request: web.Request, webinar: Webinar) -> list[Mate]:
    """The crew but its host, with how each of them stands."""
    parts = services(request)
    members = await parts.crew.of(webinar.meeting.org, webinar.id)
    return [await _mate(request, webinar, each) for each in members]


async def _mate(request: web.Request, webinar: Webinar, member: CrewMember) -> Mate:
    parts, me, org = services(request), staff(request), webinar.meeting.org
    room = parts.signaling.room(webinar.id)
    here = room is not None and room.state_of(member.id) is State.PRESENT
    if member.staff:
        return Mate(member, here, (await parts.accounts.get(org, member.id)).active)
    mails = await parts.outbox.search(org, member.email, meeting=webinar.id, size=FOUND)
    latest = next((mail for mail in mails.items if mail.facts.invitee == member.id), None)
    may_see = me.id == webinar.meeting.host.id or me.role is StaffRole.ADMIN
    open_still = webinar.meeting.state in OPEN_STATES
    url = await parts.links.url(org, member.id) if may_see and open_still else None
    return Mate(member, here, True, latest, url)


@routes.post("/webinars/{id}/crew")
async def change_crew(request: web.Request) -> web.Response:
    """Add a colleague, invite a speaker from outside, change a role, or take somebody off."""
    change, webinar = await form(request, Change), await chosen(request)
    response = redirect(f"/webinars/{webinar.id}{'/crew' if change.back else '#crew'}")
    try:
        words = await _change(request, change, webinar)
    except (SchedulingError, AccountError) as error:
        flash(request, response, str(error), "danger")
        return response
    await note(request, f"crew.{change.act}", change.member or webinar.id, "crew")
    flash(request, response, words)
    return response


async def _change(request: web.Request, change: Change, webinar: Webinar) -> str:
    parts, org = services(request), webinar.meeting.org
    match change.act:
        case "add":
            person = await parts.accounts.get(org, change.member)
            await parts.crew.add_staff(
                org, webinar.id, person.id, person.name, person.email, change.role
            )
            parts.signaling.appoint(webinar.id, person.id, Role(change.role))
            return f"{person.name} is {change.role} now."
        case "invite":
            language = webinar.plan.languages[0]
            member = await parts.crew.invite(
                org, webinar.id, change.name, change.email, change.role, language
            )
            return f"{member.name} is invited by mail as {member.role}."
        case "role":
            member = await parts.crew.change_role(org, webinar.id, change.member, change.role)
            parts.signaling.appoint(webinar.id, member.id, Role(member.role))
            return f"{member.name} is {member.role} now."
        case "resend":
            member = await parts.crew.resend(org, webinar.id, change.member)
            return f"The link is on its way to {member.name} once more."
        case "remove":
            await parts.crew.remove(org, webinar.id, change.member)
            parts.signaling.cut(webinar.id, change.member)
            return "Taken off the crew."
