"""Uploading a deck: the form, the stream to disk, and the job that turns it into slides.

Rule 1: a body is read in pieces and goes to disk; a piece that does not come is not waited for.

Rule 2: the page works without scripts: the form posts, the answer leads to the job's page, and
that one reloads itself until the job is over. Scripts add bars and an order of pictures.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from decks import Decks
from decks.intake import Intake
from decks.model import Deck, Job
from server.http import (
    Problem,
    file_name,
    flash,
    json_response,
    query,
    redirect,
    render,
    services,
    staff,
    wants_json,
)
from server.pages.deck_problems import told

routes = web.RouteTableDef()

PIECE_SECONDS = 20
"""For the next piece of an upload; a line that is slower than that is no line."""

FIELD_BYTES = 2_000
FIELDS = frozenset({"title", "product", "deck"})


Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Uploader:
    """Who uploads."""

    org: str
    id: str


class For(msgspec.Struct):
    """``?deck=``: the upload is that deck's next version."""

    deck: str = ""


@routes.get("/decks/new")
async def new(request: web.Request) -> web.Response:
    """The form for a new deck, or for the next version of one."""
    return await form_page(request, query(request, For).deck)


@routes.post("/decks")
async def upload(request: web.Request) -> web.Response:
    """Take an upload; JSON callers get the job, browsers are led to its page."""
    me, decks = staff(request), services(request).decks
    if not request.content_type.startswith("multipart/"):
        raise Problem(415, "bad-form", "An upload is sent as multipart/form-data.")
    fields: dict[str, str] = {}
    try:
        with told():
            job = await receive(request, decks, Uploader(me.org, me.id), fields)
    except Problem as problem:
        if wants_json(request):
            raise
        return await form_page(request, fields.get("deck", ""), problem)
    if wants_json(request):
        return json_response(job_view(job), 202)
    return redirect(f"/decks/jobs/{job.id}")


@routes.get("/decks/jobs/{id}")
async def watch(request: web.Request) -> web.Response:
    """How far an import is: JSON for scripts, else a page that leads on when it is over."""
    parts, me = services(request), staff(request)
    with told():
        job = await parts.decks.job(me.org, request.match_info["id"])
    if wants_json(request):
        return json_response(job_view(job))
    if job.version is None:
        return render(request, "decks/job.html", job=job)
    response = redirect(place(job))
    flash(request, response, arrived(job), "warning" if job.known else "ok")
    return response


async def receive(request: web.Request, decks: Decks, who: Uploader, fields: dict[str, str]) -> Job:
    """Stream the body to disk and put it in line; raises DeckError or Problem, keeping nothing.

    The text fields are put into ``fields`` as they come, also when the upload is refused.
    """
    async with decks.receive(request.content_length) as intake:
        async for part in parts_of(request):
            if part.filename is None:
                name, text = await text_of(part)
                fields[name] = text
            elif part.name == "file":
                await take(part, intake)
            else:
                raise Problem(422, "bad-form", "The form has a field that is not known here.")
        return await decks.import_upload(
            who.org,
            who.id,
            intake,
            deck=fields.get("deck") or None,
            title=fields.get("title", ""),
            product=fields.get("product", ""),
        )


async def parts_of(request: web.Request) -> AsyncIterator[BodyPartReader]:
    """The parts of a multipart body; raises Problem for what is none, or comes too slowly."""
    try:
        reader = await request.multipart()
        while (part := await soon(reader.next())) is not None:
            if not isinstance(part, BodyPartReader):
                raise Problem(422, "bad-form", "A part of the upload is a form of its own.")
            yield part
    except (ValueError, HttpProcessingError) as error:
        raise Problem(400, "bad-form", "The upload is damaged. Please try again.") from error


async def text_of(part: BodyPartReader) -> tuple[str, str]:
    """A text field of the form; raises Problem for unknown and for long ones."""
    name = part.name or ""
    content = b""
    while chunk := await soon(part.read_chunk()):
        content += chunk
        if len(content) > FIELD_BYTES:
            raise Problem(413, "too-large", "A field of the form is too long.")
    if name not in FIELDS:
        raise Problem(422, "bad-form", "The form has a field that is not known here.")
    return name, content.decode("utf-8", "replace")


async def take(part: BodyPartReader, intake: Intake) -> None:
    """One file to disk. A field without a file, as browsers send it, is passed over."""
    begun = False
    while True:
        chunk = await soon(part.read_chunk(1 << 16))
        if not chunk and (begun or not part.filename):
            return
        if not begun:
            await intake.begin(file_name(part.filename) or "file")
            begun = True
        await intake.write(chunk)
        if not chunk:
            return


async def soon(reading: Awaitable[Piece]) -> Piece:
    """The next piece of the body; Problem 408 when it does not come."""
    try:
        async with asyncio.timeout(PIECE_SECONDS):
            return await reading
    except TimeoutError as error:
        text = "The upload stopped arriving. Check your connection and try again."
        raise Problem(408, "too-slow", text) from error


async def form_page(
    request: web.Request, deck_id: str, problem: Problem | None = None
) -> web.Response:
    """The upload form, with what went wrong the last time."""
    parts, me = services(request), staff(request)
    deck: Deck | None = None
    if deck_id:
        with told():
            deck = await parts.decks.deck(me.org, deck_id)
    unfinished = [job for job in await parts.decks.jobs(me.org) if not job.over]
    return render(
        request,
        "decks/new.html",
        problem.status if problem else 200,
        deck=deck,
        problem=problem,
        limits=parts.decks.limits,
        unfinished=unfinished,
        page={"bytes": parts.decks.limits.upload_bytes, "files": parts.decks.limits.files},
    )


def job_view(job: Job) -> dict[str, str | int | bool | None]:
    """A job for programs; ``url`` is where its deck is, once there is one."""
    return {
        "id": job.id,
        "state": job.state.value,
        "progress": job.progress,
        "name": job.name,
        "deck": job.deck,
        "version": job.version,
        "known": job.known,
        "code": job.code,
        "sentence": job.sentence,
        "watch": f"/decks/jobs/{job.id}",
        "url": place(job) if job.version else None,
    }


def place(job: Job) -> str:
    """The address of the version that a job has made."""
    return f"/decks/{job.deck}?version={job.version}"


def arrived(job: Job) -> str:
    """What is said when the slides are there."""
    if job.known:
        return f"“{job.name}” is here already: this is its version. Nothing was stored twice."
    return "The slides are ready. Give them topics and key messages, then submit them for review."
