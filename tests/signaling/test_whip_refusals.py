"""What WHIP and WHEP refuse: one test for each answer of RFC 9725, and of the WHEP draft."""

import gzip
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from media.session import Limits
from tests.support.media_offers import Habits, offer
from tests.support.venue import Venue
from tests.support.whip import SDP, MediaClient

ENDPOINTS = ["/whip/heart", "/whep/heart", "/whep/heart/stream"]


@pytest.fixture
async def camera(venue: Venue) -> AsyncIterator[MediaClient]:
    """Alice's media; Alice is in the room."""
    async with venue.inside("alice"), MediaClient(venue.url, "alice") as client:
        yield client


@pytest.mark.parametrize(
    "kind",
    ["application/sdp", "Application/SDP", "APPLICATION/SDP; charset=UTF-8", SDP + ";x"],
)
async def test_media_types_that_are_sdp(camera: MediaClient, kind: str) -> None:
    """201 for every way to write the media type (RFC 9110, 8.3.1)."""
    answer = await camera.request("POST", "/whip/heart", offer("sendonly"), kind)
    assert answer.status == 201
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/sdpx", "sdp"])
@pytest.mark.parametrize("path", ["/whip/heart", "/whep/heart"])
async def test_415(camera: MediaClient, path: str, kind: str) -> None:
    """Anything else is no offer."""
    answer = await camera.request("POST", path, offer("sendonly"), kind)
    assert (answer.status, answer.code) == (415, "unsupported-type")


async def test_415_without_a_media_type(camera: MediaClient) -> None:
    """A body that does not say what it is."""
    answer = await camera.request("POST", "/whip/heart", b"v=0", "")
    assert answer.status == 415


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ENDPOINTS)
async def test_405(venue: Venue, path: str, method: str) -> None:
    """Reserved methods (RFC 9725, 4.2), for a stranger too, with what is allowed."""
    async with MediaClient(venue.url, None) as anybody:
        answer = await anybody.request(method, path)
        assert answer.status == 405
        assert answer.headers["Allow"] == "POST, OPTIONS"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert method == "HEAD" or answer.code == "bad-method"


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("token", [None, "eve", "", "a b c", "x" * 5_000])
async def test_401(venue: Venue, path: str, token: str | None) -> None:
    """Without a token, or by one that nobody gave out; before anything is said of the offer."""
    async with MediaClient(venue.url, token) as eve:
        for body, kind in ((offer("sendonly"), SDP), ("nonsense", "text/plain")):
            answer = await eve.request("POST", path, body, kind)
            assert (answer.status, answer.code) == (401, "unauthorised")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Basic YWxpY2U6eA==", "alice", "Bearer", "Digest alice"])
async def test_401_by_another_scheme(venue: Venue, scheme: str) -> None:
    """Only bearer tokens are proof."""
    async with MediaClient(venue.url, None) as eve:
        answer = await eve.request("POST", "/whip/heart", offer("sendonly"), Authorization=scheme)
        assert answer.status == 401


async def test_the_scheme_has_no_case(camera: MediaClient) -> None:
    """`bearer` is `Bearer` (RFC 9110, 11.1)."""
    answer = await camera.request(
        "POST", "/whip/heart", offer("sendonly"), Authorization="bearer alice"
    )
    assert answer.status == 201


async def test_401_expired(venue: Venue) -> None:
    """A token that has run out says so."""
    venue.invitations.expired.add("old")
    async with MediaClient(venue.url, "old") as old:
        answer = await old.request("POST", "/whip/heart", offer("sendonly"))
        assert (answer.status, answer.code) == (401, "expired")


@pytest.mark.parametrize("path", ["/whip/liver", "/whep/liver", "/whep/liver/s"])
async def test_404_another_meeting(camera: MediaClient, path: str) -> None:
    """A token opens its own meeting; all others are as if there were none."""
    answer = await camera.request("POST", path, offer("sendonly"))
    assert (answer.status, answer.code) == (404, "not-found")


async def test_404_no_such_stream(camera: MediaClient) -> None:
    """A stream that nobody publishes."""
    answer = await camera.request("POST", "/whep/heart/made-up", offer("recvonly"))
    assert (answer.status, answer.code) == (404, "no-such-stream")


