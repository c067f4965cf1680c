"""Decks: the shelf, one deck with its slides and versions, one slide with its words."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from aiohttp import web
from msgspec import Meta

from accounts import Staff
from decks.edits import MESSAGE_CHARS, PRODUCT_CHARS, TOPIC_CHARS, Words
from decks.manifest import NOTES_CHARS, TITLE_CHARS
from decks.model import Deck, Job, Slide, Version
from decks.workflow import State
from server.access import APPROVERS, AUTHORS
from server.http import flash, form, not_found, query, redirect, render, services, staff
from server.pages import deck_review, deck_upload
from server.pages.deck_problems import told
from server.pages.lists import PageNumber, SearchText
from server.pages.moments import wall
from server.pages.oversight import staff_names

own = web.RouteTableDef()

APPROVAL_DAYS = 365
"""Proposed in the approval form."""


class Wanted(msgspec.Struct):
    """The query of the shelf."""

    q: SearchText = ""
    state: State | None = None
    page: PageNumber = 1


class Which(msgspec.Struct):
    """The query of a deck's page: its newest version unless another is named."""

    version: str = ""
    step: Annotated[int, Meta(ge=0, le=100)] = 0


class Naming(msgspec.Struct, forbid_unknown_fields=True):
    """The form of a deck's name."""

    title: Annotated[str, Meta(max_length=TITLE_CHARS)] = ""
    product: Annotated[str, Meta(max_length=PRODUCT_CHARS)] = ""


class Do(StrEnum):
    """The buttons of a slide's form."""

    SAVE = "save"
    NEXT = "next"
    JOIN = "join"
    SPLIT = "split"


class SlideForm(msgspec.Struct, forbid_unknown_fields=True):
    """The form of a slide."""

    version: str
    do: Do = Do.SAVE
    title: Annotated[str, Meta(max_length=TITLE_CHARS)] = ""
    topic: Annotated[str, Meta(max_length=TOPIC_CHARS)] = ""
    key_message: Annotated[str, Meta(max_length=MESSAGE_CHARS)] = ""
    mandatory: str = ""
    notes: Annotated[str, Meta(max_length=2 * NOTES_CHARS)] = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A deck and the version that is looked at."""

    deck: Deck
    version: Version


@own.get("/decks")
async def shelf(request: web.Request) -> web.Response:
    """All decks with their covers, a page at a time."""
    wanted, me, parts = query(request, Wanted), staff(request), services(request)
    found = await parts.decks.search(me.org, wanted.q, wanted.state, wanted.page)
    return render(
        request,
        "decks/shelf.html",
        found=found,
        wanted=wanted,
        states=list(State),
        now=parts.clock(),
        may_author=me.role in AUTHORS,
        unfinished=await unfinished(request) if me.role in AUTHORS else [],
    )


@own.get("/decks/{id}")
async def detail(request: web.Request) -> web.Response:
    """One version of a deck: its slides, its state, its sisters."""
    me, parts = staff(request), services(request)
    opened = await chosen(request, query(request, Which).version)
    today = wall(parts.clock(), me.zone).date()
    return render(
        request,
        "decks/deck.html",
        deck=opened.deck,
        version=opened.version,
        now=parts.clock(),
        people=await staff_names(request),
        first=today.isoformat(),
        last=(today + timedelta(days=APPROVAL_DAYS)).isoformat(),
        may_approve=me.role in APPROVERS,
        may_author=me.role in AUTHORS,
        may_edit=may_edit(me, opened.version),
    )


@own.post("/decks/{id}")
async def rename(request: web.Request) -> web.Response:
    """Another title and product."""
    posted, me = await form(request, Naming), staff(request)
    deck = request.match_info["id"]
    with told():
        drafts = services(request).decks.drafts
        await drafts.rename(me.org, deck, posted.title, posted.product)
    response = redirect(f"/decks/{deck}")
    flash(request, response, "Saved.")
    return response


@own.get("/decks/{id}/slides/{n}")
async def slide(request: web.Request) -> web.Response:
    """One slide, large, with its words; a form while it is a draft."""
    me, which = staff(request), query(request, Which)
    opened = await chosen(request, which.version)
    shown = slide_of(request, opened.version)
    if which.step >= shown.steps:
        not_found("This slide has no such build.")
    return render(
        request,
        "decks/slide.html",
        deck=opened.deck,
        version=opened.version,
        slide=shown,
        step=which.step,
        now=services(request).clock(),
        topics=sorted({each.topic for each in opened.version.slides if each.topic}),
        may_edit=may_edit(me, opened.version),
    )


@own.post("/decks/{id}/slides/{n}")
async def change_slide(request: web.Request) -> web.Response:
    """Store the words of a slide, or join or split its builds."""
    posted = await form(request, SlideForm)
    opened = await chosen(request, posted.version)
    number = slide_of(request, opened.version).number
    with told():
        changed = await act(request, posted, number)
    goal = {Do.NEXT: number + 1, Do.JOIN: number - 1}.get(posted.do, number)
    response = redirect(slide_url(opened.deck, changed, min(goal, len(changed.slides) - 1)))
    flash(request, response, said(posted.do))
    return response


@own.get("/decks/{id}/versions/{version}/source")
async def source(request: web.Request) -> web.StreamResponse:
    """The file that was uploaded, byte for byte; of several pictures the one of ``?step=``."""
    me, parts = staff(request), services(request)
    opened = await chosen(request, request.match_info["version"])
    with told():
        paths = await parts.decks.source_paths(me.org, opened.version.id)
    at = query(request, Which).step
    if at >= len(paths):
        not_found()
    response = web.FileResponse(paths[at])
    response.content_type = "application/octet-stream"
    # What a stranger made is saved, never opened as a page of ours.
    response.headers["Content-Disposition"] = disposition(opened.version, len(paths), at)
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def act(request: web.Request, posted: SlideForm, number: int) -> Version:
    """Do what the form's button says; DeckError."""
    org, drafts = staff(request).org, services(request).decks.drafts
    if posted.do is Do.JOIN:
        return await drafts.join(org, posted.version, number)
    if posted.do is Do.SPLIT:
        return await drafts.split(org, posted.version, number)
    words = Words(
        title=posted.title,
        topic=posted.topic,
        key_message=posted.key_message,
        mandatory=bool(posted.mandatory),
        notes=posted.notes,
    )
    return await drafts.describe(org, posted.version, number, words)


