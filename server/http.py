"""What every page handler needs: rendering, closed forms, problems, flash messages.

Rule 1: a handler gets what it works with from ``services(request)``, never from a module.
Rule 2: every answer that is not a page comes from here, so that its headers are right.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal, NoReturn, ParamSpec, TypeVar, get_args, get_origin

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from itsdangerous import BadSignature, URLSafeSerializer

from server.press import PressBusy

if TYPE_CHECKING:
    from multidict import MultiDictProxy

    from accounts import Staff
    from server.services import Services

FLASH_COOKIE = "__Host-flash"
MAX_FORM_FIELDS = 400

BODY_SECONDS = 20
"""aiohttp has no deadline for a body: one byte a second would hold a handler for ever."""

SERVICES: "web.AppKey[Services]" = web.AppKey("services")
NONCE = web.RequestKey("nonce", str)
STAFF: "web.RequestKey[Staff]" = web.RequestKey("staff")
REMOTE = web.RequestKey("remote", str)
FRAMERS: "web.RequestKey[tuple[str, ...]]" = web.RequestKey("framers")
"""Origins of pages that may frame this answer; no other page of ours may be framed."""

T = TypeVar("T", bound=msgspec.Struct)
P = ParamSpec("P")


class Problem(Exception):
    """A refusal: stable code and sentence; ``server.middleware`` makes the page or the JSON."""

    def __init__(
        self, status: int, code: str, sentence: str, *, retry_after: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.retry_after = retry_after
        """Seconds to wait, for 429 and 503."""


def services(request: web.Request) -> "Services":
    """The parts that the server is made of."""
    return request.config_dict[SERVICES]


def staff(request: web.Request) -> "Staff":
    """Who is signed in; the access table has already let this person through."""
    return request[STAFF]


def render(
    request: web.Request, template: str, status: int = 200, /, **context: object
) -> web.Response:
    """A page from ``web/templates``; ``nonce``, ``me``, ``flash`` and ``path`` are always there."""
    response = web.Response(status=status, content_type="text/html", charset="utf-8")
    context.setdefault("me", request.get(STAFF))
    response.text = (
        services(request)
        .templates.get_template(template)
        .render(
            nonce=request[NONCE],
            path=request.path,
            flash=_take_flash(request, response),
            **context,
        )
    )
    return response


def redirect(location: str) -> web.Response:
    """303 See Other: the browser fetches ``location``, and a reload repeats no POST."""
    return web.Response(status=303, headers={"Location": location})


def flash(request: web.Request, response: web.StreamResponse, text: str, mood: str = "ok") -> None:
    """Show ``text`` once on the next page; ``mood`` is ok, warning or danger."""
    value = _flash_signer(request).dumps([mood, text])
    assert isinstance(value, str)
    response.set_cookie(
        FLASH_COOKIE, value, max_age=60, secure=True, httponly=True, samesite="Lax", path="/"
    )


def _take_flash(request: web.Request, response: web.StreamResponse) -> tuple[str, str] | None:
    value = request.cookies.get(FLASH_COOKIE)
    if value is None:
        return None
    response.del_cookie(FLASH_COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    try:
        mood, text = _flash_signer(request).loads(value)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(mood), str(text)


def _flash_signer(request: web.Request) -> URLSafeSerializer:
    return URLSafeSerializer(list(services(request).keys), salt="flash")


def json_response(value: object, status: int = 200) -> web.Response:
    """A JSON answer, never cached."""
    return web.Response(
        status=status,
        body=msgspec.json.encode(value),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


@asynccontextmanager
async def body_deadline() -> AsyncIterator[None]:
    """Read the body inside; 408 `too-slow` when it does not arrive within ``BODY_SECONDS``."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            yield
    except TimeoutError as error:
        raise Problem(408, "too-slow", "The data took too long to arrive.") from error


async def whole_form(
    request: web.Request,
) -> "MultiDictProxy[str | bytes | bytearray | web.FileField]":
    """The posted fields as they came; raises ``Problem`` 400 for what is no form, 408, 413."""
    try:
        async with body_deadline():
            return await request.post()
    except (ValueError, LookupError, HttpProcessingError, AssertionError) as error:
        # No boundary, no end, an unknown charset: aiohttp has many ways to say it.
        raise Problem(400, "bad-form", "The form is damaged. Please try again.") from error