async def test_409_nobody_publishes(camera: MediaClient) -> None:
    """A plain player that comes before the host is told when to try again (WHEP, 4.2)."""
    answer = await camera.request("POST", "/whep/heart", offer("recvonly"))
    assert (answer.status, answer.code) == (409, "not-live")
    assert int(answer.headers["Retry-After"]) > 0
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "offer-malformed"),
        (b"\xff\xfe", "bad-message"),
        (b"v=0\r\n", "no-media"),
        (b"v=0\r\nm=audio\r\n", "offer-malformed"),
        (b"hello", "offer-malformed"),
        (b"{}", "offer-malformed"),
        (offer("sendonly").replace("rtcp-mux", "x").encode(), "no-media"),
        (offer("sendonly").replace("a=fingerprint", "a=x").encode(), "no-fingerprint"),
        (offer("sendonly").replace("sha-256", "sha-1").encode(), "no-fingerprint"),
        (b"v=0\r\n" + b"m=audio 9 X 0\r\n" * 20, "too-many-media"),
        (b"v=0\r\n" + b"a=candidate:1 1 udp 1 ::1 1 typ host\r\n" * 200, "too-many-candidates"),
    ],
)
async def test_400(camera: MediaClient, body: bytes, code: str) -> None:
    """A body that is no offer."""
    answer = await camera.request("POST", "/whip/heart", body)
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"x" * 70_000, "too-large"), (b"v=0\r\n" + b"a=\r\n" * 4_000, "offer-too-large")],
)
async def test_413(camera: MediaClient, body: bytes, code: str) -> None:
    """More than an offer ever has."""
    answer = await camera.request("POST", "/whip/heart", body)
    assert (answer.status, answer.code) == (413, code)


async def test_413_unpacked(camera: MediaClient) -> None:
    """A body is as large as it unpacks."""
    body = gzip.compress(b"v=0\r\n" * 1_000_000)
    answer = await camera.request("POST", "/whip/heart", body, Content_Encoding="gzip")
    assert (answer.status, answer.code) == (413, "too-large")


async def test_406_no_codec_of_ours(camera: MediaClient) -> None:
    """An offer that we could read, but have nothing for."""
    body = offer("sendonly", Habits(audio=False, codec="H265"))
    answer = await camera.request("POST", "/whip/heart", body)
    assert (answer.status, answer.code) == (406, "no-common-codec")


async def test_406_half_a_stream(camera: MediaClient) -> None:
    """Sound without its picture: refused as a whole (RFC 9725, 4.4.3)."""
    body = offer("sendonly", Habits(codec="H265"))
    answer = await camera.request("POST", "/whip/heart", body)
    assert (answer.status, answer.code) == (406, "not-whole")


async def test_422_setup(camera: MediaClient) -> None:
    """A peer that wants to be the passive end of DTLS, as we must be (RFC 9725, 4.4.4)."""
    body = offer("sendonly", Habits(setup="passive"))
    answer = await camera.request("POST", "/whip/heart", body)
    assert (answer.status, answer.code) == (422, "wrong-setup")


async def test_active_setup(camera: MediaClient) -> None:
    """A client that has only the other end is welcome."""
    body = offer("sendonly", Habits(setup="active"))
    assert (await camera.request("POST", "/whip/heart", body)).status == 201


async def test_refusals_leave_nothing_behind(camera: MediaClient, venue: Venue) -> None:
    """No session, no stream, no name in the room."""
    for body in (b"", b"v=0\r\n", offer("sendonly", Habits(codec="H265")).encode()):
        await camera.request("POST", "/whip/heart", body)
    stats = venue.media.stats()
    assert (stats["sessions_started"], stats["streams"], stats["publishers"]) == (0, 0, 0)


async def test_503(database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]) -> None:
    """A full server says when to come back."""
    venue = Venue(database, store, clock, media_limits=Limits(sessions=1))
    await venue.start()
    try:
        async with venue.inside("alice"), MediaClient(venue.url, "alice") as camera:
            for status in (201, 503):
                answer = await camera.request("POST", "/whip/heart", offer("sendonly"))
                assert answer.status == status
            assert answer.code == "too-many-sessions"
            assert int(answer.headers["Retry-After"]) > 0
    finally:
        await venue.close()


async def test_a_plain_player_without_a_host(venue: Venue) -> None:
    """When no host publishes, a plain player is given the camera of who else speaks."""
    async with venue.inside("alice", "pat", "bob") as (alice, *_):
        async with MediaClient(venue.url, "pat") as pat, MediaClient(venue.url, "bob") as bob:
            await bob.publish()
            await alice.until(lambda a: len(a.room.streams) == 1)
            _, answer = await bob.play("")
            assert answer.code == "not-live"
            _, published = await pat.publish()
            await alice.until(lambda a: len(a.room.streams) == 2)
            _, answer = await bob.play("")
            assert answer.headers["Lectern-Stream"] == published.headers["Lectern-Stream"]
