"""Logos and portraits of webinars: the upload, and the files for staff and for public pages.

Rule 1: staff see their organisation's pictures; everybody else those that a published page shows.
Rule 2: the name is a hash of the content, so browsers may keep what they have.
"""

from pathlib import Path

from aiohttp import web

from decks.album import LIMITS, Album
from decks.errors import DiskFull, FileRefused
from scheduling.errors import NotFound
from server.http import Problem, json_response, not_found, services, staff
from server.pages.deck_upload import parts_of, soon

routes = web.RouteTableDef()

MINE = "private, max-age=86400, immutable"
EVERYBODYS = "public, max-age=3600"
"""An hour: a picture that was taken off the page is soon out of the caches between."""


@routes.post("/webinars/pictures")
async def upload(request: web.Request) -> web.Response:
    """Keep one picture; JSON with its name and address."""
    me, album = staff(request), services(request).album
    if not request.content_type.startswith("multipart/"):
        raise Problem(415, "bad-form", "A picture is sent as multipart/form-data.")
    async for part in parts_of(request):
        if part.filename is None or part.name != "file":
            raise Problem(422, "bad-form", "The form has a field that is not known here.")
        content = bytearray()
        while chunk := await soon(part.read_chunk(1 << 16)):
            content += chunk
            if len(content) > LIMITS.upload_bytes:
                most = LIMITS.upload_bytes // 1_000_000
                raise Problem(413, "too-large", f"The picture is larger than {most} MB.")
        return await _kept(album, me.org, part.filename, bytes(content))
    raise Problem(422, "no-file", "No picture arrived. Choose a PNG, JPEG or WebP picture.")


async def _kept(album: Album, org: str, name: str, content: bytes) -> web.Response:
    try:
        kept = await album.add(org, name, content)
    except FileRefused as error:
        raise Problem(422, error.code, error.sentence) from error
    except DiskFull as error:
        raise Problem(507, error.code, error.sentence) from error
    return json_response({"name": kept, "url": f"/webinars/pictures/{kept}"}, 201)


@routes.get("/webinars/pictures/{name}")
async def own(request: web.Request) -> web.StreamResponse:
    """A picture of my organisation, whether a page shows it yet or not."""
    name = request.match_info["name"]
    return _file(services(request).album.find(staff(request).org, name), MINE)


@routes.get("/w/{slug}/pictures/{name}")
async def public(request: web.Request) -> web.StreamResponse:
    """A picture of a published page; 404 for every other one."""
    parts, name = services(request), request.match_info["name"]
    try:
        webinar = await parts.webinars.by_slug(request.match_info["slug"])
    except NotFound:
        not_found("There is no such webinar.")
    if name not in webinar.plan.pictures:
        not_found("There is no such picture.")
    return _file(parts.album.find(webinar.meeting.org, name), EVERYBODYS)


def _file(path: Path | None, caching: str) -> web.FileResponse:
    if path is None:
        not_found("There is no such picture.")
    response = web.FileResponse(path)
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = caching
    return response
