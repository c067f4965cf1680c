"""Tokens for OBS, of a webinar: on its own page, for whoever plans it; until when they count."""

import asyncio
import re
from dataclasses import replace

import pytest

from accounts import StaffRole
from scheduling.broadcasts import STAYS_MS
from server.pages.broadcasts import claim
from tests.server.test_webinar_pages import marketing as marketing
from tests.server.test_webinar_pages import published
from tests.support.site import Site, Visitor
from tests.support.whip import MediaClient

NAME = {"name": "Studio"}


def media(site: Site, token: str) -> MediaClient:
    return MediaClient(f"http://{site.client.host}:{site.client.port}", token)


async def made(visitor: Visitor, webinar: str) -> str:
    """A token, from the page that shows it."""
    page = await visitor.post(f"/meetings/{webinar}/broadcasts", NAME)
    assert page.status == 200, page.words
    [token] = re.findall(r'id="whip-token" value="([^"]+)"', page.body)
    return str(token)


async def test_a_token_publishes(site: Site, marketing: Visitor) -> None:
    """The webinar's page offers it, shows it once, and names it while it is on air; the program is
    a speaker in the practice room. Revoked, it is gone at once."""
    id = await published(site, marketing)
    assert (
        "can be a picture of its own in this webinar"
        in (await marketing.get(f"/webinars/{id}")).words
    )
    token = await made(marketing, id)
    again = await marketing.get(f"/webinars/{id}")
    assert "Studio" in again.words and token not in again.body
    async with media(site, token) as obs:
        peer, answer = await obs.publish(id)
        assert answer.status == 201
        await peer.wait_for(lambda: bool(site.services.media.streams(id)))
        room = site.services.signaling.room(id)
        assert room is not None
        [stream] = room.streams
        person = room.person(stream.participant)
        assert person is not None
        assert (person.public.name, person.public.role) == ("Studio", "panelist")
        assert "On air" in (await marketing.get(f"/webinars/{id}")).words
        org = marketing.staff.org if marketing.staff is not None else ""
        [program] = await site.services.meetings.broadcasts.valid(org, id)
        done = await marketing.post(f"/meetings/{id}/broadcasts/{program.id}/revoke")
        assert done.location == f"/webinars/{id}#broadcast"
        async with asyncio.timeout(2):
            await peer.closed.wait()
        _, answer = await obs.publish(id)
        assert (answer.status, answer.code) == (401, "revoked")


@pytest.mark.parametrize("role", [StaffRole.REP, StaffRole.COMPLIANCE])
async def test_nobody_else(site: Site, marketing: Visitor, role: StaffRole) -> None:
    """Who plans no webinars neither sees the card nor makes tokens."""
    id = await published(site, marketing)
    other = await site.person(role, "Otto Other")
    assert "Broadcast from OBS" not in (await other.get(f"/webinars/{id}")).words
    assert (await other.post(f"/meetings/{id}/broadcasts", NAME)).status == 403


async def test_until_when(site: Site, marketing: Visitor) -> None:
    """It counts until some hours after the planned end, and opens nothing after that."""
    id = await published(site, marketing)
    await made(marketing, id)
    assert marketing.staff is not None
    org, parts = marketing.staff.org, site.services
    webinar = await parts.webinars.get(org, id)
    [program] = await parts.meetings.broadcasts.valid(org, id)
    assert program.expires == webinar.meeting.ends + STAYS_MS
    ended = replace(claim(program), expires=parts.clock() - 1)
    async with media(site, parts.tokens.issue(ended)) as obs:
        for _, answer in (await obs.publish(id), await obs.play("", id)):
            assert (answer.status, answer.code) == (401, "expired")
