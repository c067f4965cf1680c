"""The editor of a webinar: its page, its rules, its form.

Rule 1: it works without a script: a list is a text with a line for each entry and bars between its
parts. ``web/static/webinars/form.js`` makes rows of it.
Rule 2: what people typed comes back with the sentence that says what is wrong, beside its field.
"""

from dataclasses import replace

import msgspec
from aiohttp import web

from scheduling.errors import BadValue, WrongState
from scheduling.moments import wall_of, zones
from scheduling.plans import Host
from scheduling.webinars.errors import BadField
from scheduling.webinars.plans import Webinar, WebinarPlan
from server.http import flash, query, redirect, render, services, staff
from server.pages.barlines import rows
from server.pages.choices import LANGUAGES
from server.pages.lists import SearchText
from server.pages.webinar_draft import Draft, draft_of, plan_of
from server.pages.webinar_files import posted
from server.pages.webinars import chosen, note, of_id

routes = web.RouteTableDef()

WEEK_MS = 7 * 24 * 3_600_000


class Like(msgspec.Struct):
    """``?like=``: the plan of that webinar is the next one's, too."""

    like: SearchText = ""


@routes.get("/webinars/new")
async def new(request: web.Request) -> web.Response:
    """A form for an evening in a week, in my zone: empty, or filled in like an earlier one."""
    me, like = staff(request), query(request, Like).like
    day = wall_of(services(request).clock() + WEEK_MS, me.zone).partition("T")[0]
    plan = WebinarPlan("", f"{day}T18:00", me.zone, 60, moderated=True)
    if like:
        earlier = (await of_id(request, like)).plan
        hour = earlier.wall.partition("T")[2]
        plan = replace(earlier, wall=f"{day}T{hour}", later=False)
    draft = draft_of(plan)
    draft.like = like
    return await page(request, draft)


@routes.post("/webinars")
async def create(request: web.Request) -> web.Response:
    """Keep the draft; nobody is told yet."""
    sent, me, parts = await posted(request), staff(request), services(request)
    draft = sent.draft
    if sent.error:
        return await page(request, draft, error=sent.error)
    home = await parts.accounts.organisations.get(me.org)
    host = Host(me.id, me.name, me.email, home.name)
    try:
        made = await parts.webinars.create(me.org, plan_for(request, draft), host)
        if draft.like:
            await parts.crew.copy_staff(me.org, draft.like, made.id)
    except BadValue as error:
        return await page(request, draft, error=error)
    await note(request, "webinar.planned", made.id)
    response = redirect(f"/webinars/{made.id}")
    flash(request, response, "Kept as a draft. Look at it, then publish its page.")
    return response


@routes.get("/webinars/{id}/edit")
async def edit(request: web.Request) -> web.Response:
    """The form with the webinar as it is planned."""
    webinar = await chosen(request)
    return await page(request, draft_of(webinar.plan), webinar)


@routes.post("/webinars/{id}")
async def change(request: web.Request) -> web.Response:
    """Make the webinar what the form says; those whom it concerns are told by mail."""
    webinar, parts = await chosen(request), services(request)
    sent = await posted(request)
    draft = sent.draft
    if sent.error:
        return await page(request, draft, webinar, sent.error)
    response = redirect(f"/webinars/{webinar.id}")
    try:
        changed = await parts.webinars.change(
            webinar.meeting.org, webinar.id, plan_for(request, draft)
        )
    except BadValue as error:
        return await page(request, draft, webinar, error)
    except WrongState as error:
        flash(request, response, str(error), "danger")
        return response
    await note(request, "webinar.changed", webinar.id)
    told = changed.meeting.sequence > webinar.meeting.sequence and webinar.published
    words = "Saved. Everybody registered is told by mail." if told else "Saved."
    flash(request, response, words)
    return response


def plan_for(request: web.Request, draft: Draft) -> WebinarPlan:
    """The plan that the form means, with files that are here; raises ``BadValue``."""
    plan, parts, org = plan_of(draft), services(request), staff(request).org
    portraits = [("speakers", each.picture) for each in plan.speakers]
    for field, name in (("logo", plan.branding.logo), ("hold", plan.hold.picture), *portraits):
        if name and parts.album.find(org, name) is None:
            raise BadField(field, "This picture is not here any more. Choose it again.")
    if plan.hold.music and parts.music.find(org, plan.hold.music) is None:
        raise BadField("music", "This music is not here any more. Choose it again.")
    return plan


async def page(
    request: web.Request,
    draft: Draft,
    webinar: Webinar | None = None,
    error: BadValue | None = None,
) -> web.Response:
    """The form, with what was typed and what is wrong with it."""
    me, parts = staff(request), services(request)
    offered = await parts.decks.showable(me.org, parts.clock())
    return render(
        request,
        "webinars/form.html",
        200 if error is None else 422,
        webinar=webinar,
        draft=draft,
        decks=sorted(offered, key=lambda each: _place(draft.deck, each.id)),
        languages=LANGUAGES,
        modes=MODES,
        errors={} if error is None else {error.field: str(error)},
        zones=zones(),
        announced=[row[0] for row in rows(draft.speakers, 4)],
        all_series=await parts.webinars.series(me.org),
    )


def _place(chosen: list[str], version: str) -> int:
    """Where a deck stands in the list: those that are shown first, in their order."""
    return chosen.index(version) if version in chosen else len(chosen)


MODES = (
    ("all", "Everybody is in at once"),
    ("rule", "Who fits the rule below is in; the others wait for my decision"),
    ("hand", "I decide about each"),
)
