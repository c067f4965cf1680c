"""Programs: the administrator's tokens, good for media without a page."""

import asyncio
from dataclasses import replace

import pytest

from rooms import Role
from signaling.signaling import BEAT_SECONDS
from tests.support.media_peer import LightPeer
from tests.support.venue import Venue, claim
from tests.support.whip import MediaClient


def token(venue: Venue, name: str, role: Role) -> str:
    """A token for a program."""
    venue.invitations.tokens[name] = replace(claim(name, role), admitted=True)
    return name


async def test_a_program_publishes(venue: Venue) -> None:
    """OBS with a host's token opens the room, and everybody sees its stream."""
    async with MediaClient(venue.url, token(venue, "obs", Role.HOST)) as obs:
        _, answer = await obs.publish()
        assert answer.status == 201
        async with venue.browser("amy") as amy:
            await amy.join()
            await amy.until(lambda a: a.room.streams)
            assert amy.room.phase == "live"
            assert "obs" in {person.id for person in amy.room.participants}


async def test_a_program_goes_with_its_stream(venue: Venue) -> None:
    """When the media session ends it is in the room no more."""
    async with venue.inside("alice") as (alice,):
        async with MediaClient(venue.url, token(venue, "obs", Role.PRESENTER)) as obs:
            await obs.publish()
            await alice.until(lambda a: a.room.streams)
        await alice.until(lambda a: a.room.participants[-1].state == "left")
        assert not alice.room.streams


async def test_a_program_that_starts_anew(venue: Venue) -> None:
    """OBS stops and starts within a second: the old session's end does not take the new one."""
    async with venue.inside("alice") as (alice,):
        async with MediaClient(venue.url, token(venue, "obs", Role.PRESENTER)) as obs:
            first, _ = await obs.publish()
            await alice.until(lambda a: a.room.streams)
            await first.close()
            await alice.until(lambda a: not a.room.streams)
            second, _ = await obs.publish()
            await alice.until(lambda a: a.room.streams)
            # Longer than the broom's round, which finds the old session ended.
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS + 1):
                    await second.closed.wait()
            assert alice.room.streams
        await alice.until(lambda a: a.room.participants[-1].state == "left")


async def test_many_players_with_one_token(venue: Venue) -> None:
    """A load generator watches fifty times; nobody is listed for it."""
    async with venue.inside("alice") as (alice,), MediaClient(venue.url, "alice") as camera:
        _, answer = await camera.publish()
        await alice.until(lambda a: a.room.streams)
        async with MediaClient(venue.url, token(venue, "load", Role.ATTENDEE)) as load:
            stream = answer.headers["Lectern-Stream"]
            answers = [
                (await load.request("POST", f"/whep/heart/{stream}", offer(load))).status
                for _ in range(50)
            ]
        assert answers == [201] * 50
        assert [person.id for person in alice.room.participants] == ["alice"]


def offer(client: MediaClient) -> str:
    peer = LightPeer()
    client.peers.append(peer)
    return peer.offer("recvonly")


async def test_a_program_by_socket_io_passes_the_lobby(venue: Venue) -> None:
    """The same token joins without being admitted."""
    async with venue.inside("alice"), venue.browser(token(venue, "x", Role.ATTENDEE)) as x:
        assert (await x.join())["state"] == "present"


async def test_a_program_that_was_put_out(venue: Venue) -> None:
    """A host's decision holds for programs as well."""
    async with venue.inside("alice") as (alice,):
        async with MediaClient(venue.url, token(venue, "obs", Role.PRESENTER)) as obs:
            peer, _ = await obs.publish()
            await alice.until(lambda a: a.room.streams)
            await alice.send("remove", participant="obs", ban=True)
            async with asyncio.timeout(2):
                await peer.closed.wait()
            for _, answer in (await obs.publish(), await obs.play("")):
                assert (answer.status, answer.code) == (403, "not-in-room")


async def test_a_refused_offer_leaves_nobody_behind(venue: Venue) -> None:
    """Who could not publish is not in the room."""
    async with venue.inside("alice") as (alice,):
        async with MediaClient(venue.url, token(venue, "obs", Role.ATTENDEE)) as obs:
            assert (await obs.request("POST", "/whip/heart", "x")).status == 400
            assert (await obs.request("POST", "/whip/heart?stream=screen", "x")).status == 403
        await alice.until(lambda a: a.room.participants[-1].state == "left")
