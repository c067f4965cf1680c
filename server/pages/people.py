"""Staff accounts: list, add, change, reset a password, switch off and on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from aiohttp import web

from accounts import AccountError, BadValue, NotFound, Page, Staff, StaffRole
from engagement.audit import Entry
from scheduling.moments import zones
from server.http import flash, form, not_found, query, redirect, render, services, staff
from server.pages.choices import LANGUAGES
from server.pages.lists import Search

routes = web.RouteTableDef()


class Filter(Search):
    """Search, and which roles and accounts."""

    role: StaffRole | None = None
    active: Literal["yes", "no", ""] = ""


class NewPerson(msgspec.Struct, forbid_unknown_fields=True):
    """What is blank is refused by the accounts with a sentence of its own."""

    name: str = ""
    email: str = ""
    role: StaffRole = StaffRole.REP
    language: str = ""
    zone: str = ""
    password: str = ""


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of an account."""

    name: str = ""
    role: StaffRole = StaffRole.REP
    language: str = ""
    zone: str = ""


class Password(msgspec.Struct, forbid_unknown_fields=True):
    """A new password."""

    password: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that goes back to its person: which dialog, what was typed, what is wrong where."""

    dialog: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@routes.get("/admin/people")
async def people(request: web.Request) -> web.Response:
    """Everyone who signs in, with search and filters."""
    return await page(request, query(request, Filter))


@routes.post("/admin/people")
async def add(request: web.Request) -> web.Response:
    """A new account; a value that cannot be used opens the form again beside its sentence."""
    posted, me = await form(request, NewPerson), staff(request)
    try:
        person = await services(request).accounts.create(
            me.org,
            email=posted.email,
            name=posted.name,
            role=posted.role,
            password=posted.password,
            language=posted.language or None,
            zone=posted.zone or None,
        )
    except BadValue as error:
        return await again(request, refused("new", posted, error))
    await note(request, "staff.created", person.id, role=person.role.value)
    return done(request, f"{person.name} can sign in now.")


@routes.post("/admin/people/{id}")
async def change(request: web.Request) -> web.Response:
    """Name, role, language and zone."""
    posted, person = await form(request, Change), await chosen(request)
    try:
        await services(request).accounts.change(
            person.org,
            person.id,
            name=posted.name or None,
            role=posted.role,
            language=posted.language or None,
            zone=posted.zone or None,
        )
    except AccountError as error:
        return await again(request, refused(f"edit-{person.id}", posted, error), person)
    await note(request, "staff.changed", person.id, role=posted.role.value)
    return done(request, f"{posted.name or person.name} was changed.")


@routes.post("/admin/people/{id}/password")
async def reset(request: web.Request) -> web.Response:
    """A new password, told to the person by the administrator; every session ends."""
    posted, person = await form(request, Password), await chosen(request)
    try:
        await services(request).accounts.reset_password(person.org, person.id, posted.password)
    except BadValue as error:
        return await again(request, refused(f"password-{person.id}", None, error), person)
    await note(request, "staff.password_reset", person.id)
    return done(request, f"{person.name} has a new password and was signed out everywhere.")


@routes.post("/admin/people/{id}/deactivate")
async def deactivate(request: web.Request) -> web.Response:
    """Switch an account off; the last administrator stays."""
    person = await chosen(request)
    try:
        await services(request).accounts.deactivate(person.org, person.id)
    except AccountError as error:
        response = redirect("/admin/people")
        flash(request, response, str(error), "danger")
        return response
    await note(request, "staff.deactivated", person.id)
    return done(request, f"{person.name} can no longer sign in.")


@routes.post("/admin/people/{id}/activate")
async def activate(request: web.Request) -> web.Response:
    """Switch an account on again."""
    person = await chosen(request)
    await services(request).accounts.activate(person.org, person.id)
    await note(request, "staff.activated", person.id)
    return done(request, f"{person.name} can sign in again.")


async def chosen(request: web.Request) -> Staff:
    """The person of the address; 404 for another organisation's."""
    try:
        return await services(request).accounts.get(staff(request).org, request.match_info["id"])
    except NotFound as error:
        not_found(str(error))


def refused(dialog: str, posted: msgspec.Struct | None, error: AccountError) -> Refused:
    """What the form shows again; a password never comes back."""
    where = error.field if isinstance(error, BadValue) else ""
    values = msgspec.to_builtins(posted) if posted is not None else {}
    values.pop("password", None)
    return Refused(dialog, values, {where: str(error)})


async def again(
    request: web.Request, form_again: Refused, person: Staff | None = None
) -> web.Response:
    """The list with the refused form open; the person at fault is always on that page."""
    search = Filter(q=person.email if person else "")
    return await page(request, search, form_again, status=422)


async def page(
    request: web.Request, search: Filter, form_again: Refused | None = None, status: int = 200
) -> web.Response:
    """The list, one page of it."""
    shown = form_again or Refused("")
    return render(
        request,
        "staff/people.html",
        status,
        found=await find(request, search),
        q=search.q,
        role=search.role or "",
        active=search.active,
        opened=shown.dialog,
        values=shown.values,
        errors=shown.errors,
        languages=LANGUAGES,
        zones=zones(),
    )


async def find(request: web.Request, search: Filter) -> Page[Staff]:
    """The accounts that the filters leave."""
    return await services(request).accounts.search(
        staff(request).org,
        search.q,
        role=search.role,
        active={"yes": True, "no": False}.get(search.active),
        page=search.page,
    )


def done(request: web.Request, sentence: str) -> web.Response:
    """Back to the list with a word about what happened."""
    response = redirect("/admin/people")
    flash(request, response, sentence)
    return response


async def note(request: web.Request, action: str, about: str, **after: str) -> None:
    """Into the audit trail: who did what to which account."""
    me = staff(request)
    entry = Entry(
        actor=me.id, action=action, subject_kind="staff", subject=about, after=dict(after)
    )
    await services(request).audit.record(me.org, entry, services(request).clock())
