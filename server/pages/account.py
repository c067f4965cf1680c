"""One's own account: what it says, and a new password."""

import msgspec
from aiohttp import web

from accounts import AccountError, BadValue, WrongLogin
from engagement.audit import Entry
from server.http import REMOTE, flash, form, redirect, render, services, staff
from server.pages.choices import LANGUAGES
from server.wiring.doorkeeper import STAFF_COOKIE

routes = web.RouteTableDef()


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    """The form; ``username`` is there for password managers alone."""

    old: str = ""
    password: str = ""
    username: str = ""


@routes.get("/account")
async def account(request: web.Request) -> web.Response:
    """Who I am here."""
    return page(request)


@routes.post("/account/password")
async def change_password(request: web.Request) -> web.Response:
    """Set a new one; every other session of mine ends."""
    posted, me, parts = await form(request, NewPassword), staff(request), services(request)
    try:
        await parts.accounts.change_password(
            me.org,
            me.id,
            posted.old,
            posted.password,
            request[REMOTE],
            keep=request.cookies.get(STAFF_COOKIE),
        )
    except AccountError as error:
        return page(request, error)
    entry = Entry(me.id, "staff.password_changed", "staff", me.id)
    await parts.audit.record(me.org, entry, parts.clock())
    response = redirect("/account")
    flash(request, response, "Your password is changed. Other devices are signed out.")
    return response


def page(request: web.Request, error: AccountError | None = None) -> web.Response:
    """The page, with the reason beside the field at fault."""
    where = error.field if isinstance(error, BadValue) else "old"
    sentence = "This is not your password." if isinstance(error, WrongLogin) else str(error)
    return render(
        request,
        "staff/account.html",
        200 if error is None else 422,
        errors={where: sentence} if error else {},
        language=dict(LANGUAGES)[staff(request).language],
    )
