"""Media sessions by HTTP: trickled to, restarted, ended; each by its owner alone."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.browser import Browser
from tests.support.media_peer import LightPeer
from tests.support.venue import ROOM, Venue
from tests.support.whip import SDP, Answered, MediaClient

TRICKLE = "application/trickle-ice-sdpfrag"
CANDIDATES = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n"
ANEW = "a=ice-ufrag:another\r\na=ice-pwd:0123456789abcdef01234567\r\n"


@pytest.fixture
async def camera(venue: Venue) -> AsyncIterator[MediaClient]:
    """Alice's media; Alice is in the room."""
    async with venue.inside("alice"), MediaClient(venue.url, "alice") as client:
        yield client


class Published:
    """A media session of that client."""

    def __init__(self, client: MediaClient, peer: LightPeer, answer: Answered) -> None:
        self.client, self.peer = client, peer
        self.where, self.etag = answer.headers["Location"], answer.headers["ETag"]

    async def patch(
        self, body: str = CANDIDATES, type: str = TRICKLE, tag: str | None = None
    ) -> Answered:
        """A PATCH, with If-Match unless the tag is empty."""
        sent = {"If_Match": self.etag if tag is None else tag} if tag != "" else {}
        return await self.client.request("PATCH", self.where, body, type, **sent)


@pytest.fixture
async def published(camera: MediaClient) -> Published:
    return Published(camera, *await camera.publish())


async def test_candidates(published: Published) -> None:
    """204 with nothing: no body and, as the ICE generation is the same, no ETag."""
    answer = await published.patch()
    assert (answer.status, answer.text) == (204, "")
    assert "ETag" not in answer.headers
    assert (await published.patch(tag='"another", ' + published.etag)).status == 204
    assert (await published.patch(tag="*")).status == 204


async def test_restart(published: Published) -> None:
    """200 with the server's credentials and candidates, under a new ETag; the old one is over."""
    answer = await published.patch(ANEW, tag="*")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(TRICKLE)
    assert answer.headers["ETag"] not in (published.etag, "")
    for line in ("a=ice-lite", "a=ice-ufrag:", "a=ice-pwd:", "a=candidate:"):
        assert line in answer.text
    assert (await published.patch()).status == 412
    assert (await published.patch(tag=answer.headers["ETag"])).status == 204
    # Again by the same name is no restart, but a repetition of what is known.
    assert (await published.patch(ANEW, tag="*")).status == 204


async def test_other_media_types_of_the_same_kind(published: Published) -> None:
    """The name of a media type has no case, and may have parameters."""
    assert (await published.patch(type="Application/Trickle-ICE-SDPFrag; x=y")).status == 204


async def test_without_a_tag(published: Published) -> None:
    """428: the server must know which generation is meant."""
    answer = await published.patch(tag="")
    assert (answer.status, answer.code) == (428, "condition-needed")


async def test_another_tag(published: Published) -> None:
    """412, a weak tag too, and nothing is changed."""
    for tag in ('"other"', "other", f"W/{published.etag}"):
        answer = await published.patch(ANEW, tag=tag)
        assert (answer.status, answer.code) == (412, "changed-meanwhile")
    assert (await published.patch()).status == 204


async def test_another_media_type(published: Published) -> None:
    """415."""
    for kind in (SDP, "text/plain", "application/json"):
        answer = await published.patch(type=kind)
        assert (answer.status, answer.code) == (415, "unsupported-type")


@pytest.mark.parametrize("body", ["", "nonsense", "a=ice-ufrag:another\r\n", "\r\n"])
async def test_malformed_fragment(published: Published, body: str) -> None:
    """400, and the session goes on as it was."""
    answer = await published.patch(body, tag="*")
    assert (answer.status, answer.code) == (400, "fragment-malformed")
    assert (await published.patch()).status == 204


async def test_fragment_too_large(published: Published) -> None:
    """413 before anything is read into."""
    answer = await published.patch("a=mid:0\r\n" * 10_000)
    assert (answer.status, answer.code) == (413, "too-large")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
