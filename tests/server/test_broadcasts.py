"""Tokens for OBS: made by the host, shown once, good for one meeting, taken back at once."""

import asyncio
import re

import pytest

from accounts import StaffRole
from scheduling.plans import Meeting
from tests.server.planned import Stage
from tests.server.planned import stage as stage
from tests.support.site import Answer, Visitor
from tests.support.whip import MediaClient

FORM = {"name": "Studio"}


def shown_token(page: Answer) -> str:
    """The token on the page."""
    [token] = re.findall(r'id="whip-token" value="([^"]+)"', page.body)
    return str(token)


@pytest.fixture
async def planned(stage: Stage) -> Meeting:
    return await stage.planned()


async def made(visitor: Visitor, meeting: Meeting) -> str:
    page = await visitor.post(f"/meetings/{meeting.id}/broadcasts", FORM)
    assert page.status == 200, page.words
    return shown_token(page)


def media(stage: Stage, token: str) -> MediaClient:
    client = stage.site.client
    return MediaClient(f"http://{client.host}:{client.port}", token)


async def published(stage: Stage, meeting: Meeting) -> None:
    """Wait until the stream is in the room."""
    async with asyncio.timeout(5):
        while not stage.site.services.media.streams(meeting.id):
            await asyncio.sleep(0.02)


async def test_a_token_publishes(stage: Stage, planned: Meeting) -> None:
    """The page shows address and token once; with it a program is a speaker in the room."""
    page = await stage.rep.post(f"/meetings/{planned.id}/broadcasts", FORM)
    assert f'/whip/{planned.id}" readonly' in page.body
    assert "it is shown this once" in page.words and "Works until" in page.words
    assert page.headers["Cache-Control"] == "no-store"
    again = await stage.rep.get(f"/meetings/{planned.id}")
    assert "Studio" in again.words and "whip-token" not in again.body
    async with media(stage, shown_token(page)) as obs:
        _, answer = await obs.publish(planned.id)
        assert answer.status == 201
        await published(stage, planned)
        room = stage.site.services.signaling.room(planned.id)
        assert room is not None
        [stream] = room.streams
        person = room.person(stream.participant)
        assert person is not None
        assert (person.public.name, person.public.role) == ("Studio", "panelist")
        assert "On air" in (await stage.rep.get(f"/meetings/{planned.id}")).words


async def test_revoke(stage: Stage, planned: Meeting) -> None:
    """Revoking ends the media and the token; another token is not concerned."""
    token = await made(stage.rep, planned)
    other = await made(stage.rep, planned)
    async with media(stage, token) as obs, media(stage, other) as second:
        peer, _ = await obs.publish(planned.id)
        await published(stage, planned)
        [first, _] = await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)
        page = await stage.rep.follow(f"/meetings/{planned.id}/broadcasts/{first.id}/revoke")
        assert "The token of “Studio” no longer works." in page.words
        async with asyncio.timeout(2):
            await peer.closed.wait()
        assert not stage.site.services.media.streams(planned.id)
        for _, answer in (await obs.publish(planned.id), await obs.play("", planned.id)):
            assert (answer.status, answer.code) == (401, "revoked")
        assert (await second.publish(planned.id))[1].status == 201


async def test_revoke_what_only_plays(stage: Stage, planned: Meeting) -> None:
    """A program that watches is cut off as well."""
    token = await made(stage.rep, planned)
    other = await made(stage.rep, planned)
    async with media(stage, other) as camera, media(stage, token) as player:
        await camera.publish(planned.id)
        await published(stage, planned)
        peer, answer = await player.play("", planned.id)
        assert answer.status == 201
        [first, _] = await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)
        await stage.rep.follow(f"/meetings/{planned.id}/broadcasts/{first.id}/revoke")
        async with asyncio.timeout(2):
            await peer.closed.wait()


async def test_while_an_offer_is_read(stage: Stage, planned: Meeting) -> None:
    """A token that is taken back between its look-up and the end of the offer opens nothing."""
    token = await made(stage.rep, planned)
    [program] = await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)
    host, port = stage.site.client.host, stage.site.client.port
    assert port is not None
    reader, writer = await asyncio.open_connection(host, port)
    body = b"v=0\r\n"
    writer.write(
        f"POST /whip/{planned.id} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    )
    await writer.drain()
    await asyncio.sleep(0.2)
    stage.site.services.signaling.revoke_program(planned.id, program.participant)
    writer.write(body)
    async with asyncio.timeout(5):
        assert b" 401 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_the_administrator_too(stage: Stage, planned: Meeting) -> None:
    """An administrator makes and revokes tokens of any meeting of the organisation."""
    admin = await stage.site.person(StaffRole.ADMIN, "Ada Admin")
    await made(admin, planned)
    [program] = await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)
    answer = await admin.post(f"/meetings/{planned.id}/broadcasts/{program.id}/revoke")
    assert answer.status == 303
    assert not await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)


