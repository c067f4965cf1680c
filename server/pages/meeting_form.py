"""The form that makes and moves meetings: HCPs, decks, date, time, zone.

Rule 1: it works without a script: ``act=find`` looks HCPs up and comes back with the form as it
was.  ``web/static/meetings/form.js`` looks them up while one types.
Rule 2: what people typed comes back with the sentence that says what is wrong, beside its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from decks.errors import NotFound as NoSuchDeck
from decks.model import Version
from engagement.people import Hcp
from scheduling.errors import BadDecks, BadLength, BadPeople, BadTime, BadValue, WrongState
from scheduling.moments import comes_twice, wall_of, zones
from scheduling.plans import Host, Meeting, MeetingState, Person, Plan
from server.http import flash, form, query, redirect, render, services, staff
from server.pages.meetings import changeable, decks, note

routes = web.RouteTableDef()

HALF_HOUR_MS = 30 * 60_000
USUAL_MINUTES = 30
OFFERED = 8
"""How many HCPs a look-up shows."""

# Bounds against abuse; the sentences for people come from scheduling.
Line = Annotated[str, msgspec.Meta(max_length=1_000)]
Id = Annotated[str, msgspec.Meta(max_length=64)]
Ids = Annotated[list[Id], msgspec.Meta(max_length=200)]


class Draft(msgspec.Struct, forbid_unknown_fields=True):
    """The form as it is posted."""

    title: Line = ""
    date: Line = ""
    time: Line = ""
    zone: Line = ""
    minutes: Line = ""
    hcp: Ids = []
    deck: Ids = []
    note: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    which: Literal["", "first", "second"] = ""
    """Of an hour that comes twice in the night when the clocks go back."""
    find: Line = ""
    act: Literal["save", "find"] = "save"


class Preset(msgspec.Struct):
    """``/meetings/new?hcp=…``: whom to invite."""

    hcp: Id = ""


class Twice(BadTime):
    """The hour comes twice, and nobody has said which one is meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose from."""

    people: Sequence[Hcp]
    """Already chosen."""
    offered: Sequence[Hcp]
    decks: Sequence[Version]
    chosen: Sequence[str] = field(default=())
    """Ids of the decks that are chosen."""


@routes.get("/meetings/new")
async def new(request: web.Request) -> web.Response:
    """An empty form for the next half hour, in my zone."""
    me, preset = staff(request), query(request, Preset)
    at = -(-services(request).clock() // HALF_HOUR_MS) * HALF_HOUR_MS
    date, _, time = wall_of(at, me.zone).partition("T")
    draft = Draft(date=date, time=time, zone=me.zone, minutes=str(USUAL_MINUTES))
    draft.hcp = [preset.hcp] if preset.hcp else []
    return await page(request, draft)


@routes.post("/meetings")
async def create(request: web.Request) -> web.Response:
    """Plan the meeting and invite everybody."""
    draft, me, parts = await form(request, Draft), staff(request), services(request)
    if draft.act == "find":
        return await page(request, draft)
    home = await parts.accounts.organisations.get(me.org)
    host = Host(me.id, me.name, me.email, home.name)
    try:
        made = await parts.meetings.create(me.org, await plan_of(request, draft), host)
    except BadValue as error:
        return await page(request, draft, error=error)
    await note(request, "meeting.planned", made.id)
    return await done(request, made, planned_words(made))


@routes.get("/meetings/{id}/reschedule")
async def edit(request: web.Request) -> web.Response:
    """The form with the meeting as it is planned."""
    meeting = await changeable(request)
    if meeting.state is not MeetingState.PLANNED:
        return redirect(f"/meetings/{meeting.id}")
    return await page(request, draft_of(meeting), meeting)


@routes.post("/meetings/{id}/reschedule")
async def change(request: web.Request) -> web.Response:
    """Make the meeting what the form says; those whom it concerns are told by mail."""
    draft, parts = await form(request, Draft), services(request)
    meeting = await changeable(request)
    if draft.act == "find":
        return await page(request, draft, meeting)
    try:
        plan = await plan_of(request, draft)
        changed = await parts.meetings.reschedule(meeting.org, meeting.id, plan)
    except BadValue as error:
        return await page(request, draft, meeting, error)
    except WrongState as error:
        response = redirect(f"/meetings/{meeting.id}")
        flash(request, response, str(error), "danger")
        return response
    await note(request, "meeting.changed", changed.id)
    told = changed.sequence > meeting.sequence
    return await done(
        request, changed, "Saved. Whom the change concerns is told by mail." if told else "Saved."
    )


async def done(request: web.Request, meeting: Meeting, words: str) -> web.Response:
    """To the meeting's page, with a warning for decks that the gate will refuse there."""
    response = redirect(f"/meetings/{meeting.id}")
    refused = [each.version.title for each in await decks(request, meeting) if not each.showable]
    if refused:
        titles = ", ".join(f"“{title}”" for title in refused)
        words = f"{words} But {titles} cannot be shown at that time: see below."
    flash(request, response, words, "warning" if refused else "ok")
    return response


