"""Relays are told in Link headers (RFC 9725, 4.6), to whom they are for and to nobody else."""

import aiohttp
import pytest

from tests.support.venue import Venue
from tests.support.whip import Answered, MediaClient

URLS = ("turns:a.example:443?transport=tcp", "turn:a.example")


def told(answer: Answered, who: str) -> bool:
    """Whether the answer tells this person of both relays, and of nothing else."""
    rest = f'rel="ice-server"; username="99:{who}"; credential="pass/word="'
    return answer.headers.getall("Link", []) == [
        f'<{url}>; {rest}; credential-type="password"' for url in URLS
    ]


async def test_answers(venue: Venue) -> None:
    """With the answer to a publisher and to a viewer come relays and credentials of their own."""
    venue.relays.urls = URLS
    async with (
        venue.inside("alice", "bob") as (alice, _bob),
        MediaClient(venue.url, "alice") as camera,
        MediaClient(venue.url, "bob") as screen,
    ):
        _, published = await camera.publish()
        await alice.until(lambda a: a.room.streams)
        _, played = await screen.play(alice.room.streams[0].id)
    assert told(published, "alice")
    assert told(played, "bob")


@pytest.mark.parametrize("path", ["/whip/heart", "/whep/heart", "/whep/heart/any"])
async def test_before_the_offer(venue: Venue, path: str) -> None:
    """A program that must know them before it offers asks by OPTIONS, with its token."""
    venue.relays.urls = URLS
    async with MediaClient(venue.url, "alice") as client:
        answer = await client.request("OPTIONS", path)
    assert answer.status == 200 and answer.headers["Accept-Post"] == "application/sdp"
    assert told(answer, "alice")


async def test_strangers(venue: Venue) -> None:
    """A browser's preflight, which has no token, is told of none; a wrong token is refused."""
    venue.relays.urls = URLS
    async with MediaClient(venue.url, None) as stranger, MediaClient(venue.url, "mallory") as wrong:
        preflight = await stranger.request("OPTIONS", "/whip/heart")
        refused = await wrong.request("OPTIONS", "/whip/heart")
    assert preflight.status == 200 and "Link" not in preflight.headers
    assert refused.status == 401 and "Link" not in refused.headers


async def test_none(venue: Venue) -> None:
    """Where no relay is set up, no header says so."""
    async with venue.inside("alice"), MediaClient(venue.url, "alice") as camera:
        _, answer = await camera.publish()
    assert answer.status == 201 and "Link" not in answer.headers


async def test_readable_by_others(venue: Venue) -> None:
    """A page of another origin may read the header."""
    async with aiohttp.ClientSession() as http, http.options(f"{venue.url}/whip/heart") as answer:
        assert "Link" in answer.headers["Access-Control-Expose-Headers"]
