"""The room as an HCP sees it, and her receipt: what was captured, and taking it back.

Rule 1: waiting, room and goodbye are one page, which lives by its scripts.
Rule 2: programs that accept JSON get the page's data alone: so the page renews its token.
"""

from dataclasses import dataclass
from functools import partial
from typing import Literal

import msgspec
from aiohttp import web

from engagement.consents import ConsentEntry, Means
from engagement.errors import NotFound as NothingHeld
from engagement.kinds import ConsentKind
from engagement.receipts import Receipt
from scheduling import moments
from scheduling.plans import Meeting, MeetingKind, MeetingState
from scheduling.tokens import Purpose
from server.http import form, json_response, not_found, query, redirect, services, wants_json
from server.pages.agreements import AGREEMENTS, VERSION, Translate, wording
from server.pages.guests import (
    SCRIPTS,
    Guest,
    Spoken,
    captured,
    claim_of,
    closed,
    given,
    in_crew,
    in_zone,
    is_ours,
    named,
    or_closed,
    owner,
    page,
    recognise,
    shut_out,
    speaks,
)
from server.pages.scriptwords import script_words
from server.relay import for_page
from server.wiring.registrant_consents import take_back, texts_of

routes = web.RouteTableDef()

TOKEN_MS = 2 * 3_600_000
"""The page renews its token through the cookie, so it need not live long."""


class ConsentForm(msgspec.Struct, forbid_unknown_fields=True):
    """What she takes back during the meeting or afterwards."""

    withdraw: Literal["capture", "attention", "recording", "registration"]
    version: str = ""
    """Of the text, when it is one that was agreed to when signing up."""
    back: Literal["room", "receipt"] = "room"


@routes.get("/room/{meeting}")
@or_closed
async def room(request: web.Request) -> web.StreamResponse:
    """Waiting, room and goodbye: one page. Programs that accept JSON get its data (a new token)."""
    guest = await recognise(request)
    language = speaks(request, guest.invitee.language, query(request, Spoken).lang)
    if guest.meeting.state is MeetingState.ENDED and not wants_json(request):
        return after_the_end(request, guest, language)
    data = await room_data(request, guest, language)
    if wants_json(request):
        return json_response(data)
    return page(
        request,
        "hcp/room.html",
        language,
        meeting=guest.meeting,
        invitee=guest.invitee,
        agreements=AGREEMENTS,
        page=data,
    )


def after_the_end(request: web.Request, guest: Guest, language: str) -> web.Response:
    """Where the room leads once it is over: goodbye, receipt, or a word of thanks to the crew."""
    if is_ours(guest.meeting, guest.invitee):
        return closed(request, "crew-over", language, guest.opened)
    goal = "goodbye" if in_audience(guest) else "receipt"
    return redirect(f"/room/{guest.meeting.id}/{goal}?lang={language}")


def in_audience(guest: Guest) -> bool:
    """Whether somebody is a registrant of a webinar: the crew's guests are invitees."""
    return guest.meeting.kind is MeetingKind.WEBINAR and guest.invitee.role == "attendee"


async def of_the_show(request: web.Request, guest: Guest) -> dict[str, object]:
    """What a webinar's plan says of its room: questions without a name, what one has in breaks."""
    if guest.meeting.kind is not MeetingKind.WEBINAR:
        return {"anonymous": False, "hold": None}
    plan = (await services(request).webinars.get(guest.meeting.org, guest.meeting.id)).plan
    files = f"/room/{guest.meeting.id}/hold/"
    return {
        "anonymous": plan.anonymous,
        "hold": {
            "picture": plan.hold.picture and files + plan.hold.picture,
            "alt": plan.hold.alt,
            "music": plan.hold.music and files + plan.hold.music,
            "begins": plan.hold.begins,
        },
    }


async def room_data(request: web.Request, guest: Guest, language: str) -> dict[str, object]:
    """What the room's scripts start from."""
    parts, meeting = services(request), guest.meeting
    agreed = await parts.consents.current(meeting.org, meeting.id, guest.invitee.id)
    here, crew = f"/room/{meeting.id}", in_crew(meeting, guest.invitee)
    ours = is_ours(meeting, guest.invitee)
    claim = claim_of(guest.opened, parts.clock() + TOKEN_MS)
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "token": parts.tokens.issue(claim, Purpose.PARTICIPANT),
        "role": guest.invitee.role,
        "webinar": meeting.kind is MeetingKind.WEBINAR,
        **await of_the_show(request, guest),
        "starts": meeting.starts,
        "now": parts.clock(),
        "me": guest.invitee.id,
        "ice_servers": for_page(parts.relay.servers(guest.invitee.id)),
        "language": language,
        "words": script_words(parts.words.catalogue(language), SCRIPTS),
        "capture": captured(agreed),
        "zone": guest.invitee.zone,
        "host": {
            "id": meeting.host.id,
            "name": meeting.host.name,
            "given": given(meeting.host.name),
        },
        "urls": {
            "room": here,
            "consent": f"{here}/consent",
            "receipt": "" if ours else f"{here}/receipt?lang={language}",
            "goodbye": f"{here}/goodbye?lang={language}" if in_audience(guest) else "",
            "desk": f"{here}/desk?lang={language}" if crew else "",
        },
    }


