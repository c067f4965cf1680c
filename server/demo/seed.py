"""Make the demo, or find it: running it again changes nothing that still works.

What is made is noted in ``<data>/demo.json`` (0600, it holds the logins). A second run prints the
same logins and the same meeting while that can still be joined; else it plans a new one.
"""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from accounts import Staff, StaffRole
from decks.edits import Outline
from decks.workflow import Validity
from scheduling.errors import SchedulingError
from scheduling.plans import Host, Meeting, MeetingState, Person, Plan
from server.demo import webinars
from server.demo.cast import HCPS, ORGANISATION, STAFF, ZONE
from server.demo.webinars import Made
from server.publishing import approve
from server.services import Services

FOLDER = Path(__file__).parent
DAY_MS = 86_400_000
MEETING_MINUTES = 45


class Login(msgspec.Struct, frozen=True):
    """How one member of staff signs in."""

    name: str
    role: str
    email: str
    password: str


class Note(msgspec.Struct, frozen=True):
    """What the demo remembers of itself."""

    org: str
    logins: list[Login]
    host: str
    people: list[str]
    """HCP ids."""
    deck: str
    version: str
    meeting: str
    webinars: Made | None = None
    """None in notes that are older than the demo's webinars."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What ``lectern demo --json`` prints."""

    base_url: str
    logins: list[dict[str, str]]
    meeting_id: str
    meeting_url: str
    host_url: str
    join_links: list[dict[str, str]]
    deck_ids: list[str]
    version_ids: list[str]
    webinars: list[dict[str, str]]
    """What can be looked at of the webinars, and where."""


async def seed(parts: Services) -> dict[str, Any]:
    """Make what is missing; returns what ``Demo`` lists."""
    path = parts.settings.data / "demo.json"
    note = _read(path)
    if note is None:
        note = await _make(parts)
        _write(path, note)
    elif not await _joinable(parts, note):
        note = msgspec.structs.replace(note, meeting=(await _plan(parts, note)).id)
        _write(path, note)
    fresh = await _webinars(parts, note)
    if fresh != note.webinars:
        note = msgspec.structs.replace(note, webinars=fresh)
        _write(path, note)
    return asdict(await _demo(parts, note))


def describe(demo: Mapping[str, Any]) -> str:
    """The same for people."""
    lines = ["", f"  Lectern is at {demo['base_url']}", "", "  Sign in as"]
    lines += [f"    {o['role']:<11} {o['email']:<32} {o['password']}" for o in demo["logins"]]
    lines += ["", "  Open these in two browser windows:", f"    rep   {demo['host_url']}"]
    lines += [f"    HCP   {link['url']}" for link in demo["join_links"]]
    lines += ["", "  Webinars (sign in as marketing)"]
    lines += [f"    {each['what']:<9} {each['url']}" for each in demo["webinars"]]
    return "\n".join([*lines, ""])


async def _demo(parts: Services, note: Note) -> Demo:
    base = parts.settings.base_url
    meeting = await parts.meetings.get(note.org, note.meeting)
    links = [
        {
            "name": person.name,
            "invitee": person.id,
            "url": await parts.links.url(note.org, person.id),
        }
        for person in meeting.invitees
    ]
    return Demo(
        base_url=base,
        logins=[msgspec.structs.asdict(login) for login in note.logins],
        meeting_id=meeting.id,
        meeting_url=f"{base}/meetings/{meeting.id}",
        host_url=f"{base}/meetings/{meeting.id}/room",
        join_links=links,
        deck_ids=[note.deck],
        version_ids=[note.version],
        webinars=await webinars.urls(parts, note.org, note.webinars) if note.webinars else [],
    )


async def _webinars(parts: Services, note: Note) -> Made:
    """The webinars that there are; a new one to go live with when the last one is over."""
    people = (await parts.accounts.search(note.org)).items
    crew = (_of(people, StaffRole.MARKETING), _of(people, StaffRole.REP))
    known = note.webinars
    if known is None:
        return await webinars.make(parts, note.org, crew, note.version)
    if await webinars.is_open(parts, note.org, known.now):
        return known
    fresh = await webinars.live(parts, note.org, crew, note.version)
    return msgspec.structs.replace(known, now=fresh.id)


async def _make(parts: Services) -> Note:
    home = await parts.accounts.organisations.create(ORGANISATION, language="en", zone=ZONE)
    staff, logins = [], []
    for player in STAFF:
        password = new_password()
        person = await parts.accounts.create(
            home.id, email=player.email, name=player.name, role=player.role, password=password
        )
        staff.append(person)
        logins.append(Login(player.name, player.role.value, player.email, password))
    host = _of(staff, StaffRole.REP)
    people = [
        await parts.directory.create(home.id, fields, by=host.id, now=parts.clock())
        for fields in HCPS
    ]
    deck, version = await _import_deck(parts, home.id, staff)
    note = Note(home.id, logins, host.id, [p.id for p in people], deck, version, "")
    return msgspec.structs.replace(note, meeting=(await _plan(parts, note)).id)


async def _import_deck(parts: Services, org: str, staff: list[Staff]) -> tuple[str, str]:
    """The demo deck, described and approved for a year."""
    sheet = json.loads((FOLDER / "deck.json").read_text(encoding="utf-8"))
    author, approver = _of(staff, StaffRole.MARKETING), _of(staff, StaffRole.COMPLIANCE)
    job = await parts.decks.import_files(
        org, author.id, [FOLDER / "deck.pdf"], title=sheet["title"], product=sheet["product"]
    )
    assert job.deck is not None and job.version is not None, job.sentence
    outline = msgspec.convert(sheet["slides"], type=list[Outline])
    await parts.decks.drafts.outline(org, job.version, outline)
    await parts.decks.review.submit(org, job.version)
    now = parts.clock()
    await approve(parts, org, job.version, approver, Validity(now, now + 365 * DAY_MS))
    return job.deck, job.version


async def _plan(parts: Services, note: Note) -> Meeting:
    """A talk with the first HCP that begins now."""
    host = await parts.accounts.get(note.org, note.host)
    found = await parts.directory.get(note.org, note.people[0])
    home = await parts.accounts.organisations.get(note.org)
    fields = found.fields
    wall = datetime.fromtimestamp(parts.clock() / 1000, UTC).astimezone(ZoneInfo(ZONE))
    return await parts.meetings.create(
        note.org,
        Plan(
            title="Cardiology update",
            wall=wall.strftime("%Y-%m-%dT%H:%M"),
            zone=ZONE,
            later=wall.fold == 1,
            minutes=MEETING_MINUTES,
            people=(
                Person(
                    found.id, found.name, fields.email or "", fields.language, fields.zone or ZONE
                ),
            ),
            decks=(note.version,),
        ),
        Host(host.id, host.name, host.email, home.name),
    )


async def _joinable(parts: Services, note: Note) -> bool:
    try:
        meeting = await parts.meetings.get(note.org, note.meeting)
    except SchedulingError:
        return False
    open_states = (MeetingState.PLANNED, MeetingState.LIVE)
    return meeting.state in open_states and meeting.ends + DAY_MS > parts.clock()


def _of(staff: Sequence[Staff], role: StaffRole) -> Staff:
    return next(person for person in staff if person.role is role)


def new_password() -> str:
    """Easy to type from a terminal, hard to guess: 64 bits."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


def _read(path: Path) -> Note | None:
    if not path.exists():
        return None
    return msgspec.json.decode(path.read_bytes(), type=Note)


def _write(path: Path, note: Note) -> None:
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(note)))
    fresh.replace(path)
