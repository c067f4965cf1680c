"""Lists of people for a webinar: one is uploaded, used row by row, and told of.

Rule 1: nothing is kept of an upload that does not arrive whole; from then on the work goes on,
whoever looks.
Rule 2: the page works without scripts: it reloads itself until the list is over.
"""

import csv
import io
import secrets
from itertools import islice

from aiohttp import web

from scheduling.errors import NotFound
from scheduling.webinars import Registration, Webinar
from scheduling.webinars.lists import Outcome, PeopleList, Upload
from server.http import (
    Problem,
    file_name,
    flash,
    json_response,
    not_found,
    query,
    redirect,
    render,
    services,
    staff,
    wants_json,
    whole_form,
)
from server.pages.lists import Search
from server.pages.webinars import chosen, may_plan, note

routes = web.RouteTableDef()

MOST_ROWS = 5_000
COLUMNS = ("name", "email", "country", "specialty", "workplace", "language", "zone")
"""Of an imported list; the first two are needed."""
LONGEST_CELL = 2_000
"""Nothing that can be used is longer; what is gets cut, and is refused for its length."""
FIELDS = {"file", "once"}


@routes.post("/webinars/{id}/people")
async def upload(request: web.Request) -> web.Response:
    """Take a list; the answer leads to its page."""
    webinar = await chosen(request)
    name, text, once = await _posted(request)
    rows = _rows_of(text)
    if not 0 < len(rows) <= MOST_ROWS or not {"name", "email"} <= rows[0].keys():
        response = redirect(f"/webinars/{webinar.id}/people")
        words = f"Choose a CSV file of up to {MOST_ROWS:,} rows with the columns name and email."
        flash(request, response, words, "danger")
        return response
    sent = Upload(staff(request).id, once, name, [_form_of(row) for row in rows])
    found = await services(request).list_imports.order(webinar, sent)
    await note(request, "registrants.imported", webinar.id)
    return redirect(_place(webinar, found))


@routes.get("/webinars/{id}/lists/{list}")
async def watch(request: web.Request) -> web.Response:
    """How far a list is, and what became of its rows; figures alone for scripts."""
    webinar, found = await _chosen_list(request)
    if wants_json(request):
        return json_response({"over": found.over, "percent": found.percent})
    search, lists = query(request, Search), services(request).list_imports.lists
    return render(
        request,
        "webinars/list_import.html",
        webinar=webinar,
        meeting=webinar.meeting,
        found=found,
        counts=found.counts,
        outcomes=Outcome,
        wrong=await lists.wrong(found.id, search.page),
        address=_place(webinar, found),
        may_change=may_plan(staff(request)),
    )


@routes.post("/webinars/{id}/lists/{list}/stop")
async def stop(request: web.Request) -> web.Response:
    """Use no more rows of the list."""
    webinar, found = await _chosen_list(request)
    await services(request).list_imports.stop(found)
    await note(request, "registrants.import-stopped", webinar.id)
    return redirect(_place(webinar, found))


async def _chosen_list(request: web.Request) -> tuple[Webinar, PeopleList]:
    """The webinar and the list of the address; 404 for others'."""
    webinar, lists = await chosen(request), services(request).list_imports.lists
    try:
        return webinar, await lists.get(webinar.meeting.org, webinar.id, request.match_info["list"])
    except NotFound as error:
        not_found(str(error))


def _place(webinar: Webinar, found: PeopleList) -> str:
    return f"/webinars/{webinar.id}/lists/{found.id}"


async def _posted(request: web.Request) -> tuple[str, str, str]:
    """Name and text of the file, and the mark of the form; raises ``Problem`` 422."""
    posted = await whole_form(request)
    if not posted.keys() <= FIELDS:
        raise Problem(422, "bad-form", "The form has a field that is not known here.")
    file, once = posted.get("file"), posted.get("once")
    mark = once[:64] if isinstance(once, str) and once else secrets.token_urlsafe(16)
    if not isinstance(file, web.FileField):
        return "", "", mark
    return file_name(file.filename), file.file.read().decode("utf-8-sig", "replace"), mark


def _rows_of(text: str) -> list[dict[str, str]]:
    """The rows of the file, one more than are taken at most; none of what is no CSV."""
    try:
        return list(islice(csv.DictReader(io.StringIO(text, newline="")), MOST_ROWS + 1))
    except csv.Error:
        return []


def _form_of(row: dict[str, str]) -> Registration:
    name, email, country, specialty, workplace, language, zone = (
        (row.get(column) or "")[:LONGEST_CELL] for column in COLUMNS
    )
    return Registration(name, email, language, zone, country, specialty, workplace)
