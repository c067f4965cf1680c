"""The editor's live preview: the real public page, drawn of a form that nobody has saved.

Rule 1: it is the same template with the same checks; only its files come from staff addresses.
Rule 2: the editor shows it in a frame without scripts, so that nothing on it can be sent.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from scheduling.errors import BadValue
from scheduling.plans import Host
from scheduling.webinars.contrast import is_colour, reads_on_white
from server.http import Problem, json_response, not_found, query, services, staff, wants_json
from server.pages.lists import SearchText
from server.pages.webinar_draft import plan_of
from server.pages.webinar_files import posted
from server.pages.webinar_page import Form, Place, brand_css, form_page
from server.pages.webinars import of_id

routes = web.RouteTableDef()

TITLE = "Your title"


class Of(msgspec.Struct):
    """``?of=``: the webinar that is edited, whose start may be past."""

    of: SearchText = ""


class Brand(msgspec.Struct):
    """``?colour=`` as #rrggbb."""

    colour: Annotated[str, msgspec.Meta(max_length=7)] = ""


@routes.post("/webinars/preview")
async def preview(request: web.Request) -> web.Response:
    """The page as it would be; JSON callers learn the field that is wrong, and what of it."""
    sent, me, parts = await posted(request), staff(request), services(request)
    draft = sent.draft
    edited = query(request, Of).of
    kept = (await of_id(request, edited)).meeting.starts if edited else None
    home = await parts.accounts.organisations.get(me.org)
    draft.title = draft.title or TITLE
    try:
        if sent.error:
            raise sent.error
        plan = plan_of(draft)
        host = Host(me.id, me.name, me.email, home.name)
        webinar = parts.webinars.drafted(me.org, plan, host, kept)
    except BadValue as error:
        if wants_json(request):
            return json_response({"field": error.field, "sentence": str(error)}, 422)
        raise Problem(422, "bad-field", str(error)) from error
    colour = webinar.plan.branding.colour.removeprefix("#")
    brand = f"/webinars/brand.css?colour=%23{colour}" if colour else ""
    return form_page(request, webinar, Form(), {}, place=Place("/webinars/pictures", brand))


@routes.get("/webinars/brand.css")
async def brand(request: web.Request) -> web.Response:
    """The accent of a colour that can be read on white; 404 for every other one."""
    colour = query(request, Brand).colour
    if not is_colour(colour) or not reads_on_white(colour):
        not_found()
    return web.Response(text=brand_css(colour), content_type="text/css")