@routes.get("/room/{meeting}/receipt")
@or_closed
async def receipt(request: web.Request) -> web.StreamResponse:
    """What was captured of her in this meeting, under which words; each can be taken back here."""
    guest = await owner(request)
    parts, meeting = services(request), guest.meeting
    shut = await shut_out(request, guest)
    language = speaks(request, guest.invitee.language, query(request, Spoken).lang)
    try:
        held = await parts.receipts.of(meeting.org, meeting.id, guest.invitee.id, parts.clock())
    except NothingHeld:
        held = None
    return page(
        request,
        "hcp/receipt.html",
        language,
        meeting=meeting,
        invitee=guest.invitee,
        held=held,
        answers=standing(held, partial(parts.words.t, language), named(meeting)),
        let_in=not shut,
        signed_here=signed_here(meeting, shut),
        present=moments.duration(language, minutes(held.connected_ms)) if held else "",
        when=in_zone(language, meeting, guest.invitee.zone),
        page=None if shut else await room_data(request, guest, language),
    )


def signed_here(meeting: Meeting, shut: str) -> bool:
    """Whether what was agreed to when signing up is taken back on the receipt.

    While there is something to take part in it is done on the registration's own page, where what
    is needed to come in is known; who is ``shut`` out for good has none.
    """
    return meeting.state is MeetingState.ENDED or shut not in ("", "no-seat")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one question was answered last, and in which words it was asked."""

    field: str
    title: str
    given: bool
    at: int | None
    version: str
    text: str


def standing(held: Receipt | None, say: Translate, who: dict[str, str]) -> list[Standing]:
    """The last answer to each question; one that was never asked is a no."""
    last = {entry.kind: entry for entry in held.answers} if held else {}
    found = []
    for each in AGREEMENTS:
        entry = last.get(each.kind)
        found.append(
            Standing(
                each.field,
                say(each.title),
                entry.given if entry else False,
                entry.at if entry else None,
                entry.version if entry else VERSION,
                entry.text if entry else wording(each, say, **who),
            )
        )
    return found + [_signed(each) for each in texts_of(held.answers if held else ())]


def _signed(entry: ConsentEntry) -> Standing:
    """What was agreed to when signing up."""
    title = entry.text.partition("\n")[0]
    return Standing("registration", title, entry.given, entry.at, entry.version, entry.text)


def minutes(milliseconds: int) -> int:
    """Whole minutes; a stay that was shorter counts as one."""
    return max(1, round(milliseconds / 60_000))


@routes.post("/room/{meeting}/consent")
@or_closed
async def withdraw(request: web.Request) -> web.StreamResponse:
    """Take back one consent. The answer is what is still agreed to, or the receipt's page again."""
    guest = await owner(request)
    posted = await form(request, ConsentForm)
    kind = ConsentKind(posted.withdraw)
    if kind is ConsentKind.REGISTRATION:
        await unsign(request, guest, posted.version)
        return redirect(f"/room/{guest.meeting.id}/receipt")
    # Attention is a part of capture: without the whole there is no part.
    kinds = [kind, ConsentKind.ATTENTION] if kind is ConsentKind.CAPTURE else [kind]
    means = Means.RECEIPT if posted.back == "receipt" else Means.ROOM
    parts, meeting = services(request), guest.meeting
    agreed = await parts.consents.withdraw(
        meeting.org, meeting.id, guest.invitee.id, kinds, means, parts.clock()
    )
    if kind is ConsentKind.CAPTURE and meeting.kind is MeetingKind.WEBINAR:
        await parts.follow_ups.forget(meeting.org, meeting.id, guest.invitee.id)
        # Of a webinar that is over there is a score by now: it goes with the consent.
        await parts.audience_reports.settled(meeting.org, meeting.id, parts.clock())
    if wants_json(request):
        return json_response(captured(agreed))
    return redirect(f"/room/{meeting.id}/receipt")


async def unsign(request: web.Request, guest: Guest, version: str) -> None:
    """Take back what was agreed to when signing up; raises ``Problem`` 404."""
    parts, meeting = services(request), guest.meeting
    if not in_audience(guest) or not signed_here(meeting, await shut_out(request, guest)):
        not_found()
    webinar = await parts.webinars.get(meeting.org, meeting.id)
    mine = await parts.registrations.get(meeting.org, meeting.id, guest.invitee.id)
    await take_back(parts.consents, webinar, mine, version, parts.clock())
