"""What the commands of ``server.cli`` do. Each opens the data folder, works, and closes it again.

A running server may stand beside: SQLite lets several processes in, and the server notices new
mail, decks and meetings by reading them.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from accounts import AccountError, Staff, StaffRole
from decks.errors import DeckError
from decks.workflow import Validity
from engagement.consents import Answer, Means
from engagement.dump import dump
from engagement.kinds import ConsentKind
from scheduling.errors import SchedulingError
from scheduling.plans import Meeting, MeetingState
from scheduling.tokens import Claim
from server.app import make_server, opened
from server.demo.seed import new_password, seed
from server.doctor import findings
from server.health import Finding
from server.note import read_note
from server.pages.agreements import VERSION
from server.publishing import approve
from server.services import Services
from server.settings import Settings
from server.wiring.doorkeeper import GUEST
from server.wiring.erasing import Busy, Running

DAY_MS = 86_400_000
TOKEN_MS = 30 * DAY_MS
"""Programs keep a token in their configuration; cancelling the meeting or a ban ends it earlier."""


CONSENT_TEXT = "Recorded by the administrator with lectern token."


class Refused(Exception):
    """The command cannot do what was asked; the text is one sentence."""


@asynccontextmanager
async def parts_of(settings: Settings) -> AsyncIterator[Services]:
    """The parts on the data folder, databases migrated; no port is opened, no task is left."""
    server = make_server(beside(settings))
    async with opened(server):
        yield server.services


def beside(settings: Settings) -> Settings:
    """The settings with the port of the server that runs on the same data folder, if one does."""
    note = read_note(settings.data)
    return settings if note is None else replace(settings, port=note.port)


async def init(
    settings: Settings, organisation: str, name: str, email: str, zone: str
) -> dict[str, Any]:
    """``lectern init``: an organisation and somebody who can sign in."""
    password = new_password()
    async with parts_of(settings) as parts:
        try:
            home = await parts.accounts.organisations.create(organisation, zone=zone)
            person = await parts.accounts.create(
                home.id, email=email, name=name, role=StaffRole.ADMIN, password=password
            )
        except AccountError as error:
            raise Refused(str(error)) from error
        return {"organisation": home.id, "email": person.email, "password": password}


async def demo(settings: Settings) -> dict[str, Any]:
    """``lectern demo``."""
    async with parts_of(settings) as parts:
        return await seed(parts)


async def deck_import(
    settings: Settings, files: Sequence[Path], title: str | None, approve_now: bool
) -> dict[str, Any]:
    """``lectern deck import``: a draft, or with ``--approve`` one that can be shown at once."""
    for file in files:
        if not file.is_file():
            raise Refused(f"there is no file at {file}")
    async with parts_of(settings) as parts:
        author = await _somebody(parts, StaffRole.ADMIN)
        try:
            job = await parts.decks.import_files(author.org, author.id, files, title=title or "")
        except DeckError as error:
            raise Refused(str(error)) from error
        if job.deck is None or job.version is None:
            raise Refused(job.sentence or "the deck could not be imported")
        if approve_now and not job.known:
            await parts.decks.review.submit(author.org, job.version)
            now = parts.clock()
            await approve(parts, author.org, job.version, author, Validity(now, now + 365 * DAY_MS))
        version = await parts.decks.version(author.org, job.version)
        return {
            "deck": version.deck,
            "version": version.id,
            "title": version.title,
            "slides": len(version.slides),
            "sha256": version.sha256,
            "state": version.state(parts.clock()).value,
            "known": job.known,
        }


async def token(
    settings: Settings,
    meeting: str,
    role: str,
    invitee: str | None,
    guest: str | None,
    consents: Sequence[str],
) -> dict[str, Any]:
    """``lectern token``: for the host, an invitee, or a new guest of one meeting."""
    async with parts_of(settings) as parts:
        found = await _meeting(parts, meeting)
        claim = _claim(parts, found, role, invitee, guest)
        if consents:
            await _consent(parts, claim, consents)
        return {
            "token": parts.tokens.issue(claim),
            "participant": claim.participant,
            "role": claim.role,
            "meeting": meeting,
            "expires": claim.expires,
        }


def _claim(
    parts: Services, meeting: Meeting, role: str, invitee: str | None, guest: str | None
) -> Claim:
    participant, name, hcp = meeting.host.id, meeting.host.name, None
    if role == "attendee" and guest is not None:
        participant, name = GUEST + secrets.token_urlsafe(12), guest
    elif role == "attendee":
        person = next((p for p in meeting.invitees if invitee in (None, p.id)), None)
        if person is None:
            raise Refused("this meeting has no such invitee")
        participant, name, hcp = person.id, person.name, person.hcp
    return Claim(
        org=meeting.org,
        meeting=meeting.id,
        participant=participant,
        role=role,
        name=name,
        hcp=hcp,
        expires=parts.clock() + TOKEN_MS,
        admitted=True,
    )


async def events(settings: Settings, meeting: str | None) -> AsyncIterator[dict[str, Any]]:
    """``lectern events dump``."""
    server = make_server(beside(settings))
    async with opened(server):
        if meeting is not None:
            await _meeting(server.services, meeting)
        async for event in dump(server.store, meeting=meeting):
            yield event


async def verify_audit(settings: Settings) -> str | None:
    """``lectern audit verify``: what is wrong, or None."""
    async with parts_of(settings) as parts:
        for home in await parts.accounts.organisations.all():
            verdict = await parts.audit.verify(home.id)
            if not verdict.sound:
                return f"the audit trail of {home.name} is broken: {verdict.faults[0]}"
    return None


async def erase(
    settings: Settings, address: str, organisation: str | None, why: str | None
) -> dict[str, Any]:
    """``lectern erase``: what is known at an address; with a reason, nothing afterwards."""
    async with parts_of(settings) as parts:
        home = await _home(parts, organisation)
        traces = await parts.erasure.trace(home, address)
        try:
            if why and traces.found:
                await parts.erasure.erase(traces, by="system", why=why)
            elif why:
                await parts.erasure.rebuild()
        except (Running, Busy) as error:
            raise Refused(str(error)) from error
        if not traces.found:
            raise Refused(f"nobody is known at {address}")
        return {
            "erased": bool(why),
            "names": traces.names,
            "addresses": sorted(traces.addresses),
            "hcps": [each.id for each in traces.hcps],
            "meetings": sorted({each.meeting for each in traces.invited}),
        }


async def _home(parts: Services, organisation: str | None) -> str:
    """The organisation with that id, or the only one there is."""
    homes = await parts.accounts.organisations.all()
    found = [home for home in homes if organisation in (None, home.id)]
    if len(found) != 1:
        named = ", ".join(f"{home.id} ({home.name})" for home in homes)
        raise Refused(f"say which organisation with --organisation: {named}")
    return found[0].id


async def doctor(settings: Settings) -> list[Finding]:
    """``lectern doctor``."""
    async with parts_of(settings) as parts:
        return await findings(parts)


async def _meeting(parts: Services, meeting: str) -> Meeting:
    for home in await parts.accounts.organisations.all():
        try:
            found = await parts.meetings.get(home.id, meeting)
        except SchedulingError:
            continue
        if found.state is MeetingState.CANCELLED:
            raise Refused("this meeting was cancelled")
        return found
    raise Refused("there is no such meeting")


async def _somebody(parts: Services, role: StaffRole) -> Staff:
    for home in await parts.accounts.organisations.all():
        found = await parts.accounts.search(home.id, role=role, active=True, size=1)
        if found.items:
            return found.items[0]
    raise Refused("there is no organisation yet: run `lectern demo` or sign in first")


async def _consent(parts: Services, claim: Claim, kinds: Sequence[str]) -> None:
    known = {kind.value: kind for kind in ConsentKind} | {"slides": ConsentKind.CAPTURE}
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise Refused(f"there is no consent called {unknown[0]}")
    answers = [Answer(known[kind], True, VERSION, "en", CONSENT_TEXT) for kind in kinds]
    await parts.consents.record(
        claim.org,
        claim.meeting,
        claim.participant,
        claim.hcp,
        answers,
        Means.BY_HAND,
        parts.clock(),
    )
