"""What stands between the socket and a handler, outermost first.

1. ``headers`` (a signal, so that errors, files and WebSockets get them too)
2. ``errors``: exactly one place that maps an exception to an answer
3. ``same_origin``: a cookie alone never changes anything from another site
4. ``doorman``: who is this, and does the access table let them through
"""

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote, urlsplit

import structlog
from aiohttp import web

from accounts import AccountError
from scheduling.errors import SchedulingError
from server import access
from server.http import (
    FRAMERS,
    NONCE,
    REMOTE,
    STAFF,
    Problem,
    problem_json,
    redirect,
    render,
    services,
    wants_json,
)
from server.logs import route_of
from server.wiring.doorkeeper import JOIN_COOKIE, STAFF_COOKIE
from signaling.http import bearer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PROGRAMS = ("/whip/", "/whep/", "/media/sessions/", "/unsubscribe/")
COOKIES = frozenset({STAFF_COOKIE, JOIN_COOKIE})
"""The cookies that say who somebody is."""

PERMISSIONS = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "
    "autoplay=(self), geolocation=(), payment=(), usb=(), serial=(), "
    "browsing-topics=()"
)
FIXED_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}

logger = structlog.get_logger("http")


def content_policy(nonce: str, host: str, framers: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of a page; ``ws:`` sources are named for Safari before 15.4."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "font-src 'self'",
            f"connect-src 'self' ws://{host} wss://{host}",
            "media-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors " + (" ".join(framers) or "'none'"),
            "base-uri 'none'",
        )
    )


async def headers(request: web.Request, response: web.StreamResponse) -> None:
    """Security headers for every answer, whoever made it."""
    for name, value in FIXED_HEADERS.items():
        response.headers.setdefault(name, value)
    if response.content_type == "text/html":
        nonce = request.get(NONCE) or secrets.token_urlsafe(16)
        framers = request.get(FRAMERS, ())
        response.headers["Content-Security-Policy"] = content_policy(nonce, request.host, framers)
        response.headers.setdefault("Cache-Control", "no-store")
    if services(request).settings.base_url.startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    response.headers["Server"] = "Lectern"


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Map every exception to one answer: JSON for programs, a page in plain words for people."""
    request[NONCE] = secrets.token_urlsafe(16)
    request[REMOTE] = caller(request)
    try:
        return await handler(request)
    except Problem as problem:
        return answer(request, problem)
    except (AccountError, SchedulingError) as error:
        return answer(request, refusal(error))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = answer(request, http_problem(error))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except ConnectionResetError:
        raise
    except Exception:
        logger.exception("failed", route=route_of(request), method=request.method)
        return answer(
            request,
            Problem(500, "server-error", "Something went wrong on our side. Nothing was lost."),
        )


def answer(request: web.Request, problem: Problem) -> web.Response:
    """The refusal as problem+json or as a page."""
    if problem.status == 401 and not wants_json(request):
        goal = request.path_qs if request.method == "GET" else "/"
        return redirect("/login" if goal == "/" else f"/login?next={quote(goal, safe='/')}")
    if wants_json(request):
        return problem_json(problem)
    response = render(request, "errors/problem.html", problem.status, problem=problem)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    413: "That is larger than this server accepts.",
}
CODES = {404: "not-found", 405: "bad-method", 413: "too-large"}


def http_problem(error: web.HTTPException) -> Problem:
    """aiohttp's own refusals in our words."""
    status = error.status
    return Problem(
        status,
        CODES.get(status, "bad-request"),
        SENTENCES.get(status, "That request cannot be answered."),
    )


def refusal(error: AccountError | SchedulingError) -> Problem:
    """What accounts and scheduling refuse and no page has caught, such as a text in a form."""
    return Problem(422, error.code, str(error))


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a state change that another site's page asked for with our cookies.

    A request with a bearer token carries its own proof. Sec-Fetch-Site decides where it is sent,
    since under our Referrer-Policy a form's Origin is "null". Older browsers and programs that send
    cookies must name our own Origin.
    """
    if request.method not in SAFE_METHODS and bearer(request) is None:
        if not _from_our_pages(request) and not _brings_its_own_proof(request):
            raise Problem(403, "cross-site", "This request came from another site's page.")
    return await handler(request)


def _brings_its_own_proof(request: web.Request) -> bool:
    """Whether a program asks that no page of ours has sent, and that needs none.

    Media: without any proof it must be told 401 (RFC 9725, 4.7). Opting out: a mail program posts
    to the signed link (RFC 8058). Without our cookies there is nothing that another site could
    borrow.
    """
    resource = request.match_info.route.resource
    known = resource is not None and resource.canonical.startswith(PROGRAMS)
    return known and not request.cookies.keys() & COOKIES


def _from_our_pages(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


@web.middleware
async def doorman(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Look up who calls, then ask the access table."""
    rule = access.rule_for(request)
    if rule is not access.OPEN:
        secret = request.cookies.get(STAFF_COOKIE)
        person = await services(request).accounts.session(secret) if secret else None
        if person is not None:
            request[STAFF] = person
        access.check(rule, person, request)
    return await handler(request)


def caller(request: web.Request) -> str:
    """Whom limits count as one: the caller's address, or the /64 of it (RFC 4291, 2.5.4).

    A line with IPv6 has 2^64 addresses of its own. The proxy's header counts only where the
    settings trust it.
    """
    if services(request).settings.trust_proxy:
        # The last entry is the one that our own proxy wrote; earlier ones are the caller's claim.
        claimed = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if (found := line_of(claimed)) is not None:
            return found
    return line_of(request.remote or "") or request.remote or "?"


def line_of(address: str) -> str | None:
    """An IPv4 address as it is, also when it is written as IPv6; of other IPv6 the /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found.packed, 64), strict=False).network_address)