async def page(
    request: web.Request,
    draft: Draft,
    meeting: Meeting | None = None,
    error: BadValue | None = None,
) -> web.Response:
    """The form, with what was typed and what is wrong with it."""
    return render(
        request,
        "meetings/form.html",
        200 if error is None else 422,
        meeting=meeting,
        draft=draft,
        choice=await choice(request, draft),
        errors={} if error is None else {error.field: str(error)},
        twice=isinstance(error, Twice) or draft.which != "",
        zones=zones(),
    )


async def choice(request: web.Request, draft: Draft) -> Choice:
    """The HCPs and decks of the form."""
    org, parts = staff(request).org, services(request)
    known = await parts.directory.several(org, set(draft.hcp))
    found = await parts.directory.search(org, draft.find, size=OFFERED)
    offered = [hcp for hcp in found.items if hcp.id not in known]
    showable = await parts.decks.showable(org, parts.clock())
    others = set(draft.deck) - {version.id for version in showable}
    kept = [version for id in draft.deck if id in others and (version := await deck(request, id))]
    people = [known[id] for id in dict.fromkeys(draft.hcp) if id in known]
    return Choice(people, offered, [*kept, *showable], draft.deck)


async def deck(request: web.Request, version: str) -> Version | None:
    """The deck version, unless it is gone or another organisation's."""
    try:
        return await services(request).decks.version(staff(request).org, version)
    except NoSuchDeck:
        return None


async def plan_of(request: web.Request, draft: Draft) -> Plan:
    """The draft as a plan, its people and decks looked up; raises ``BadValue``."""
    return Plan(
        title=draft.title,
        wall=f"{draft.date}T{draft.time[:5]}",
        zone=draft.zone,
        minutes=minutes_of(draft),
        people=await people_of(request, draft),
        decks=await decks_of(request, draft),
        note=draft.note,
        later=later_of(draft),
    )


async def people_of(request: web.Request, draft: Draft) -> tuple[Person, ...]:
    """Those to invite, as the directory knows them today."""
    known: Mapping[str, Hcp] = await services(request).directory.several(
        staff(request).org, set(draft.hcp)
    )
    if set(draft.hcp) - known.keys():
        raise BadPeople("bad-person", "Somebody is no longer in the directory. Choose again.")
    return tuple(person_of(known[id]) for id in dict.fromkeys(draft.hcp))


async def decks_of(request: web.Request, draft: Draft) -> tuple[str, ...]:
    """The deck versions, each once."""
    chosen = tuple(dict.fromkeys(draft.deck))
    for version in chosen:
        if await deck(request, version) is None:
            raise BadDecks("no-deck", "One of the decks is not there any more. Choose again.")
    return chosen


def person_of(hcp: Hcp) -> Person:
    """An HCP as scheduling invites people."""
    given = hcp.fields
    return Person(hcp.id, hcp.name, given.email or "", given.language, given.zone or "")


def minutes_of(draft: Draft) -> int:
    """The length; raises ``BadLength`` for what is no number."""
    if not draft.minutes.isascii() or not draft.minutes.isdigit():
        raise BadLength("bad-length", "Give the length in minutes.")
    return int(draft.minutes[:6])


def later_of(draft: Draft) -> bool:
    """Which of two equal hours; raises ``Twice`` until somebody has said it."""
    wall = f"{draft.date}T{draft.time[:5]}"
    if draft.which == "" and comes_twice(wall, draft.zone):
        raise Twice(
            "time-twice",
            f"The clocks go back that night, so {draft.time[:5]} comes twice. Which one?",
        )
    return draft.which == "second"


def draft_of(meeting: Meeting) -> Draft:
    """The form of a meeting."""
    date, _, time = meeting.wall.partition("T")
    which: Literal["", "first", "second"] = ""
    if comes_twice(meeting.wall, meeting.zone):
        which = "second" if meeting.later else "first"
    return Draft(
        title=meeting.title,
        date=date,
        time=time,
        zone=meeting.zone,
        minutes=str(meeting.minutes),
        hcp=[person.hcp for person in meeting.invitees],
        deck=list(meeting.decks),
        note=meeting.note,
        which=which,
    )


def planned_words(meeting: Meeting) -> str:
    """What happens now with the invitations."""
    written = sum(bool(person.email) for person in meeting.invitees)
    silent = [person.name for person in meeting.invitees if not person.email]
    words = {0: "", 1: " 1 invitation is on its way."}.get(
        written, f" {written} invitations are on their way."
    )
    if silent:
        words += f" Pass the link on to {', '.join(silent)} yourself."
    return f"The meeting is planned.{words}"