@pytest.mark.parametrize("role", [StaffRole.REP, StaffRole.MARKETING, StaffRole.COMPLIANCE])
async def test_nobody_else(stage: Stage, planned: Meeting, role: StaffRole) -> None:
    """Colleagues neither see the card nor make or revoke tokens."""
    await made(stage.rep, planned)
    [program] = await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)
    other = await stage.site.person(role, "Otto Other")
    assert "Broadcast from OBS" not in (await other.get(f"/meetings/{planned.id}")).words
    for path in ("", f"/{program.id}/revoke"):
        answer = await other.post(f"/meetings/{planned.id}/broadcasts{path}", FORM)
        assert answer.status == 403
    assert len(await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)) == 1


async def test_another_organisation(stage: Stage, planned: Meeting) -> None:
    """There the meeting does not exist."""
    accounts = stage.site.services.accounts
    home = await accounts.organisations.create("Other", language="en", zone="Europe/Berlin")
    admin = await stage.site.person(StaffRole.ADMIN, "Ida Else", home)
    for path in ("", "/x/revoke"):
        answer = await admin.post(f"/meetings/{planned.id}/broadcasts{path}", FORM)
        assert answer.status == 404


async def test_another_site(stage: Stage, planned: Meeting) -> None:
    """A form of another site makes nothing by our cookie."""
    answer = await stage.rep.post(
        f"/meetings/{planned.id}/broadcasts", FORM, **{"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status == 403
    assert not await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)


async def test_no_such_token(stage: Stage, planned: Meeting) -> None:
    """Nothing to revoke."""
    answer = await stage.rep.post(f"/meetings/{planned.id}/broadcasts/none/revoke")
    assert answer.status == 404


async def test_names(stage: Stage, planned: Meeting) -> None:
    """A name of 1 to 80 characters; blank is the maker's own."""
    path = f"/meetings/{planned.id}/broadcasts"
    page = await stage.rep.follow(path, {"name": "x" * 81})
    assert "Give a name of 1 to 80 characters." in page.words
    assert (await stage.rep.post(path, {"name": "x" * 300})).status == 422
    assert (await stage.rep.post(path, {"role": "host"})).status == 422
    page = await stage.rep.post(path, {"name": ""})
    assert "Max Stein (broadcast)" in page.words


async def test_not_too_many(stage: Stage, planned: Meeting) -> None:
    """Ten tokens are enough for one meeting."""
    for _ in range(10):
        await made(stage.rep, planned)
    page = await stage.rep.follow(f"/meetings/{planned.id}/broadcasts", FORM)
    assert "There are 10 tokens already." in page.words


async def test_a_cancelled_meeting(stage: Stage, planned: Meeting) -> None:
    """Its tokens open nothing, and no new ones are made."""
    token = await made(stage.rep, planned)
    await stage.rep.follow(f"/meetings/{planned.id}/cancel", {"reason": ""})
    async with media(stage, token) as obs:
        _, answer = await obs.publish(planned.id)
        assert (answer.status, answer.code) == (403, "cancelled")
    page = await stage.rep.follow(f"/meetings/{planned.id}/broadcasts", FORM)
    assert "Nobody can publish into this meeting any more." in page.words


async def test_audit(stage: Stage, planned: Meeting) -> None:
    """Who made and who revoked a token is in the audit trail; the token itself is nowhere."""
    token = await made(stage.rep, planned)
    [program] = await stage.site.services.meetings.broadcasts.valid(planned.org, planned.id)
    await stage.rep.follow(f"/meetings/{planned.id}/broadcasts/{program.id}/revoke")
    lines = (await stage.site.services.audit.search(planned.org)).items
    found = [(x.action, x.actor, x.subject) for x in lines if x.action.startswith("broadcast.")]
    me = stage.rep.staff
    assert me is not None
    assert sorted(found) == [
        ("broadcast.made", me.id, program.id),
        ("broadcast.revoked", me.id, program.id),
    ]
    assert token not in str(lines)
