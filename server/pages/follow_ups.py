"""Follow-up mails of a webinar: written, reviewed with the names of who gets them, sent, watched.

Rule 1: nothing is sent before somebody has seen who gets it. If the words or the people are others
than those on the page (a consent was taken back, somebody opted out, an address was changed, a
colleague wrote on), nothing goes, and the new list is shown with what has changed in it.
Rule 2: writing and reviewing is for who plans webinars; reading is for all who read the report.
"""

from aiohttp import web

from scheduling.errors import BadValue, NotFound, WrongState
from scheduling.mails import MailState
from scheduling.plans import MeetingState
from scheduling.webinars.followreview import Changes, Review, changes
from scheduling.webinars.followrules import FollowUp, FollowUpState
from scheduling.webinars.followups import Person
from scheduling.webinars.plans import Webinar
from server.http import Problem, flash, form, not_found, redirect, render, services, staff
from server.pages.choices import LANGUAGES
from server.pages.follow_up_form import (
    HOURS,
    RULES,
    Form,
    draft_of,
    form_of,
    in_words,
    polls_of,
    slides_of,
    text_in,
)
from server.pages.webinars import chosen, may_plan, note, reads_reports
from server.wiring.followers import crowd_of, meant

routes = web.RouteTableDef()

LOST = (MailState.DEAD, MailState.DOUBTFUL)
WAITING = (MailState.QUEUED, MailState.SENDING)


@routes.get("/webinars/{id}/follow-ups")
async def follow_ups(request: web.Request) -> web.Response:
    """All of them, with what became of their mails."""
    webinar, parts = await readable(request), services(request)
    crowd = await crowd_of(parts, webinar)
    slides, polls = await slides_of(request, webinar, crowd.report), polls_of(crowd.report)
    found = await parts.follow_ups.of(webinar.meeting.org, webinar.id)
    fates = await parts.follow_ups.fates(webinar.meeting.org, webinar.id)
    over = webinar.meeting.state is MeetingState.ENDED
    return render(
        request,
        "webinars/follow_ups.html",
        webinar=webinar,
        meeting=webinar.meeting,
        over=over,
        may_change=may_plan(staff(request)),
        rows=[
            {
                "it": each,
                "words": in_words(each.condition, slides, polls),
                "subject": next(iter(each.draft.texts.values())).subject,
                "people": len(meant(each.condition, crowd).get_it) if over else None,
                **sums(fates.get(each.id, {})),
            }
            for each in found
        ],
    )


def sums(fates: dict[MailState, int]) -> dict[str, int]:
    """What became of the mails, in the four words of the page."""
    lost = sum(fates.get(state, 0) for state in LOST)
    waiting = sum(fates.get(state, 0) for state in WAITING)
    return {
        "delivered": fates.get(MailState.DELIVERED, 0),
        "waiting": waiting,
        "lost": lost,
        "skipped": fates.get(MailState.SKIPPED, 0),
    }


@routes.get("/webinars/{id}/follow-ups/new")
async def new(request: web.Request) -> web.Response:
    """An empty form."""
    return await page(request, await chosen(request), Form())


@routes.post("/webinars/{id}/follow-ups")
async def create(request: web.Request) -> web.Response:
    """Keep a draft."""
    posted, webinar, parts = await form(request, Form), await chosen(request), services(request)
    try:
        made = await parts.follow_ups.create(webinar, draft_of(posted, webinar))
    except BadValue as error:
        return await page(request, webinar, posted, error=error)
    except WrongState as error:
        return back(request, webinar, str(error))
    await note(request, "follow-up.written", made.id, "follow-up")
    return redirect(f"/webinars/{webinar.id}/follow-ups/{made.id}")


@routes.get("/webinars/{id}/follow-ups/{follow_up}")
async def follow_up(request: web.Request) -> web.Response:
    """One of them: a draft with the people whom it means, or what became of its mails."""
    webinar = await readable(request)
    found = await chosen_one(request, webinar)
    return await page(request, webinar, form_of(found), found)


@routes.post("/webinars/{id}/follow-ups/{follow_up}")
async def change(request: web.Request) -> web.Response:
    """Save, test, send, stop, or throw away."""
    posted, webinar = await form(request, Form), await chosen(request)
    found = await chosen_one(request, webinar)
    if posted.act == "send" and (changed := await changed_since(request, webinar, found, posted)):
        return await page(request, webinar, form_of(found), found, changed=changed)
    try:
        words = await act(request, webinar, found, posted)
    except BadValue as error:
        return await page(request, webinar, posted, found, error)
    except WrongState as error:
        response = redirect(request.path)
        flash(request, response, str(error), "danger")
        return response
    gone = posted.act == "remove"
    response = redirect(f"/webinars/{webinar.id}/follow-ups" if gone else request.path)
    flash(request, response, words)
    return response


