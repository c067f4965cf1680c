"""The outbox as administrators see it: what was written to whom, and what became of it.

Rule 1: a join link is never shown here; it stands in the delivered mail alone.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from engagement.audit import Entry
from scheduling.calendar import calendar_of
from scheduling.errors import NotFound, WrongState
from scheduling.mails import Mail, MailKind, MailState
from server.http import flash, not_found, query, redirect, render, services, staff
from server.pages.lists import Search

routes = web.RouteTableDef()

ATTACHMENT = "meeting.ics"
WAITING = (MailState.QUEUED, MailState.SENDING)
STATES = (
    ("", "All"),
    (MailState.QUEUED, "Waiting"),
    (MailState.DELIVERED, "Delivered"),
    (MailState.DEAD, "Failed"),
    (MailState.DOUBTFUL, "Perhaps arrived"),
    (MailState.SKIPPED, "Not needed"),
)
KINDS = {
    MailKind.INVITE: "Invitation",
    MailKind.RESCHEDULE: "Change",
    MailKind.CANCEL: "Cancellation",
    MailKind.LINK: "New link",
    MailKind.RECEIVED: "Registration received",
    MailKind.CONFIRM: "Seat",
    MailKind.WAITING: "Waiting list",
    MailKind.DENY: "Refusal",
    MailKind.REMIND: "Reminder",
    MailKind.FOLLOW_UP: "Follow-up",
}


class Filter(Search):
    """Search, and in which state."""

    state: MailState | None = None
    meeting: Annotated[str, msgspec.Meta(max_length=64)] = ""


@routes.get("/admin/mail")
async def outbox(request: web.Request) -> web.Response:
    """Every mail, newest first."""
    search, parts = query(request, Filter), services(request)
    found = await parts.outbox.search(
        staff(request).org,
        search.q,
        state=search.state,
        meeting=search.meeting or None,
        page=search.page,
    )
    return render(
        request,
        "staff/mail.html",
        found=found,
        q=search.q,
        state=search.state or "",
        meeting=search.meeting,
        states=STATES,
        kinds=KINDS,
        smtp=bool(parts.settings.smtp_url),
    )


@routes.get("/admin/mail/{id}")
async def mail(request: web.Request) -> web.Response:
    """One mail as its reader sees it."""
    item = await chosen(request)
    return render(
        request,
        "staff/mail_detail.html",
        mail=item,
        letter=await services(request).outbox.letter(item.org, item.id),
        kinds=KINDS,
        attachment=ATTACHMENT,
        may_resend=item.state not in WAITING,
        smtp=bool(services(request).settings.smtp_url),
    )


@routes.get("/admin/mail/{id}/" + ATTACHMENT)
async def calendar(request: web.Request) -> web.Response:
    """The calendar entry that comes with the mail, without its join link."""
    item = await chosen(request)
    letter = await services(request).outbox.letter(item.org, item.id)
    return web.Response(
        body=calendar_of(item.facts, letter.lead, None),
        content_type="text/calendar",
        charset="utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{ATTACHMENT}"',
            "Cache-Control": "no-store",
        },
    )


@routes.post("/admin/mail/{id}/resend")
async def resend(request: web.Request) -> web.Response:
    """Send once more, by hand."""
    me, parts, item = staff(request), services(request), await chosen(request)
    response = redirect(f"/admin/mail/{item.id}")
    try:
        await parts.outbox.resend(me.org, item.id)
    except WrongState as error:
        flash(request, response, str(error), "warning")
        return response
    await parts.audit.record(me.org, Entry(me.id, "mail.resent", "mail", item.id), parts.clock())
    flash(request, response, f"The mail to {item.facts.name} is on its way again.")
    return response


async def chosen(request: web.Request) -> Mail:
    """The mail of the address; 404 for another organisation's."""
    try:
        return await services(request).outbox.get(staff(request).org, request.match_info["id"])
    except NotFound as error:
        not_found(str(error))
