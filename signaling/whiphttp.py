"""The HTTP that WHIP and WHEP share: CORS, media types, methods, and how each answer looks.

Rule 1: every answer, a refusal too, may be read by pages of other sites: a bearer token is no
cookie, so another origin's page can only use one that it was given.
Rule 2: what RFC 9725 reserves is 405: other methods than POST at an endpoint, other than PATCH and
DELETE at a session, and HEAD and GET at both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from signaling.errors import Refused
from signaling.http import problem, read_body
from signaling.seams import MediaAnswer, Restarted

SDP = "application/sdp"
TRICKLE = "application/trickle-ice-sdpfrag"

OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Post, Retry-After, "
    "WWW-Authenticate, Lectern-Stream",
    "Cache-Control": "no-store",
}
PREFLIGHT = OPEN_TO_ALL | {
    "Access-Control-Allow-Methods": "POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Max-Age": "86400",
    "Accept-Post": SDP,
    "Accept-Patch": TRICKLE,
}

Handler = Callable[[web.Request], Awaitable[web.Response]]


def add_resource(
    app: web.Application, path: str, options: Handler | None = None, **methods: Handler
) -> None:
    """Register the handlers of one address by method, OPTIONS, and 405 for all the rest."""
    for method, handler in methods.items():
        app.router.add_route(method, path, _answering(handler))
    app.router.add_options(path, _answering(options or _options))
    taken = ", ".join([*methods, "OPTIONS"])

    async def refuse(_request: web.Request) -> web.Response:
        refusal = Refused("bad-method", f"This address takes {taken}.")
        return problem(refusal, OPEN_TO_ALL | {"Allow": taken})

    app.router.add_route("*", path, refuse)


async def _options(_request: web.Request) -> web.Response:
    return allowed()


def allowed(links: Sequence[str] = ()) -> web.Response:
    """The answer to OPTIONS."""
    # 200, as RFC 9725 (4.2) has it; a CORS preflight is content with any success.
    return _with_links(web.Response(status=200, headers=PREFLIGHT), links)


def _answering(handler: Handler) -> Handler:
    """The handler, with every error as a problem."""

    async def answering(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:
            return problem(error, OPEN_TO_ALL)

    return answering


async def read_text(request: web.Request, kind: str) -> str:
    """The body, if it is of that media type.

    Raises Refused: unsupported-type, too-large, too-slow, bad-message. SDP is UTF-8 whatever the
    header's charset claims (RFC 8866, 5).
    """
    if request.content_type != kind:
        raise Refused("unsupported-type", f"The body must be {kind}.")
    try:
        return (await read_body(request)).decode()
    except UnicodeDecodeError:
        raise Refused("bad-message", "The body is not UTF-8.") from None


def created(answer: MediaAnswer, links: Sequence[str]) -> web.Response:
    """201: the answer, and where its session is."""
    headers = OPEN_TO_ALL | {
        "Location": f"/media/sessions/{answer.session}",
        "ETag": answer.etag,
        "Lectern-Stream": answer.stream,
    }
    response = web.Response(status=201, text=answer.sdp, content_type=SDP, headers=headers)
    return _with_links(response, links)


def _with_links(response: web.Response, links: Sequence[str]) -> web.Response:
    for link in links:
        response.headers.add("Link", link)
    return response


def restarted(answer: Restarted) -> web.Response:
    """200: our side of a new ICE generation, under a new ETag."""
    headers = OPEN_TO_ALL | {"ETag": answer.etag}
    return web.Response(status=200, text=answer.sdp, content_type=TRICKLE, headers=headers)
