"""A CSV file into the HCP directory: first what it would do, then doing it.

Rule 1: nothing is stored before somebody has seen the preview and said so.
Rule 2: the server keeps nothing between the two steps; the preview's form carries the file, packed,
and what comes back is checked again from the start.
"""

import base64
import binascii
import csv
import io
import zlib
from dataclasses import dataclass

from aiohttp import web

from engagement.csvfile import COLUMNS, REQUIRED
from engagement.imports import Imported
from server.http import Problem, file_name, flash, redirect, render, services, staff, whole_form

routes = web.RouteTableDef()

MOST_BYTES = 900_000
"""Of a file; a request's whole body may have a little more."""

WHAT = {
    "given_name": "Given name",
    "family_name": "Family name",
    "title": "Form of address, such as Dr",
    "email": "Address for invitations",
    "crm_id": "Id in your CRM",
    "npi": "National Provider Identifier, 10 digits",
    "specialty": "Medical specialty",
    "workplace": "Hospital or practice",
    "country": "Two letters, such as DE",
    "language": "Two letters, such as de",
    "zone": "Time zone, such as Europe/Berlin",
    "segment": "Segment given by marketing",
    "products": "Keys of the products they may see; empty: all",
}
EXAMPLE = (
    ("title", "given_name", "family_name", "email", "specialty", "country", "language", "zone"),
    *(
        ("Dr", "Ana", "Bergmann", "ana@example.org", "Cardiology", "DE", "de", "Europe/Berlin"),
        ("Prof.", "Jean", "Dubois", "jean@example.org", "Oncology", "FR", "fr", "Europe/Paris"),
    ),
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A file as it came: fresh from the form, or back from the preview."""

    name: str
    content: bytes
    confirmed: bool


@routes.get("/hcps/import")
async def import_page(request: web.Request) -> web.Response:
    """The form that takes a file, and what the columns mean."""
    return page(request)


@routes.post("/hcps/import")
async def import_file(request: web.Request) -> web.Response:
    """A preview of a fresh file; a confirmed one is stored, all of it or nothing."""
    try:
        posted = await read(request)
    except Problem as problem:
        if problem.status != 422:
            raise
        return page(request, error=problem.sentence)
    me, parts = staff(request), services(request)
    result = await parts.directory.import_csv(
        me.org, posted.content, by=me.id, now=parts.clock(), dry_run=not posted.confirmed
    )
    if not result.done:
        return page(request, posted, result)
    response = redirect("/hcps")
    flash(request, response, summary(result))
    return response


@routes.get("/hcps/import/example.csv")
async def example(_request: web.Request) -> web.Response:
    """A file to fill in."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(EXAMPLE)
    return web.Response(
        # With the mark that makes Excel read UTF-8.
        body=text.getvalue().encode("utf-8-sig"),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="hcps.csv"'},
    )


async def read(request: web.Request) -> Posted:
    """The posted file; raises ``Problem`` 422 with what to do, 413 when it is too large."""
    posted = await whole_form(request)
    packed = posted.get("packed")
    if isinstance(packed, str):
        return Posted(str(posted.get("name", "")), unpack(packed), confirmed=True)
    file = posted.get("file")
    if not isinstance(file, web.FileField):
        raise Problem(422, "no-file", "Choose a CSV file first.")
    content = file.file.read(MOST_BYTES + 1)
    if not content:
        raise Problem(422, "no-file", "The file is empty. Choose another one.")
    if len(content) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1000} kB"
        raise Problem(422, "too-large", f"The file is larger than {limit}; please split it.")
    return Posted(file_name(file.filename), content, confirmed=False)


def pack(content: bytes) -> str:
    """The file as a form can carry it."""
    return base64.b64encode(zlib.compress(content)).decode("ascii")


def unpack(packed: str) -> bytes:
    """What ``pack`` packed, and never more than ``MOST_BYTES``; raises ``Problem`` 422."""
    try:
        content = zlib.decompressobj().decompress(base64.b64decode(packed), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise Problem(422, "bad-form", "The preview was damaged. Choose the file again.") from error
    if len(content) > MOST_BYTES:
        raise Problem(422, "too-large", "The file is too large. Choose another one.")
    return content


def page(
    request: web.Request,
    posted: Posted | None = None,
    result: Imported | None = None,
    error: str | None = None,
) -> web.Response:
    """The form, or the preview of a file, or why there is none."""
    refused = error is not None or (result is not None and bool(result.problems))
    return render(
        request,
        "staff/hcp_import.html",
        422 if refused else 200,
        result=result,
        error=error,
        file_name=posted.name if posted else "",
        packed=pack(posted.content) if posted and result and not result.problems else "",
        columns=[(name, WHAT[name], name in REQUIRED) for name in COLUMNS],
        limit=MOST_BYTES,
    )


def summary(result: Imported) -> str:
    """``18 HCPs added, 4 changed, 2 as they were.``"""
    added = "1 HCP" if result.created == 1 else f"{result.created} HCPs"
    return f"{added} added, {result.changed} changed, {result.unchanged} as they were."
