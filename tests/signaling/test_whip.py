"""WHIP and WHEP: the contract of media-plane.md, for clients that nobody here wrote."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signaling import checks, http
from signaling.errors import CODES
from tests.support.browser import Browser
from tests.support.media_peer import LightPeer
from tests.support.venue import COOKIE, Venue, claim
from tests.support.whip import SDP, MediaClient


@pytest.fixture
async def alice(venue: Venue) -> AsyncIterator[Browser]:
    """Alice, in the room."""
    async with venue.inside("alice") as (alice,):
        yield alice


@pytest.fixture
async def camera(venue: Venue) -> AsyncIterator[MediaClient]:
    """Alice's media."""
    async with MediaClient(venue.url, "alice") as client:
        yield client


async def test_publish(alice: Browser, camera: MediaClient) -> None:
    """201 with everything that the standard asks for; then the room knows the stream."""
    _, answer = await camera.publish()
    assert answer.status == 201
    assert answer.headers["Content-Type"].startswith(SDP)
    assert answer.headers["Location"].startswith("/media/sessions/")
    assert answer.headers["ETag"].startswith('"')
    assert answer.text.startswith("v=0")
    await alice.until(lambda a: a.room.streams)
    (stream,) = alice.room.streams
    assert (stream.id, stream.participant, stream.kind, stream.audio, stream.video) == (
        answer.headers["Lectern-Stream"],
        "alice",
        "camera",
        True,
        True,
    )


async def test_play(venue: Venue, alice: Browser, camera: MediaClient) -> None:
    """Bob, admitted, receives Alice's stream."""
    await camera.publish()
    await alice.until(lambda a: a.room.streams)
    async with venue.browser("bob") as bob, MediaClient(venue.url, "bob") as screen:
        await bob.join()
        await alice.send("admit", participant="bob")
        await bob.until_state("present")
        _, answer = await screen.play(bob.room.streams[0].id)
        assert answer.status == 201
        _, answer = await screen.play("")
        assert answer.headers["Lectern-Stream"] == bob.room.streams[0].id


async def test_a_screen_beside_the_camera(alice: Browser, camera: MediaClient) -> None:
    """A second stream of the same person."""
    await camera.publish()
    await camera.publish(query="?stream=screen")
    await alice.until(lambda a: len(a.room.streams) == 2)
    assert {stream.kind for stream in alice.room.streams} == {"camera", "screen"}


async def test_publishing_again_replaces(alice: Browser, camera: MediaClient) -> None:
    """One camera for each person, also after a reload."""
    old, first = await camera.publish()
    await alice.until(lambda a: a.room.streams)
    await camera.publish()
    async with asyncio.timeout(5):
        await old.closed.wait()
    await alice.until(lambda a: len(a.room.streams) == 1)
    gone = await camera.request("PATCH", first.headers["Location"], If_Match="*")
    assert (gone.status, gone.code) == (404, "no-such-session")


async def test_delete(alice: Browser, camera: MediaClient) -> None:
    """DELETE ends it, for everybody; a second one finds nothing."""
    peer, answer = await camera.publish()
    await alice.until(lambda a: a.room.streams)
    assert (await camera.request("DELETE", answer.headers["Location"])).status == 200
    await alice.until(lambda a: not a.room.streams)
    async with asyncio.timeout(5):
        await peer.closed.wait()
    again = await camera.request("DELETE", answer.headers["Location"])
    assert (again.status, again.code) == (404, "no-such-session")


@pytest.mark.parametrize(
    "path", ["/whip/heart", "/whep/heart/s", "/whep/heart", "/media/sessions/x"]
)
async def test_options(venue: Venue, path: str) -> None:
    """Pages of other sites may use a token that they were given."""
    async with MediaClient(venue.url, None) as anybody:
        answer = await anybody.request("OPTIONS", path, Origin="https://player.example")
        assert answer.status == 200
        assert answer.headers["Accept-Post"] == SDP
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_who_may_read_what_was_answered(alice: Browser, camera: MediaClient) -> None:
    """The answer's headers are for pages of other sites, too; refusals as well."""
    _, answer = await camera.publish()
    assert "Location" in answer.headers["Access-Control-Expose-Headers"]
    refused = await camera.request("POST", "/whip/heart", "nonsense")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_cookie_of_the_page(venue: Venue, alice: Browser) -> None:
    """A page without a token in hand shows its cookie."""
    async with MediaClient(venue.url, None) as page:
        offer = LightPeer()
        page.peers.append(offer)
        body = offer.offer("sendonly")
        answer = await page.request("POST", "/whip/heart", body, Cookie=f"{COOKIE}=alice")
        assert answer.status == 201
        answer = await page.request("POST", "/whip/heart", body, Cookie=f"{COOKIE}=eve")
        assert (answer.status, answer.code) == (401, "unauthorised")


@pytest.mark.parametrize("token", [None, "eve"])
async def test_a_stranger(venue: Venue, alice: Browser, token: str | None) -> None:
    """Nobody unknown gets an answer, and is told how to become known."""
    async with MediaClient(venue.url, token) as eve:
        _, answer = await eve.publish()
        assert (answer.status, answer.code) == (401, "unauthorised")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_of_another_meeting(venue: Venue, alice: Browser) -> None:
    """It finds nothing here."""
    venue.invitations.tokens["t"] = claim("bob", meeting="liver")
    async with MediaClient(venue.url, "t") as bob:
        _, answer = await bob.publish()
        assert (answer.status, answer.code) == (404, "not-found")


