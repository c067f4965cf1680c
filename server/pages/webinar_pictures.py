"""Pictures and music of webinars: the upload, and the files for staff, public pages and the room.

Rule 1: staff see their organisation's files; everybody else pictures that a published page shows,
and people of a webinar what its audience has while it waits.
Rule 2: the name is a hash of the content, so browsers may keep what they have.
"""

from pathlib import Path

from aiohttp import web

from decks.errors import FileRefused
from scheduling.errors import NotFound
from scheduling.plans import MeetingKind
from server.http import Problem, file_name, json_response, not_found, services, staff
from server.pages.deck_upload import parts_of, soon
from server.pages.guests import or_closed, recognise
from server.pages.webinar_files import File, keep, most_of

routes = web.RouteTableDef()

MINE = "private, max-age=86400, immutable"
EVERYBODYS = "public, max-age=3600"
"""An hour: a picture that was taken off the page is soon out of the caches between."""

PICTURE, SOUND = "image/webp", "audio/mpeg"


@routes.post("/webinars/pictures")
async def upload_picture(request: web.Request) -> web.Response:
    """Keep one picture; JSON with its name and address. ``?large=1``: as large as a slide."""
    what = "hold" if request.query.get("large") == "1" else "logo"
    return await _uploaded(request, what, "/webinars/pictures")


@routes.post("/webinars/music")
async def upload_music(request: web.Request) -> web.Response:
    """Keep one piece of music; JSON with its name and address."""
    return await _uploaded(request, "music", "/webinars/music")


async def _uploaded(request: web.Request, what: str, address: str) -> web.Response:
    if not request.content_type.startswith("multipart/"):
        raise Problem(415, "bad-form", "A file is sent as multipart/form-data.")
    most = most_of(what)
    async for part in parts_of(request):
        if part.filename is None or part.name != "file":
            raise Problem(422, "bad-form", "The form has a field that is not known here.")
        content = bytearray()
        while chunk := await soon(part.read_chunk(1 << 16)):
            content += chunk
            if len(content) > most:
                raise Problem(413, "too-large", f"The file is larger than {most // 1_000_000} MB.")
        kept = await _kept(request, what, File(file_name(part.filename), bytes(content)))
        return json_response({"name": kept, "url": f"{address}/{kept}"}, 201)
    raise Problem(422, "no-file", "No file arrived. Choose one and try again.")


async def _kept(request: web.Request, what: str, file: File) -> str:
    try:
        return await keep(request, what, file)
    except FileRefused as error:
        raise Problem(422, error.code, error.sentence) from error


@routes.get("/webinars/pictures/{name}")
async def own_picture(request: web.Request) -> web.StreamResponse:
    """A picture of my organisation, whether a page shows it yet or not."""
    name = request.match_info["name"]
    return _file(services(request).album.find(staff(request).org, name), PICTURE, MINE)


@routes.get("/webinars/music/{name}")
async def own_music(request: web.Request) -> web.StreamResponse:
    """A piece of my organisation, whether anybody has it yet or not."""
    name = request.match_info["name"]
    return _file(services(request).music.find(staff(request).org, name), SOUND, MINE)


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
    return _file(parts.album.find(webinar.meeting.org, name), PICTURE, EVERYBODYS)


@routes.get("/room/{meeting}/hold/{name}")
@or_closed
async def held(request: web.Request) -> web.StreamResponse:
    """What the audience sees and hears while it waits, for whoever may be in the room."""
    parts, name = services(request), request.match_info["name"]
    guest = await recognise(request)
    org = guest.meeting.org
    if guest.meeting.kind is not MeetingKind.WEBINAR:
        not_found()
    hold = (await parts.webinars.get(org, guest.meeting.id)).plan.hold
    if name == hold.picture:
        return _file(parts.album.find(org, name), PICTURE, MINE)
    return _file(parts.music.find(org, name) if name == hold.music else None, SOUND, MINE)


def _file(path: Path | None, kind: str, caching: str) -> web.FileResponse:
    if path is None:
        not_found("There is no such file.")
    response = web.FileResponse(path)
    response.content_type = kind
    response.headers["Cache-Control"] = caching
    return response
