"""The steps of a deck version: submit, approve, return, renew, withdraw, discard.

Who may take which step is a row of ``server.access`` each; whether the version may is decided by
the workflow of ``decks``. Every step is in the audit trail.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import Meta

from decks.edits import MARKET_CHARS, REASON_CHARS
from decks.workflow import Validity
from engagement.audit import Entry
from server import publishing
from server.http import Problem, flash, form, redirect, services, staff
from server.pages.deck_problems import told

routes = web.RouteTableDef()

ROUTE = "/decks/{id}/versions/{version}"


class Approval(msgspec.Struct, forbid_unknown_fields=True):
    """The form of an approval: whole days in the approver's zone, the last one included."""

    first: date
    last: date
    market: Annotated[str, Meta(max_length=MARKET_CHARS)] = ""


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """The form of a step that needs a reason."""

    reason: Annotated[str, Meta(max_length=REASON_CHARS)] = ""


@routes.post(f"{ROUTE}/submit")
async def submit(request: web.Request) -> web.Response:
    """A draft goes to review."""
    await step(request, services(request).decks.review.submit, "deck.submitted")
    return back(request, "Submitted. Compliance finds it under “In review”.")


@routes.post(f"{ROUTE}/renew")
async def renew(request: web.Request) -> web.Response:
    """An expired version goes to review again."""
    await step(request, services(request).decks.review.renew, "deck.submitted")
    return back(request, "Back in review. It may be shown again once it is approved.")


@routes.post(f"{ROUTE}/approve")
async def approve(request: web.Request) -> web.Response:
    """A version in review may be shown on the days of the form."""
    posted, me, parts = await form(request, Approval), staff(request), services(request)
    with told():
        validity = days(posted.first, posted.last, me.zone)
        version = request.match_info["version"]
        await publishing.approve(parts, me.org, version, me, validity, posted.market)
    return back(request, "Approved. It can be chosen for meetings now.")


@routes.post(f"{ROUTE}/return")
async def send_back(request: web.Request) -> web.Response:
    """A version in review is a draft again."""
    posted, me, parts = await form(request, Reason), staff(request), services(request)
    version = request.match_info["version"]
    with told():
        await parts.decks.review.send_back(me.org, version, posted.reason)
    await note(request, "deck.returned", posted.reason)
    return back(request, "Returned to its authors as a draft, with your reason.")


@routes.post(f"{ROUTE}/withdraw")
async def withdraw(request: web.Request) -> web.Response:
    """A version is never shown again, in running meetings from the next slide on."""
    posted, me, parts = await form(request, Reason), staff(request), services(request)
    with told():
        version = request.match_info["version"]
        await publishing.withdraw(parts, me.org, version, me, posted.reason)
    return back(request, "Withdrawn. Running meetings cannot show another slide of it.")


@routes.post(f"{ROUTE}/discard")
async def discard(request: web.Request) -> web.Response:
    """A draft is deleted."""
    parts, me = services(request), staff(request)
    with told():
        await parts.decks.review.discard(me.org, request.match_info["version"])
    await note(request, "deck.discarded")
    response = redirect("/decks")
    flash(request, response, "The draft and its slides are deleted.")
    return response


async def step(
    request: web.Request, take: Callable[[str, str], Awaitable[object]], action: str
) -> None:
    """A step that needs no words, and its audit entry."""
    with told():
        await take(staff(request).org, request.match_info["version"])
    await note(request, action)


async def note(request: web.Request, action: str, why: str | None = None) -> None:
    """An entry of the audit trail about the version of the address."""
    me, parts = staff(request), services(request)
    entry = Entry(me.id, action, "deck_version", request.match_info["version"], why=why)
    await parts.audit.record(me.org, entry, parts.clock())


def back(request: web.Request, text: str) -> web.Response:
    """To the version's page, with what has happened."""
    where = request.match_info
    response = redirect(f"/decks/{where['id']}?version={where['version']}")
    flash(request, response, text)
    return response


def days(first: date, last: date, zone: str) -> Validity:
    """Whole days as a validity; DeckError or Problem 422 when they are none."""
    try:
        start = midnight(first, zone)
        until = midnight(last + timedelta(days=1), zone)
    except (OverflowError, ValueError) as error:
        raise Problem(422, "bad-form", "These days are too far away.") from error
    return Validity(start, until)


def midnight(day: date, zone: str) -> int:
    """The first moment of a day, in UTC milliseconds."""
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1000)
