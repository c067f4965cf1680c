"""Opting out of follow-up mails, by the link that stands in each of them.

Rule 1: GET changes nothing. The button does, and so does a mail program's one click (RFC 8058),
which posts without a page, a cookie or an origin: the signed link is the proof.
"""

from typing import Literal

import msgspec
from aiohttp import web

from scheduling.errors import WrongLink
from scheduling.optouts import Addressee
from server.http import REMOTE, Problem, form, query, services
from server.pages.guests import Spoken, page, speaks

routes = web.RouteTableDef()


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """The page's buttons, and the one field that mail programs send."""

    act: Literal["out", "in"] = "out"
    one_click: Literal["One-Click"] | None = msgspec.field(default=None, name="List-Unsubscribe")
    lang: str = ""


@routes.get("/unsubscribe/{token}")
async def ask(request: web.Request) -> web.Response:
    """Whose mails they are, and the button."""
    return await show(request, await addressee(request))


@routes.post("/unsubscribe/{token}")
async def decide(request: web.Request) -> web.Response:
    """Opt out, or in again."""
    parts, who = services(request), await addressee(request)
    wish = await form(request, Wish)
    if wish.act == "in":
        await parts.opt_outs.opt_in(who)
    else:
        await parts.opt_outs.opt_out(who)
    return await show(request, who, wish.lang)


async def addressee(request: web.Request) -> Addressee:
    """Whose link it is; raises ``Problem`` 404, 429."""
    parts = services(request)
    if not parts.pace.take(request[REMOTE], "register", parts.clock()):
        raise Problem(429, "too-many", "Too many requests from your network.", retry_after=60)
    try:
        return await parts.opt_outs.read(request.match_info["token"])
    except WrongLink as error:
        raise Problem(404, "not-found", "This link is not complete.") from error


async def show(request: web.Request, who: Addressee, lang: str = "") -> web.Response:
    """How it stands."""
    out = await services(request).opt_outs.among(who.org, [who.email])
    language = speaks(request, who.language, lang or query(request, Spoken).lang)
    return page(request, "hcp/unsubscribe.html", language, addressee=who, out=bool(out))
