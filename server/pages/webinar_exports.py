"""A webinar's report as files: CSV for programs, XLSX for people who count, PDF for readers.

Rule 1: whatever leaves the house leaves an audit entry: who, what, how many rows.
Rule 2: what takes a while is made by the press, in a process of its own: no room waits for it.
"""

import asyncio
from typing import Literal

import msgspec
from aiohttp import web

from engagement.audit import Entry
from engagement.exports import csv_chunks, workbook
from scheduling.moments import local
from scheduling.webinars.plans import Webinar
from server.http import printed, query, services, staff
from server.pages.webinars import chosen
from server.papers.audience import audience_paper

routes = web.RouteTableDef()

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Table = Literal[
    "attendance",
    "summary",
    "scores",
    "consents",
    "polls",
    "survey",
    "questions",
    "slides",
    "minutes",
    "links",
]


class Wanted(msgspec.Struct):
    """Which table of the report."""

    table: Table = "attendance"


@routes.get("/webinars/{id}/report.csv")
async def as_csv(request: web.Request) -> web.StreamResponse:
    """One table of the report, as a stream."""
    webinar, wanted = await chosen(request), query(request, Wanted)
    export = await services(request).exports.of(webinar)
    sheet = await asyncio.to_thread(export.table, wanted.table)
    await _note(request, webinar, "csv", wanted.table, len(sheet.rows))
    answer = web.StreamResponse(headers=_headers(webinar, f"-{wanted.table}", "csv"))
    answer.content_type, answer.charset = "text/csv", "utf-8"
    await answer.prepare(request)
    chunks = csv_chunks(sheet)
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        await answer.write(chunk)
    await answer.write_eof()
    return answer


@routes.get("/webinars/{id}/report.xlsx")
async def as_workbook(request: web.Request) -> web.Response:
    """All tables of the report."""
    webinar = await chosen(request)
    export = await services(request).exports.of(webinar)
    sheets = await asyncio.to_thread(export.tables)
    title, made = webinar.meeting.title, export.report.as_of
    content = await printed(request, workbook, title, sheets, made)
    await _note(request, webinar, "xlsx", "all", sum(len(sheet.rows) for sheet in sheets))
    return web.Response(body=content, content_type=XLSX, headers=_headers(webinar, "", "xlsx"))


@routes.get("/webinars/{id}/report.pdf")
async def as_paper(request: web.Request) -> web.Response:
    """The report to be read and filed."""
    webinar, parts = await chosen(request), services(request)
    org, host = webinar.meeting.org, webinar.meeting.host
    report = await parts.audience_reports.report(org, webinar.id)
    crew = {host.id: host.name} | {
        each.id: each.name for each in await parts.crew.of(org, webinar.id)
    }
    survey = await parts.exports.survey(webinar)
    content = await printed(request, audience_paper, report, host.organisation, crew, survey)
    await _note(request, webinar, "pdf", "all", len(report.members))
    return web.Response(
        body=content, content_type="application/pdf", headers=_headers(webinar, "", "pdf")
    )


async def _note(request: web.Request, webinar: Webinar, form: str, what: str, rows: int) -> None:
    """Write into the audit trail what leaves."""
    me, parts = staff(request), services(request)
    after = {"format": form, "table": what, "rows": rows}
    entry = Entry(me.id, "webinar.exported", "webinar", webinar.id, {}, after)
    await parts.audit.record(me.org, entry, parts.clock())


def _headers(webinar: Webinar, part: str, ending: str) -> dict[str, str]:
    """To be kept as a file that is named after the page's address and the webinar's day."""
    day = local(webinar.meeting.starts, webinar.meeting.zone).date()
    name = f"{webinar.slug.rpartition('-')[0]}-{day}{part}.{ending}"
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