async def test_the_session_of_somebody_else(venue: Venue, camera: MediaClient) -> None:
    """For everybody but its owner it does not exist."""
    async with venue.inside("alice", "amy"), MediaClient(venue.url, "amy") as amy:
        _, answer = await camera.publish()
        where = answer.headers["Location"]
        assert (await amy.request("DELETE", where)).code == "no-such-session"
        assert (await camera.request("DELETE", where)).status == 200


async def test_a_screen_of_an_attendee(venue: Venue) -> None:
    """Attendees show their face, not their screen."""
    async with venue.inside("alice", "bob"), MediaClient(venue.url, "bob") as bob:
        _, answer = await bob.publish(query="?stream=screen")
        assert (answer.status, answer.code) == (403, "not-allowed")
        _, answer = await bob.publish(query="?stream=hologram")
        assert (answer.status, answer.code) == (400, "bad-message")


@pytest.mark.parametrize("where", ["nowhere", "lobby", "held", "removed"])
async def test_from_outside(venue: Venue, alice: Browser, camera: MediaClient, where: str) -> None:
    """Whoever is not in the room neither publishes nor plays."""
    await camera.publish()
    await alice.until(lambda a: a.room.streams)
    async with venue.browser("bob") as bob, MediaClient(venue.url, "bob") as media:
        await brought(alice, bob, where)
        for _, answer in (
            await media.publish(),
            await media.play(alice.room.streams[0].id),
            await media.play(""),
            await media.play("made-up"),
        ):
            assert (answer.status, answer.code) == (403, "not-in-room")


async def brought(alice: Browser, bob: Browser, where: str) -> None:
    """Bob, where he gets no media."""
    if where == "nowhere":
        return
    await bob.join()
    if where == "lobby":
        return
    await alice.send("admit", participant="bob")
    await bob.until_state("present")
    if where == "held":
        await alice.send("hold", participant="bob", held=True)
    else:
        await alice.send("remove", participant="bob", ban=False)
    await bob.until_state(where)


async def test_a_stream_of_another_room(venue: Venue, alice: Browser, camera: MediaClient) -> None:
    """A stream is played in its own room only, whoever knows its name."""
    await camera.publish()
    await alice.until(lambda a: a.room.streams)
    venue.calendar.plans[("org", "liver")] = venue.calendar.plans[("org", "heart")]
    venue.invitations.tokens["t"] = claim("amy", meeting="liver")
    async with venue.browser("t") as amy, MediaClient(venue.url, "t") as media:
        await amy.join()
        _, answer = await media.play(alice.room.streams[0].id, room="liver")
        assert (answer.status, answer.code) == (404, "no-such-stream")
        _, answer = await media.play("", room="liver")
        assert (answer.status, answer.code) == (409, "not-live")


async def test_after_the_end(venue: Venue, alice: Browser, camera: MediaClient) -> None:
    """410 as long as the room is remembered; then it is no room any more."""
    peer, _ = await camera.publish()
    await alice.until(lambda a: a.room.streams)
    await alice.send("end")
    async with asyncio.timeout(5):
        await peer.closed.wait()
    _, answer = await camera.publish()
    assert (answer.status, answer.code) in ((410, "room-ended"), (403, "not-in-room"))


async def test_a_body_that_never_comes(
    venue: Venue, alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte and silence holds nobody up for long."""
    monkeypatch.setattr(http, "BODY_SECONDS", 0.1)
    host, port = venue.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /whip/heart HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer alice\r\n"
        b"Content-Type: application/sdp\r\nContent-Length: 100\r\n\r\nv"
    )
    async with asyncio.timeout(5):
        assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_too_many_offers(venue: Venue) -> None:
    """A page that publishes in a loop is told to wait, and when to come back."""
    async with venue.inside("alice"), MediaClient(venue.url, "alice") as media:
        answers = [await media.request("POST", "/whip/heart", "x") for _ in range(12)]
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_a_check_of_the_path(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody invited may try the way before coming in; nobody hears of it, and it ends soon."""
    async with venue.inside("alice") as (alice,), MediaClient(venue.url, "bob") as bob:
        monkeypatch.setattr(checks, "CHECK_SECONDS", 0.2)
        seq = alice.room.seq
        peer, answer = await bob.publish(query="?stream=check")
        assert answer.status == 201
        async with asyncio.timeout(5):
            await peer.closed.wait()
        assert (await alice.send("snapshot"))["snapshot"]["seq"] == seq
        gone = await bob.request("PATCH", answer.headers["Location"], If_Match="*")
        assert (gone.status, gone.code) == (404, "no-such-session")


async def test_a_check_that_is_ended_early(venue: Venue) -> None:
    """The page ends it as soon as it knows; a second check is another one."""
    async with MediaClient(venue.url, "bob") as bob:
        for _ in range(2):
            _, answer = await bob.publish(query="?stream=check")
            assert (await bob.request("DELETE", answer.headers["Location"])).status == 200


def test_every_refusal_of_media_has_a_code_of_ours() -> None:
    """What media refuses, PROTOCOL.md explains."""
    sources = "".join(path.read_text() for path in Path("media").glob("*.py"))
    codes = re.findall(r'BadOffer\(\s*"([a-z-]+)"', sources)
    codes += re.findall(r'code = "([a-z-]+)"', Path("media/errors.py").read_text())
    assert len(codes) > 8
    assert set(codes) - {"media-error"} <= set(CODES)


def test_every_status_is_of_a_code() -> None:
    """What HTTP says is in the list of codes."""
    assert set(http.STATUS) <= set(CODES)
    assert set(http.RETRY_AFTER) <= set(http.STATUS)