async def test_reserved_methods(published: Published, method: str) -> None:
    """405 with what is allowed (RFC 9725, 4.2)."""
    answer = await published.client.request(method, published.where)
    assert answer.status == 405
    assert answer.headers["Allow"] == "PATCH, DELETE, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_end(published: Published) -> None:
    """200 once, whatever If-Match says; then 404 for everything."""
    request = published.client.request
    assert (await request("DELETE", published.where, If_Match='"other"')).status == 200
    async with asyncio.timeout(5):
        await published.peer.closed.wait()
    for answer in (await request("DELETE", published.where), await published.patch(ANEW, tag="*")):
        assert (answer.status, answer.code) == (404, "no-such-session")


async def test_without_proof(venue: Venue, published: Published) -> None:
    """401 for a stranger, whether the session exists or not: nobody learns which do."""
    for token in (None, "eve"):
        async with MediaClient(venue.url, token) as eve:
            for where in (published.where, "/media/sessions/made-up"):
                for method in ("DELETE", "PATCH"):
                    answer = await eve.request(method, where)
                    assert (answer.status, answer.code) == (401, "unauthorised")
                    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (await published.patch()).status == 204


async def test_any_cookie_is_no_proof(venue: Venue, published: Published) -> None:
    """Nor does whoever makes up a cookie."""
    async with MediaClient(venue.url, None) as eve:
        for where in (published.where, "/media/sessions/made-up"):
            answer = await eve.request("DELETE", where, Cookie="a=b")
            assert (answer.status, answer.code) == (401, "unauthorised")
    assert (await published.patch()).status == 204


async def test_of_somebody_else(venue: Venue, published: Published) -> None:
    """404 for another participant, a host too."""
    async with venue.browser("amy") as amy, MediaClient(venue.url, "amy") as other:
        await amy.join()
        for answer in (
            await other.request("DELETE", published.where),
            await other.request("PATCH", published.where, ANEW, TRICKLE, If_Match="*"),
        ):
            assert (answer.status, answer.code) == (404, "no-such-session")
    assert (await published.patch()).status == 204


async def test_too_many(published: Published) -> None:
    """429 for a page that patches in a loop; its session goes on."""
    answers = [await published.patch() for _ in range(70)]
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_a_browser_in_the_room_hears_of_no_restart(venue: Venue, alice: Browser) -> None:
    """A restart is between the peer and the server: the stream goes on under its name."""
    async with MediaClient(venue.url, "alice") as client:
        published = Published(client, *await client.publish())
        await alice.until(lambda a: a.room.streams)
        before = alice.room.seq
        assert (await published.patch(ANEW, tag="*")).status == 200
        assert (await alice.send("snapshot"))["snapshot"]["seq"] == before


@pytest.fixture
async def alice(venue: Venue) -> AsyncIterator[Browser]:
    async with venue.inside("alice") as (alice,):
        yield alice


async def test_ended_by_the_server(venue: Venue, published: Published) -> None:
    """200 for whoever made it, as often as they say it: a meeting that is over leaves no errors.

    It is as unknown as any other name to everybody else, and for PATCH.
    """
    venue.media.end_room(ROOM)
    async with asyncio.timeout(5):
        await published.peer.closed.wait()
    request = published.client.request
    async with MediaClient(venue.url, "amy") as amy, MediaClient(venue.url, None) as nobody:
        answer = await amy.request("DELETE", published.where)
        assert (answer.status, answer.code) == (404, "no-such-session")
        answer = await nobody.request("DELETE", published.where)
        assert (answer.status, answer.code) == (401, "unauthorised")
    for _ in range(2):
        assert (await request("DELETE", published.where)).status == 200
    assert (await published.patch(ANEW, tag="*")).status == 404
    made_up = await request("DELETE", "/media/sessions/made-up")
    assert (made_up.status, made_up.code) == (404, "no-such-session")
