"""Offers that mean harm come by HTTP, too: refused, and the meeting goes on."""

import asyncio

import pytest

from tests.support.venue import Venue
from tests.support.whip import SDP, MediaClient

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
HOSTILE: dict[str, tuple[str | bytes, int, str]] = {
    "a thousand media": (HEAD + "m=audio 9 U 96\r\n" * 1000, 400, "too-many-media"),
    "a thousand behind form feeds": (HEAD + "\x0cm=audio 9 U 96" * 900, 400, "too-many-media"),
    "codecs against feedback": (
        HEAD + "m=audio 9 U 96\r\n" + "a=rtpmap:96 a/1\r\na=rtcp-fb:* x\r\n" * 490,
        413,
        "offer-too-large",
    ),
    "a megabyte": (HEAD + "a=x\r\n" * 200_000, 413, "too-large"),
    "no text": (b"v=0\xff\xfe", 400, "bad-message"),
    "nothing": ("", 400, "offer-malformed"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_refused(venue: Venue, name: str) -> None:
    """Each has its code, nothing is made of it, and Alice goes on being seen."""
    body, status, code = HOSTILE[name]
    async with venue.inside("alice", "bob") as (alice, _), MediaClient(venue.url, "alice") as hers:
        await hers.publish()
        await alice.until(lambda a: a.room.streams)
        before = venue.media.stats()["sessions_started"]
        async with MediaClient(venue.url, "bob") as bob:
            answer = await bob.request("POST", "/whip/heart", body)
            assert (answer.status, answer.code) == (status, code)
            answer = await bob.request("POST", f"/whep/heart/{alice.room.streams[0].id}", body)
            assert (answer.status, answer.code) == (status, code)
            assert venue.media.stats()["sessions_started"] == before
            peer, _ = await bob.play(alice.room.streams[0].id)
            assert peer.remote is not None


async def test_many_offers(venue: Venue) -> None:
    """Somebody who offers without end is told to wait, and holds nobody up."""
    body, *_ = HOSTILE["a thousand media"]
    async with venue.inside("alice", "bob") as (alice, _), MediaClient(venue.url, "bob") as bob:
        answers = await asyncio.gather(
            *(bob.request("POST", "/whip/heart", body, SDP) for _ in range(100))
        )
        codes = {(answer.status, answer.code) for answer in answers}
        assert codes == {(400, "too-many-media"), (429, "too-many")}
        await alice.send("raise_hand", raised=True)