def file_name(name: str | None) -> str:
    """The name of an uploaded file as text that can be kept and shown: bytes that are none go."""
    return (name or "").encode("utf-8", "replace").decode().replace("\0", "")[:200]


async def form(request: web.Request, kind: type[T]) -> T:
    """The posted form as ``kind``; raises what ``of_texts`` does."""
    posted = await whole_form(request)
    if len(posted) > MAX_FORM_FIELDS:
        raise Problem(413, "too-large", "The form has too many fields.")
    given: dict[str, list[str]] = {name: [] for name in posted}
    for name, value in posted.items():
        if isinstance(value, str):
            given[name].append(value)
    return of_texts(given, kind)


def of_texts(given: Mapping[str, Sequence[str]], kind: type[T]) -> T:
    """The texts of a form by name, as ``kind``; fields of type list collect repeated names.

    Unknown fields, missing fields and values out of bounds raise ``Problem`` 422 `bad-form`.
    Blank text counts as not given, so that optional fields take their default.
    """
    lists = {item.encode_name for item in msgspec.structs.fields(kind) if _is_list(item.type)}
    values: dict[str, Any] = {}
    for name, texts in given.items():
        if name in lists:
            values[name] = [text for text in texts if text.strip()]
        elif texts and texts[-1].strip():
            # A password may begin or end with a blank.
            values[name] = texts[-1] if "password" in name else texts[-1].strip()
    return checked(values, kind)


def _is_list(of: Any) -> bool:
    """Whether a field's type collects several values, itself or in one of its alternatives."""
    origin = get_origin(of)
    if origin is Literal:
        return False
    if origin in (list, tuple) or of in (list, tuple):
        return True
    # Annotated and unions; their other arguments are never lists.
    return origin is not None and any(_is_list(part) for part in get_args(of))


async def json_body(request: web.Request, kind: type[T]) -> T:
    """The JSON body as ``kind``; raises ``Problem`` 400 or 422."""
    async with body_deadline():
        body = await request.read()
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Problem(422, "bad-message", _sentence(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, "bad-message", "The body is not valid JSON.") from error


def query(request: web.Request, kind: type[T]) -> T:
    """The query string as ``kind`` (search, page); unknown names are ignored, bad ones refused."""
    known = {item.encode_name for item in msgspec.structs.fields(kind)}
    values = {k: v for k, v in request.query.items() if k in known and v.strip()}
    return checked(values, kind)


def checked(values: Mapping[str, Any], kind: type[T]) -> T:
    """``values`` (texts) as ``kind``, numbers and booleans converted; raises ``Problem`` 422."""
    try:
        return msgspec.convert(values, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise Problem(422, "bad-form", _sentence(error)) from error
    except UnicodeEncodeError as error:
        # Bytes that are no UTF-8, in the name of a field or in what it holds.
        raise Problem(422, "bad-form", "The form has a field that is no text.") from error


def _sentence(error: msgspec.ValidationError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:200]}."


async def printed(
    request: web.Request, maker: Callable[P, bytes], *values: P.args, **named: P.kwargs
) -> bytes:
    """What the press makes; raises ``Problem`` 503 when too many wait for it."""
    try:
        return await services(request).press.make(maker, *values, **named)
    except PressBusy as error:
        sentence = "Many files are being made. Please try again in a minute."
        raise Problem(503, "busy", sentence, retry_after=60) from error


def not_found(sentence: str = "There is nothing at this address.") -> NoReturn:
    """End the handler with 404; also what a foreign organisation's id gets."""
    raise Problem(404, "not-found", sentence)


def wants_json(request: web.Request) -> bool:
    """Whether the caller is a program: the API, media and any request that accepts JSON first."""
    if request.path.startswith(("/api/", "/whip/", "/whep/", "/media/", "/socket.io")):
        return True
    return request.headers.get("Accept", "").startswith("application/json")


def problem_json(problem: Problem) -> web.Response:
    """RFC 9457 problem details with our stable code."""
    body = {"title": problem.sentence, "status": problem.status, "code": problem.code}
    response = web.Response(
        status=problem.status,
        body=json.dumps(body).encode(),
        content_type="application/problem+json",
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response
