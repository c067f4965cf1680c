"""The editor's form with the files that a browser without scripts sends along.

Rule 1: a file that is refused costs nothing that was typed: its sentence comes back beside its
field.
Rule 2: files are read whole before the first is converted, and no more of them than may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from decks import album, music
from decks.errors import DiskFull, FileRefused
from scheduling.webinars.errors import BadField
from server.http import MAX_FORM_FIELDS, Problem, file_name, form, of_texts, services, staff
from server.pages.barlines import lines, rows
from server.pages.deck_upload import parts_of, soon
from server.pages.webinar_draft import Draft

LONGEST_TEXTS = 1_000_000
MOST_BYTES = 80_000_000
"""Of all files of one form: music, a slide for breaks, a logo and some portraits."""
PORTRAIT = "portrait_"
"""Before the number of the speaker, from 0, whose portrait it is."""
ONE_EACH = ("logo", "hold", "music")


@dataclass(frozen=True, slots=True)
class File:
    """What somebody chose."""

    name: str
    content: bytes


@dataclass(slots=True)
class Body:
    """A form as it comes in."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    size: int = 0
    """Of its texts, in bytes."""
    weight: int = 0
    """Of its files, in bytes."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The draft, with the names of files that are kept now, and what is wrong with one of them."""

    draft: Draft
    error: BadField | None = None


async def posted(request: web.Request) -> Posted:
    """The form as it was sent, with or without files; raises Problem for what is none."""
    if not request.content_type.startswith("multipart/"):
        return _without(Posted(await form(request, Draft)))
    body = Body()
    async for part in parts_of(request):
        await _read(part, body)
    draft = of_texts(body.texts, Draft)
    return _without(await _kept(request, draft, body.files))


async def _read(part: BodyPartReader, body: Body) -> None:
    content = bytearray()
    while chunk := await soon(part.read_chunk(1 << 16)):
        content += chunk
        if part.filename is None:
            body.size += len(chunk)
        else:
            body.weight += len(chunk)
        if body.size > LONGEST_TEXTS or body.weight > MOST_BYTES:
            raise Problem(413, "too-large", "The form is too large: send its files one by one.")
    if part.filename is None:
        body.texts.setdefault(part.name or "", []).append(content.decode("utf-8", "replace"))
    elif part.filename:
        # A field without a file comes with an empty name.
        body.files[part.name or ""] = File(file_name(part.filename), bytes(content))
    if len(body.texts) + len(body.files) > MAX_FORM_FIELDS:
        raise Problem(413, "too-large", "The form has too many fields.")


async def _kept(request: web.Request, draft: Draft, files: Mapping[str, File]) -> Posted:
    """Keep every file that may be; the first refusal is told, the others are still kept."""
    people, error = rows(draft.speakers, 4), None
    for name, file in files.items():
        place = name.removesuffix("_file")
        try:
            if place in ONE_EACH:
                setattr(draft, place, await keep(request, place, file))
            elif (number := _number(name)) is not None and number < len(people):
                people[number][3] = await keep(request, "portrait", file)
            else:
                raise Problem(422, "bad-form", "The form has a field that is not known here.")
        except FileRefused as refusal:
            at_fault = place if place in ONE_EACH else "speakers"
            error = error or BadField(at_fault, refusal.sentence)
    draft.speakers = lines((row[0], row[1], row[2], row[3]) for row in people) or draft.speakers
    return Posted(draft, error)


async def keep(request: web.Request, what: str, file: File) -> str:
    """Keep one file of mine; its name. Raises ``FileRefused``, Problem (the disk is full)."""
    parts, org = services(request), staff(request).org
    try:
        if what == "music":
            return await parts.music.add(org, file.name, file.content)
        size = album.LARGE if what == "hold" else album.SMALL
        return await parts.album.add(org, file.name, file.content, size)
    except DiskFull as error:
        raise Problem(507, error.code, error.sentence) from error


def most_of(what: str) -> int:
    """How many bytes such a file may have."""
    limits = music.LIMITS if what == "music" else album.LIMITS
    return limits.upload_bytes


def _number(name: str) -> int | None:
    text = name.removeprefix(PORTRAIT)
    return int(text) if text != name and text.isdecimal() and len(text) < 4 else None


def _without(given: Posted) -> Posted:
    """Take away what somebody wants away."""
    draft = given.draft
    for place in ONE_EACH:
        if place in draft.away:
            setattr(draft, place, "")
    draft.away = []
    return given
