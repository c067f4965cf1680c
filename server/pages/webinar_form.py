"""The editor of a webinar: its page, its rules, its form.

Rule 1: it works without a script: a list is a text with a line for each entry and bars between its
parts. ``web/static/webinars/form.js`` makes rows of it.
Rule 2: what people typed comes back with the sentence that says what is wrong, beside its field.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from scheduling.errors import BadLength, BadValue, WrongState
from scheduling.moments import wall_of, zones
from scheduling.plans import Host
from scheduling.webinars.errors import BadField
from scheduling.webinars.plans import (
    AgendaItem,
    Approval,
    ApprovalMode,
    Branding,
    Field,
    Speaker,
    Webinar,
    WebinarPlan,
)
from server.http import flash, form, redirect, render, services, staff
from server.pages.choices import LANGUAGES
from server.pages.webinars import chosen, note

routes = web.RouteTableDef()

HOUR_MS = 3_600_000
WEEK_MS = 7 * 24 * HOUR_MS

Line = Annotated[str, msgspec.Meta(max_length=2_000)]
Text = Annotated[str, msgspec.Meta(max_length=10_000)]
Lines = Annotated[list[Line], msgspec.Meta(max_length=100)]
Yes = Literal["yes"] | None
"""A switch; one that is off sends nothing."""


class Draft(msgspec.Struct, forbid_unknown_fields=True):
    """The form as it is posted."""

    title: Line = ""
    date: Line = ""
    time: Line = ""
    zone: Line = ""
    minutes: Line = ""
    which: Literal["", "first", "second"] = ""
    description: Text = ""
    languages: Lines = []
    agenda: Text = ""
    """A line each: minutes, title, speaker, with bars between."""
    speakers: Text = ""
    """A line each: name, position, words, with bars between."""
    fields: Text = ""
    """A line each: question, kind, yes if it must be answered, answers with semicolons between."""
    colour: Line = ""
    mode: ApprovalMode = ApprovalMode.ALL
    domains: Text = ""
    countries: Text = ""
    specialties: Text = ""
    segments: Text = ""
    capacity: Line = "500"
    waiting_list: Yes = None
    public: Yes = None
    walk_ins: Yes = None
    names_shown: Yes = None
    anonymous: Yes = None
    embed: Text = ""
    reminders: Line = ""
    confirm: Text = ""
    remind: Text = ""
    deny: Text = ""
    waiting: Text = ""
    series: Line = ""
    deck: Lines = []


@routes.get("/webinars/new")
async def new(request: web.Request) -> web.Response:
    """An empty form for an evening in a week, in my zone."""
    me = staff(request)
    day = wall_of(services(request).clock() + WEEK_MS, me.zone).partition("T")[0]
    draft = draft_of(WebinarPlan("", f"{day}T18:00", me.zone, 60))
    return await page(request, draft)


@routes.post("/webinars")
async def create(request: web.Request) -> web.Response:
    """Keep the draft; nobody is told yet."""
    draft, me, parts = await form(request, Draft), staff(request), services(request)
    home = await parts.accounts.organisations.get(me.org)
    host = Host(me.id, me.name, me.email, home.name)
    try:
        made = await parts.webinars.create(me.org, plan_of(draft), host)
    except BadValue as error:
        return await page(request, draft, error=error)
    await note(request, "webinar.planned", made.id)
    response = redirect(f"/webinars/{made.id}")
    flash(request, response, "Kept as a draft. Look at it, then publish its page.")
    return response


@routes.get("/webinars/{id}/edit")
async def edit(request: web.Request) -> web.Response:
    """The form with the webinar as it is planned."""
    webinar = await chosen(request)
    return await page(request, draft_of(webinar.plan), webinar)


@routes.post("/webinars/{id}")
async def change(request: web.Request) -> web.Response:
    """Make the webinar what the form says; those whom it concerns are told by mail."""
    draft, webinar, parts = await form(request, Draft), await chosen(request), services(request)
    response = redirect(f"/webinars/{webinar.id}")
    try:
        changed = await parts.webinars.change(webinar.meeting.org, webinar.id, plan_of(draft))
    except BadValue as error:
        return await page(request, draft, webinar, error)
    except WrongState as error:
        flash(request, response, str(error), "danger")
        return response
    await note(request, "webinar.changed", webinar.id)
    told = changed.meeting.sequence > webinar.meeting.sequence and webinar.published
    words = "Saved. Everybody registered is told by mail." if told else "Saved."
    flash(request, response, words)
    return response


async def page(
    request: web.Request,
    draft: Draft,
    webinar: Webinar | None = None,
    error: BadValue | None = None,
) -> web.Response:
    """The form, with what was typed and what is wrong with it."""
    me, parts = staff(request), services(request)
    offered = await parts.decks.showable(me.org, parts.clock())
    return render(
        request,
        "webinars/form.html",
        200 if error is None else 422,
        webinar=webinar,
        draft=draft,
        decks=offered,
        languages=LANGUAGES,
        modes=MODES,
        errors={} if error is None else {error.field: str(error)},
        zones=zones(),
    )


MODES = (
    ("all", "Everybody is in at once"),
    ("rule", "Who fits the rule below is in; the others wait for my decision"),
    ("hand", "I decide about each"),
)


def plan_of(draft: Draft) -> WebinarPlan:
    """The plan that the form means; raises ``BadValue``."""
    return WebinarPlan(
        title=draft.title,
        wall=f"{draft.date}T{draft.time}",
        zone=draft.zone,
        minutes=_number("minutes", draft.minutes),
        later=draft.which == "second",
        description=draft.description,
        languages=tuple(draft.languages),
        agenda=tuple(_agenda_item(row) for row in _rows(draft.agenda, 3)),
        speakers=tuple(Speaker(*row) for row in _rows(draft.speakers, 3)),
        fields=tuple(_field(row, n) for n, row in enumerate(_rows(draft.fields, 4), 1)),
        branding=Branding(draft.colour),
        approval=Approval(
            draft.mode,
            tuple(_words(draft.domains)),
            tuple(_words(draft.countries)),
            tuple(_words(draft.specialties)),
            tuple(_words(draft.segments)),
        ),
        capacity=_number("capacity", draft.capacity),
        waiting_list=draft.waiting_list is not None,
        public=draft.public is not None,
        walk_ins=draft.walk_ins is not None,
        names_shown=draft.names_shown is not None,
        anonymous=draft.anonymous is not None,
        embed=tuple(draft.embed.split()),
        reminders=tuple(_number("reminders", each) for each in _words(draft.reminders)),
        texts={
            "confirm": draft.confirm,
            "remind": draft.remind,
            "deny": draft.deny,
            "waiting": draft.waiting,
        },
        series=draft.series,
        decks=tuple(draft.deck),
    )


def draft_of(plan: WebinarPlan) -> Draft:
    """The form that means the plan."""
    date, _, time = plan.wall.partition("T")
    rule = plan.approval
    return Draft(
        title=plan.title,
        date=date,
        time=time,
        zone=plan.zone,
        minutes=str(plan.minutes),
        which="second" if plan.later else "",
        description=plan.description,
        languages=list(plan.languages),
        agenda=_lines((str(each.minutes), each.title, each.speaker) for each in plan.agenda),
        speakers=_lines((each.name, each.title, each.words) for each in plan.speakers),
        fields=_lines(_row_of(each) for each in plan.fields),
        colour=plan.branding.colour,
        mode=rule.mode,
        domains=", ".join(rule.domains),
        countries=", ".join(rule.countries),
        specialties=", ".join(rule.specialties),
        segments=", ".join(rule.segments),
        capacity=str(plan.capacity),
        waiting_list=_yes(plan.waiting_list),
        public=_yes(plan.public),
        walk_ins=_yes(plan.walk_ins),
        names_shown=_yes(plan.names_shown),
        anonymous=_yes(plan.anonymous),
        embed="\n".join(plan.embed),
        reminders=", ".join(map(str, plan.reminders)),
        confirm=plan.texts.get("confirm", ""),
        remind=plan.texts.get("remind", ""),
        deny=plan.texts.get("deny", ""),
        waiting=plan.texts.get("waiting", ""),
        series=plan.series,
        deck=list(plan.decks),
    )


Kind = Literal["text", "choice", "many", "yes"]
KINDS: dict[str, Kind] = {"text": "text", "choice": "choice", "many": "many", "yes": "yes"}


def _rows(text: str, width: int) -> list[list[str]]:
    """The parts of each line that has any, filled up to ``width``."""
    rows = [[part.strip() for part in line.split("|", width - 1)] for line in text.splitlines()]
    return [row + [""] * (width - len(row)) for row in rows if any(row)]


def _lines(rows: Iterable[tuple[str, ...]]) -> str:
    """What ``_rows`` reads; a bar or a line break inside a part becomes a blank."""
    clean = ([" ".join(part.replace("|", " ").split()) for part in row] for row in rows)
    return "\n".join(" | ".join(row).rstrip(" |") for row in clean)


def _agenda_item(row: list[str]) -> AgendaItem:
    return AgendaItem(_number("agenda", row[0]), row[1], row[2])


def _field(row: list[str], number: int) -> Field:
    label, kind, needed, options = row
    if kind not in KINDS:
        raise BadField("fields", f"“{label}”: the kind is one of {', '.join(KINDS)}.")
    choices = tuple(each.strip() for each in options.split(";") if each.strip())
    required = needed.casefold() == "yes"
    return Field(f"own_{number}", label, KINDS[kind], choices, required)


def _row_of(field: Field) -> tuple[str, ...]:
    needed = "yes" if field.required else "no"
    return field.label, field.kind, needed, "; ".join(field.options)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", ",").split(",") if word.strip()]


def _yes(on: bool) -> Yes:
    return "yes" if on else None


def _number(field: str, text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 6:
        if field == "minutes":
            raise BadLength("bad-length", "Give the length in minutes.")
        raise BadField(field, f"“{text}” is no number." if text else "A number is missing.")
    return int(text)
