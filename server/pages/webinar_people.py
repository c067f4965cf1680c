"""The people of a webinar: who signed up, who waits for a decision, who may be whom."""

import secrets
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from scheduling.errors import BadText, NotFound, WrongState
from scheduling.webinars.errors import RegistrationClosed
from scheduling.webinars.lines import longest
from scheduling.webinars.plans import (
    Match,
    Registrant,
    RegistrantState,
    Webinar,
)
from scheduling.webinars.registrants import People
from server.http import flash, form, not_found, query, redirect, render, services
from server.http import staff as me_of
from server.pages.lists import Search
from server.pages.webinars import chosen, may_plan, note

routes = web.RouteTableDef()

Line = Annotated[str, msgspec.Meta(max_length=1_000)]


class Filter(Search):
    """Search, state of the registration, and whether somebody must look at the match."""

    state: Literal["", "pending", "approved", "waiting", "denied", "cancelled"] = ""
    match: Literal["", "open"] = ""


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """About one registration."""

    act: Literal["approve", "deny", "match", "no-match", "resend"]
    reason: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    hcp: Line = ""


@routes.get("/webinars/{id}/people")
async def people(request: web.Request) -> web.Response:
    """Registrants, a page at a time."""
    webinar, search, parts = await chosen(request), query(request, Filter), services(request)
    org = webinar.meeting.org
    wanted = People(
        search.q,
        (RegistrantState(search.state),) if search.state else (),
        Match.OPEN if search.match else None,
        search.page,
    )
    found = await parts.registrations.search(org, webinar.id, wanted)
    known = {each.hcp for each in found.items if each.hcp}
    candidates = await parts.registrations.candidates(org, webinar.id, found.items)
    wanted_hcps = known | {hcp for ids in candidates.values() for hcp in ids}
    return render(
        request,
        "webinars/people.html",
        webinar=webinar,
        meeting=webinar.meeting,
        plan=webinar.plan,
        found=found,
        counts=await parts.registrations.counts(org, webinar.id),
        unconfirmed=await parts.registrations.unconfirmed(webinar.id),
        longest=longest(webinar.plan),
        candidates=candidates,
        hcps=await parts.directory.several(org, wanted_hcps),
        q=search.q,
        state=search.state,
        match=search.match,
        offers=await parts.certifying.offers(webinar, found.items, parts.clock()),
        states=RegistrantState,
        may_change=may_plan(me_of(request)),
        lists=await parts.list_imports.lists.recent(org, webinar.id),
        once=secrets.token_urlsafe(16),
    )


@routes.post("/webinars/{id}/people/{registrant}")
async def decide(request: web.Request) -> web.Response:
    """Approve, refuse, or say which HCP it is."""
    decision, webinar = await form(request, Decision), await chosen(request)
    registrant = request.match_info["registrant"]
    response = redirect(f"/webinars/{webinar.id}/people?{request.rel_url.raw_query_string}")
    try:
        decided = await _decide(request, decision, webinar, registrant)
    except NotFound as error:
        not_found(str(error))
    except (WrongState, RegistrationClosed, BadText) as error:
        flash(request, response, str(error), "danger")
        return response
    await note(request, f"registrant.{decision.act}", registrant, "registrant")
    flash(request, response, f"{decided.name}: {WORDS[decision.act, decided.state]}")
    return response


WORDS = (
    {
        ("approve", RegistrantState.APPROVED): "has a seat, and is told by mail.",
        ("approve", RegistrantState.WAITING): "is on the waiting list, since all seats are taken.",
        ("deny", RegistrantState.DENIED): "is refused, and told by mail.",
    }
    | {("resend", state): "gets the link by mail once more." for state in RegistrantState}
    | {(act, state): "saved." for act in ("match", "no-match") for state in RegistrantState}
)


async def _decide(
    request: web.Request, decision: Decision, webinar: Webinar, registrant: str
) -> Registrant:
    parts, me = services(request), me_of(request)
    decisions = parts.registrations.decisions
    match decision.act:
        case "approve":
            return await decisions.approve(webinar, registrant, by=me.id)
        case "deny":
            denied = await decisions.deny(webinar, registrant, decision.reason, by=me.id)
            # Whoever is in the room already is put out.
            parts.signaling.cut(webinar.id, registrant)
            return denied
        case "match":
            await parts.directory.get(me.org, decision.hcp)
            return await decisions.confirm_match(webinar, registrant, decision.hcp)
        case "resend":
            return await parts.registrations.resend(webinar, registrant)
        case "no-match":
            return await decisions.confirm_match(webinar, registrant, None)
