"""Bodies and problems of our HTTP routes: WHIP, WHEP and the beacon."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec
from aiohttp import web

from signaling.errors import Refused, describe

BODY_SECONDS = 10
"""aiohttp has no deadline for a body: one byte a second would hold a handler for ever."""
MOST_BODY = 64_000

STATUS = {
    "bad-message": 400,
    "unauthorised": 401,
    "expired": 401,
    "revoked": 401,
    "cancelled": 403,
    "banned": 403,
    "locked": 403,
    "not-in-room": 403,
    "not-allowed": 403,
    "not-found": 404,
    "no-such-stream": 404,
    "no-such-session": 404,
    "bad-method": 405,
    "no-common-codec": 406,
    "not-whole": 406,
    "too-slow": 408,
    "stage-full": 409,
    "screen-taken": 409,
    "not-live": 409,
    "room-ended": 410,
    "changed-meanwhile": 412,
    "too-large": 413,
    "offer-too-large": 413,
    "unsupported-type": 415,
    "wrong-setup": 422,
    "condition-needed": 428,
    "too-many": 429,
    "server-error": 500,
    "too-many-sessions": 503,
    "unavailable": 503,
}
"""The status of each code; a code that is not here is about the offer: 400."""
RETRY_AFTER = {"not-live": "5", "too-many": "2", "too-many-sessions": "30", "unavailable": "5"}


def problem(error: Exception, headers: Mapping[str, str] | None = None) -> web.Response:
    """The answer that tells of an error: problem+json with a stable code."""
    code, sentence = describe(error)
    status = STATUS.get(code, 400)
    response = web.Response(
        status=status,
        body=msgspec.json.encode(
            {"type": "about:blank", "status": status, "code": code, "detail": sentence}
        ),
        content_type="application/problem+json",
        headers={**(headers or {}), "Cache-Control": "no-store"},
    )
    if code in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[code]
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def read_body(request: web.Request) -> bytes:
    """The body, if it is small and comes soon. Raises Refused: too-large, too-slow."""
    if (request.content_length or 0) > MOST_BODY:
        raise Refused("too-large", "The body is too large.")
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MOST_BODY:
                    raise Refused("too-large", "The body is too large.")
    except TimeoutError:
        raise Refused("too-slow", "The body took too long to arrive.") from None
    return body


def bearer(request: web.Request) -> str | None:
    """The bearer token of the request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
