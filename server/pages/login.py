"""Signing in and out.

Rule 1: nothing on the page tells whether an address is known.
Rule 2: ``next`` leads to a path of this server or to Today, never elsewhere.
"""

import msgspec
from aiohttp import web

from accounts import AccountError, LoginLimited, SignedIn
from server.http import REMOTE, form, query, redirect, render, services
from server.wiring.doorkeeper import STAFF_COOKIE

routes = web.RouteTableDef()


class Login(msgspec.Struct, forbid_unknown_fields=True):
    """The form; blanks are refused like a wrong password."""

    email: str = ""
    password: str = ""
    next: str = "/"


class Next(msgspec.Struct):
    """Where to go afterwards."""

    next: str = "/"


@routes.get("/login")
async def login_page(request: web.Request) -> web.Response:
    """The form; whoever is signed in already goes on at once."""
    goal = safe_path(query(request, Next).next)
    secret = request.cookies.get(STAFF_COOKIE)
    if secret and await services(request).accounts.session(secret):
        return redirect(goal)
    return render(request, "staff/login.html", email="", error=None, next=goal)


@routes.post("/login")
async def login(request: web.Request) -> web.Response:
    """Open a session; 401 for a wrong login, 429 with the time to wait after too many."""
    posted = await form(request, Login)
    try:
        signed_in = await services(request).accounts.login(
            posted.email, posted.password, request[REMOTE]
        )
    except AccountError as error:
        return refusal(request, posted, error)
    response = redirect(safe_path(posted.next))
    set_session(request, response, signed_in)
    return response


@routes.post("/logout")
async def logout(request: web.Request) -> web.Response:
    """End the session on the server, then forget the cookie."""
    secret = request.cookies.get(STAFF_COOKIE)
    if secret:
        await services(request).accounts.logout(secret)
    response = redirect("/login")
    response.del_cookie(STAFF_COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def refusal(request: web.Request, posted: Login, error: AccountError) -> web.Response:
    """The form again, with the address kept and the reason above it."""
    limited = isinstance(error, LoginLimited)
    page = render(
        request,
        "staff/login.html",
        429 if limited else 401,
        email=posted.email,
        error=str(error),
        next=safe_path(posted.next),
    )
    if isinstance(error, LoginLimited):
        page.headers["Retry-After"] = str(error.retry_after)
    return page


def set_session(request: web.Request, response: web.Response, signed_in: SignedIn) -> None:
    """Hand the session's secret to the browser, for as long as the session can live."""
    seconds = max(0, (signed_in.expires - services(request).clock()) // 1000)
    response.set_cookie(
        STAFF_COOKIE,
        signed_in.secret,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def safe_path(goal: str) -> str:
    """``goal`` when it is a plain path of this server, else ``/``.

    Browsers read ``//host`` and ``/\\host`` as another host, and drop tabs and line ends.
    """
    plain = goal.startswith("/") and goal[1:2] not in ("/", "\\")
    return goal if plain and goal.isascii() and goal.isprintable() and "\\" not in goal else "/"
