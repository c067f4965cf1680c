"""What somebody who may be here could do with it: watch the lobby, fill the server. They cannot."""

from dataclasses import replace

import pytest

from signaling import whip
from tests.support.venue import ROOM, Venue, claim
from tests.support.whip import MediaClient


async def test_a_check_is_played_by_nobody(venue: Venue) -> None:
    """Not even by who was told its name: no picture of the lobby gets into the room."""
    async with (
        venue.inside("alice"),
        MediaClient(venue.url, "bob") as bob,
        MediaClient(venue.url, "alice") as alice,
    ):
        peer, answer = await bob.publish(query="?stream=check")
        stream = answer.headers["Lectern-Stream"]
        await peer.wait_for(lambda: bool(venue.media.streams(ROOM)))
        _, played = await alice.play(stream)
        assert (played.status, played.code) == (404, "no-such-stream")


async def test_one_person_does_not_fill_the_server(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 for more viewings than anybody needs; others, and the administrator's programs, go on."""
    monkeypatch.setattr(whip, "MOST_SESSIONS", 3)
    venue.invitations.tokens["load"] = replace(claim("guest-load"), admitted=True)
    async with (
        venue.inside("alice", "bob") as (alice, _),
        MediaClient(venue.url, "alice") as camera,
        MediaClient(venue.url, "bob") as bob,
    ):
        await camera.publish()
        await alice.until(lambda a: a.room.streams)
        stream = alice.room.streams[0].id
        answers = [(await bob.play(stream))[1] for _ in range(4)]
        assert [each.status for each in answers] == [201, 201, 201, 429]
        assert answers[-1].code == "too-many"
        assert (await bob.request("DELETE", answers[0].headers["Location"])).status == 200
        assert (await bob.play(stream))[1].status == 201
        async with MediaClient(venue.url, "load") as load:
            for _ in range(5):
                assert (await load.play(stream))[1].status == 201