async def chosen(request: web.Request, version: str) -> Opened:
    """The deck of the address and one of its versions; 404 for another organisation's."""
    org, decks = staff(request).org, services(request).decks
    with told():
        deck = await decks.deck(org, request.match_info["id"])
        newest = deck.newest
        if newest is None or (version and version not in {each.id for each in deck.versions}):
            not_found("This deck has no such version.")
        return Opened(deck, await decks.version(org, version or newest.id))


def slide_of(request: web.Request, version: Version) -> Slide:
    """The slide of the address, counted from 1 as people do."""
    number = request.match_info["n"]
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number) <= len(version.slides):
        not_found("This deck has no such slide.")
    return version.slides[int(number) - 1]


def slide_url(deck: Deck, version: Version, number: int) -> str:
    return f"/decks/{deck.id}/slides/{number + 1}?{urlencode({'version': version.id})}"


def may_edit(me: Staff, version: Version) -> bool:
    """Whether this person may change the words of this version."""
    return me.role in AUTHORS and version.stored is State.DRAFT


def said(do: Do) -> str:
    return {
        Do.JOIN: "Joined: these pages are the builds of one slide now.",
        Do.SPLIT: "Split: each build is a slide of its own now.",
    }.get(do, "Saved.")


def disposition(version: Version, count: int, at: int) -> str:
    """A file name that says what it is, in characters that no header can trip over."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in version.title)
    stem = "-".join(part for part in kept.split("-") if part)[:80] or "deck"
    suffix = version.name.rpartition(".")[2].lower()
    ending = f".{suffix}" if suffix.isascii() and suffix.isalnum() and count == 1 else ""
    part = f"-{at + 1}" if count > 1 else ""
    return f'attachment; filename="{stem}-v{version.number}{part}{ending}"'


async def unfinished(request: web.Request) -> list[Job]:
    """Imports that are still at work."""
    jobs = await services(request).decks.jobs(staff(request).org)
    return [job for job in jobs if not job.over]


routes = (*deck_upload.routes, *own, *deck_review.routes)
