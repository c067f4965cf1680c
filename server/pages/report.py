"""The call report: opens full, is signed by the host, and is locked then.

Rule 1: the host of the meeting writes; colleagues of the organisation read.
Rule 2: the page works without scripts; with them the draft saves itself by the same POST.
Rule 3: once signed, the only way on is an amendment with a reason.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec
from aiohttp import web

from accounts import Staff
from engagement.errors import EngagementError, Locked
from engagement.errors import NotFound as NobodyCame
from engagement.outcomes import Outcome, Signature
from engagement.report import CallReport
from scheduling.errors import NotFound
from scheduling.plans import Meeting, MeetingState
from server.http import (
    Problem,
    flash,
    form,
    json_response,
    not_found,
    query,
    redirect,
    render,
    services,
    staff,
    wants_json,
)
from server.pages.moments import clock_text
from server.pages.report_facts import MEANING, answers_of, first_draft, view_of
from server.pages.report_form import draft_of, form_type, missing
from server.pages.report_view import Draft, ReportView

routes = web.RouteTableDef()


class Mode(msgspec.Struct):
    """How the page is opened."""

    amend: Literal["yes", ""] = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything that one request about a call report stands on."""

    me: Staff
    meeting: Meeting
    facts: CallReport
    history: list[Outcome]
    view: ReportView

    @property
    def mine(self) -> bool:
        """I hosted, so I write."""
        return self.meeting.host.id == self.me.id

    @property
    def locked(self) -> bool:
        return bool(self.history) and self.history[-1].locked

    @property
    def address(self) -> str:
        return f"/meetings/{self.meeting.id}/report"


class NotYet(Exception):
    """There is nothing to report; the text says why."""


@routes.get("/meetings/{id}/report")
async def read(request: web.Request) -> web.Response:
    """The report: to be written, read, or with ``?amend=yes`` amended."""
    try:
        opened = await open_report(request)
    except NotYet as why:
        response = redirect(f"/meetings/{request.match_info['id']}")
        flash(request, response, str(why), "warning")
        return response
    amending = query(request, Mode).amend == "yes" and opened.mine and opened.locked
    mode = "amend" if amending else "write" if opened.mine and not opened.locked else "read"
    return page(request, opened, mode, first_draft(opened.history, opened.facts))


@routes.post("/meetings/{id}/report")
async def save(request: web.Request) -> web.Response:
    """Keep a draft; scripts get the sentence to show as JSON."""
    opened = await open_mine(request)
    draft = await posted(request, opened)
    parts, me = services(request), opened.me
    answers = answers_of(draft, opened.view, opened.facts)
    try:
        saved = await parts.outcomes.save(
            me.org, opened.meeting.id, answers, by=me.id, now=parts.clock()
        )
    except EngagementError as error:
        raise refusal(error) from error
    words = f"Draft saved {clock_text(saved.written_at, me.zone)}"
    if wants_json(request):
        return json_response({"saved": words})
    response = redirect(opened.address)
    flash(request, response, f"{words}.")
    return response


@routes.post("/meetings/{id}/report/submit")
async def submit(request: web.Request) -> web.Response:
    """Sign and lock; what is missing opens the form again beside its sentence."""
    opened = await open_mine(request)
    if opened.meeting.state is not MeetingState.ENDED:
        raise Problem(409, "not-ended", "The meeting is still going on. End it, then sign.")
    draft = await posted(request, opened)
    wrong = missing(draft, amending=False)
    if wrong:
        return page(request, opened, "write", draft, wrong)
    parts, me = services(request), opened.me
    answers = answers_of(draft, opened.view, opened.facts)
    try:
        await parts.outcomes.submit(
            me.org, opened.meeting.id, answers, signature(me), by=me.id, now=parts.clock()
        )
    except EngagementError as error:
        raise refusal(error) from error
    response = redirect(opened.address)
    flash(request, response, "Signed and submitted. The report is locked.")
    return response


@routes.post("/meetings/{id}/report/amend")
async def amend(request: web.Request) -> web.Response:
    """Sign a new revision with a reason."""
    opened = await open_mine(request)
    draft = await posted(request, opened)
    wrong = missing(draft, amending=True)
    if wrong:
        return page(request, opened, "amend", draft, wrong)
    parts, me = services(request), opened.me
    answers = answers_of(draft, opened.view, opened.facts)
    try:
        await parts.outcomes.amend(
            me.org,
            opened.meeting.id,
            answers,
            signature(me),
            reason=draft.reason,
            by=me.id,
            now=parts.clock(),
        )
    except EngagementError as error:
        raise refusal(error) from error
    response = redirect(opened.address)
    flash(request, response, "The amendment is signed.")
    return response


async def open_report(request: web.Request) -> Opened:
    """The report of the meeting in the address; raises ``Problem`` 404 or ``NotYet``."""
    parts, me = services(request), staff(request)
    try:
        meeting = await parts.meetings.get(me.org, request.match_info["id"])
    except NotFound as error:
        not_found(str(error))
    if meeting.state not in (MeetingState.LIVE, MeetingState.ENDED):
        raise NotYet("The call report opens once the meeting has begun.")
    try:
        facts = await parts.reports.prefill(me.org, meeting.id, parts.clock())
    except NobodyCame as error:
        raise NotYet("Nobody was in this meeting, so there is nothing to report.") from error
    history = await parts.outcomes.history(me.org, meeting.id)
    versions = await services(request).decks.versions(meeting.org, meeting.decks)
    view = view_of(meeting, versions, facts, history, mine=meeting.host.id == me.id)
    return Opened(me, meeting, facts, history, view)


async def open_mine(request: web.Request) -> Opened:
    """The same for writing; raises ``Problem`` 403 for colleagues."""
    try:
        opened = await open_report(request)
    except NotYet as why:
        raise Problem(409, "not-started", str(why)) from why
    if not opened.mine:
        raise Problem(403, "not-allowed", f"{opened.meeting.host.name} writes this call report.")
    return opened


async def posted(request: web.Request, opened: Opened) -> Draft:
    """What the form says; raises ``Problem`` 422."""
    messages = opened.view.messages
    return draft_of(await form(request, form_type(messages)), messages)


def page(
    request: web.Request,
    opened: Opened,
    mode: str,
    draft: Draft,
    errors: dict[str, str] | None = None,
) -> web.Response:
    """The page; 422 when something is missing."""
    return render(
        request,
        "report.html",
        422 if errors else 200,
        view=opened.view,
        form=draft,
        errors=errors or {},
        mode=mode,
    )


def signature(me: Staff) -> Signature:
    """My name under what the page said the signature says."""
    return Signature(me.name, MEANING)


def refusal(error: EngagementError) -> Problem:
    """A refusal of the store, as the server says it."""
    status = 409 if isinstance(error, Locked) else 422
    return Problem(status, error.code, error.sentence)