async def act(request: web.Request, webinar: Webinar, found: FollowUp, posted: Form) -> str:
    """Do what the button says; what is told afterwards."""
    store, org = services(request).follow_ups, webinar.meeting.org
    if posted.act == "send":
        return await send(request, webinar, found, posted)
    if posted.act == "stop":
        stopped = await store.stop(org, webinar.id, found.id)
        await note(request, "follow-up.stopped", found.id, "follow-up")
        return f"Stopped: {stopped} mails that waited are not sent."
    if posted.act == "remove":
        await store.remove(org, webinar.id, found.id)
        await note(request, "follow-up.removed", found.id, "follow-up")
        return "Thrown away."
    await store.change(webinar, found.id, draft_of(posted, webinar))
    await note(request, "follow-up.written", found.id, "follow-up")
    if posted.act == "test":
        me = staff(request)
        for language in (await store.get(org, webinar.id, found.id)).draft.texts:
            to = Person(me.id, me.name, me.email, me.zone)
            await store.test(webinar, found.id, language, to)
        return f"Saved, and mailed to you ({me.email}) in each language."
    return "Saved. Below is who gets it."


async def changed_since(
    request: web.Request, webinar: Webinar, found: FollowUp, posted: Form
) -> Changes | None:
    """What of a draft is not as it was when somebody looked at it; None: all is."""
    if found.state is not FollowUpState.DRAFT or webinar.meeting.state is not MeetingState.ENDED:
        return None  # ``send`` refuses it.
    parts = services(request)
    people = meant(found.condition, await crowd_of(parts, webinar)).get_it
    now = Review.of(webinar, found.draft, people)
    # Who lost the seat is named, too.
    signed = await parts.registrations.everybody(webinar.meeting.org, webinar.id)
    return changes(Review.parse(posted.reviewed), now, people, signed)


async def send(request: web.Request, webinar: Webinar, found: FollowUp, posted: Form) -> str:
    """Send to the people who were reviewed; raises ``WrongState`` when they are others now."""
    parts = services(request)
    sent = await parts.follow_ups.send(webinar, found.id, Review.parse(posted.reviewed))
    await note(request, "follow-up.sent", found.id, "follow-up")
    mails = "one mail" if sent == 1 else f"{sent} mails"
    return f"Sent off: {mails}" + (", each in the morning." if found.draft.hour else ".")


async def page(
    request: web.Request,
    webinar: Webinar,
    draft: Form,
    found: FollowUp | None = None,
    error: BadValue | None = None,
    changed: Changes | None = None,
) -> web.Response:
    """The form of a draft and whom it means, or the mails of one that was sent."""
    parts, org = services(request), webinar.meeting.org
    crowd = await crowd_of(parts, webinar)
    is_draft = found is None or found.state is FollowUpState.DRAFT
    slides, polls = await slides_of(request, webinar, crowd.report), polls_of(crowd.report)
    fates = (await parts.follow_ups.fates(org, webinar.id)).get(found.id, {}) if found else {}
    shown = meant(found.condition, crowd) if found and is_draft else None
    return render(
        request,
        "webinars/follow_up.html",
        422 if error else 409 if changed else 200,
        webinar=webinar,
        meeting=webinar.meeting,
        found=found,
        is_draft=is_draft,
        draft=draft,
        text_in=text_in,
        languages=[(code, word) for code, word in LANGUAGES if code in webinar.plan.languages],
        main=webinar.plan.languages[0],
        rules=RULES,
        hours=HOURS,
        slides=slides,
        polls=polls,
        words=in_words(found.condition, slides, polls) if found else "",
        meant=shown,
        reviewed=Review.of(webinar, found.draft, shown.get_it).dump() if found and shown else "",
        changed=changed,
        mails=await parts.follow_ups.mails(org, webinar.id, found.id)
        if found and not is_draft
        else [],
        sums=sums(fates),
        over=webinar.meeting.state is MeetingState.ENDED,
        errors={} if error is None else {error.field: str(error)},
        may_change=may_plan(staff(request)),
    )


async def readable(request: web.Request) -> Webinar:
    """The webinar, for whoever reads its report: whom a rule means says what people did."""
    webinar, me = await chosen(request), staff(request)
    role = await services(request).crew.role_of(me.org, webinar.id, me.id)
    if not reads_reports(me, role):
        raise Problem(403, "not-allowed", "Follow-ups are for the webinar's crew and marketing.")
    return webinar


async def chosen_one(request: web.Request, webinar: Webinar) -> FollowUp:
    """The follow-up of the address; 404 for another webinar's."""
    try:
        return await services(request).follow_ups.get(
            webinar.meeting.org, webinar.id, request.match_info["follow_up"]
        )
    except NotFound as error:
        not_found(str(error))


def back(request: web.Request, webinar: Webinar, words: str) -> web.Response:
    """To the list, with a refusal."""
    response = redirect(f"/webinars/{webinar.id}/follow-ups")
    flash(request, response, words, "danger")
    return response
