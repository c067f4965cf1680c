"""The audit trail with its proof, and the server's health with its values."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from scheduling.mails import MailState
from server.health import Finding
from server.http import query, render, services, staff
from server.pages.lists import PageNumber
from server.services import Services

routes = web.RouteTableDef()

EVERYBODY = 1000
"""Staff whose names the audit page shows; more are shown by their id."""

Word = Annotated[str, msgspec.Meta(max_length=64)]


class Trail(msgspec.Struct):
    """Which lines: each word in full."""

    actor: Word = ""
    action: Word = ""
    subject: Word = ""
    page: PageNumber = 1
    verify: Literal["yes", ""] = ""


@routes.get("/admin/audit")
async def audit(request: web.Request) -> web.Response:
    """Who did what; ``?verify=yes`` goes through the whole chain first."""
    search, parts, me = query(request, Trail), services(request), staff(request)
    verdict = await parts.audit.verify(me.org) if search.verify else None
    found = await parts.audit.search(
        me.org,
        actor=search.actor or None,
        action=search.action or None,
        subject=search.subject or None,
        number=search.page,
    )
    people = await staff_names(request)
    return render(
        request,
        "staff/audit.html",
        found=found,
        search=search,
        people=sorted(people.items(), key=lambda pair: pair[1]),
        names=people | {"system": "Lectern itself"},
        verdict=verdict,
    )


async def staff_names(request: web.Request) -> dict[str, str]:
    """Staff of the organisation by id."""
    found = await services(request).accounts.search(staff(request).org, size=EVERYBODY)
    return {person.id: person.name for person in found.items}


@routes.get("/admin/health")
async def health(request: web.Request) -> web.Response:
    """Every check with its value, as /readyz gives it, and what the parts count."""
    parts = services(request)
    findings = await parts.health.findings()
    return render(
        request,
        "staff/health.html",
        findings=[*findings, media_finding(parts), await mail_finding(parts)],
        ready=all(finding.ok for finding in findings),
        facts=list(facts(parts)),
        at=parts.clock(),
    )


def media_finding(parts: Services) -> Finding:
    """The UDP port through which all sound and pictures go."""
    port = parts.media.port
    return Finding("media", port > 0, f"UDP port {port} is open." if port else "No port is open.")


async def mail_finding(parts: Services) -> Finding:
    """Whether mail goes out; mail that failed needs somebody, but lets people in all the same."""
    counts = await parts.outbox.mailbox.counts()
    lost = counts[MailState.DEAD] + counts[MailState.DOUBTFUL]
    waiting = counts[MailState.QUEUED] + counts[MailState.SENDING]
    delivered = f"{counts[MailState.DELIVERED]} delivered, {waiting} waiting"
    return Finding("mail", lost == 0, f"{delivered}, {lost} failed or in doubt.")


def facts(parts: Services) -> Iterator[tuple[str, str]]:
    """How this server is set up, then what its parts count right now."""
    settings = parts.settings
    yield "Version", release()
    yield "Address", settings.base_url
    tcp = f"{parts.media.tcp_port} (TCP)" if parts.media.tcp_port else "no TCP"
    yield "Media port", f"{parts.media.port} (UDP), {tcp}"
    yield "Media addresses", ", ".join(settings.media_addresses) or "found from the network"
    yield "Data folder", str(settings.data)
    yield "Mail", "by SMTP" if settings.smtp_url else "as files in the data folder"
    for part, counts in (("Rooms", parts.signaling.stats()), ("Media", parts.media.stats())):
        for name, value in sorted(counts.items()):
            if isinstance(value, int | float):
                yield f"{part}: {name.replace('_', ' ')}", f"{value:,.10g}"


def release() -> str:
    """The installed version of Lectern."""
    try:
        return version("lectern")
    except PackageNotFoundError:
        return "from a clone"
