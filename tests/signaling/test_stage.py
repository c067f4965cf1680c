"""The stage: six are seen, one speaks, one is pinned, and a mute is a mute."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from rooms import Role
from rooms.places import MOST_ON_STAGE, QUIET_MS
from tests.support.browser import Browser
from tests.support.media_offers import Habits
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.venue import ROOM, Venue, claim
from tests.support.whip import MediaClient

GUESTS = [f"guest{number}" for number in range(MOST_ON_STAGE)]
SPEECH = 20


def invite(venue: Venue, names: Iterable[str]) -> None:
    """Panelists, who need not wait in the lobby."""
    for name in names:
        venue.invitations.tokens[name] = claim(name, Role.PANELIST)


@asynccontextmanager
async def full_stage(venue: Venue, *more: str) -> AsyncIterator[dict[str, Browser]]:
    """Alice, six guests who publish, and more people in the room; by name."""
    invite(venue, [*GUESTS, *more])
    people = ["alice", *GUESTS, *more]
    async with venue.inside(*people) as browsers, AsyncExitStack() as stack:
        for name in GUESTS:
            media = await stack.enter_async_context(MediaClient(venue.url, name))
            await media.publish()
        await browsers[0].until(lambda a: len(a.room.streams) == MOST_ON_STAGE)
        yield dict(zip(people, browsers, strict=True))


async def test_the_seventh_is_refused(venue: Venue) -> None:
    """With a code for programs and a sentence for people; her viewing goes on."""
    async with full_stage(venue, "zoe") as people, MediaClient(venue.url, "zoe") as zoe:
        screen, _ = await zoe.play(people["zoe"].room.streams[0].id)
        _, answer = await zoe.publish()
        assert (answer.status, answer.code) == (409, "stage-full")
        assert "you can listen, chat and raise your hand" in answer.text
        assert not screen.closed.is_set()


async def test_a_host_is_never_refused(venue: Venue) -> None:
    """Alice comes on stage whoever is there."""
    async with full_stage(venue) as people, MediaClient(venue.url, "alice") as media:
        _, answer = await media.publish()
        assert answer.status == 201
        await people["guest0"].until(lambda b: len(b.room.streams) == MOST_ON_STAGE + 1)


async def test_a_free_place(venue: Venue) -> None:
    """When somebody leaves, the next who asks is on."""
    async with full_stage(venue, "zoe") as people, MediaClient(venue.url, "zoe") as zoe:
        await people["guest0"].send("leave")
        await people["zoe"].until(lambda z: len(z.room.streams) == MOST_ON_STAGE - 1)
        _, answer = await zoe.publish()
        assert answer.status == 201


async def test_two_at_once(venue: Venue) -> None:
    """Of two who ask for the last place exactly one is answered."""
    async with full_stage(venue, "zoe", "yan") as people:
        await people["guest0"].send("leave")
        await people["zoe"].until(lambda z: len(z.room.streams) == MOST_ON_STAGE - 1)
        async with MediaClient(venue.url, "zoe") as zoe, MediaClient(venue.url, "yan") as yan:
            answers = await asyncio.gather(zoe.publish(), yan.publish())
            assert sorted(answer.status for _, answer in answers) == [201, 409]


async def test_the_quiet_give_way(venue: Venue) -> None:
    """Their media ends with their place, and everybody sees who is on now."""
    async with full_stage(venue, "zoe") as people, MediaClient(venue.url, "zoe") as zoe:
        stream = next(s for s in people["zoe"].room.streams if s.participant == "guest3")
        await people["guest3"].send("stream_state", stream=stream.id, audio=False, video=False)
        venue.pass_time(QUIET_MS)
        _, answer = await zoe.publish()
        assert answer.status == 201
        await people["alice"].until(
            lambda a: {s.participant for s in a.room.streams} == {*GUESTS, "zoe"} - {"guest3"}
        )
        assert len(venue.media.streams(ROOM)) == MOST_ON_STAGE


async def test_a_refused_offer_leaves_the_place_free(venue: Venue) -> None:
    """Nobody blocks the last place with nonsense."""
    async with full_stage(venue, "zoe", "yan") as people:
        await people["guest0"].send("leave")
        await people["zoe"].until(lambda z: len(z.room.streams) == MOST_ON_STAGE - 1)
        async with MediaClient(venue.url, "zoe") as zoe, MediaClient(venue.url, "yan") as yan:
            assert (await zoe.request("POST", f"/whip/{ROOM}", "v=0")).status == 400
            assert (await yan.publish())[1].status == 201


async def test_one_screen(venue: Venue) -> None:
    """A host's share ends a presenter's, whose media ends with it; not the other way round."""
    async with venue.inside("alice", "paul") as (alice, _):
        async with MediaClient(venue.url, "paul") as paul, MediaClient(venue.url, "alice") as media:
            shared, _ = await paul.publish(query="?stream=screen")
            await alice.until(lambda a: a.room.streams)
            await media.publish(query="?stream=screen")
            await alice.until(lambda a: [s.participant for s in a.room.streams] == ["alice"])
            await asyncio.wait_for(shared.closed.wait(), 5)
            _, answer = await paul.publish(query="?stream=screen")
            assert (answer.status, answer.code) == (409, "screen-taken")


@asynccontextmanager
async def speaking(venue: Venue, who: str, query: str = "") -> AsyncIterator[Camera]:
    """Somebody's browser, which says how loud it is."""
    async with MediaClient(venue.url, who) as media:
        peer = LightPeer(Habits(levels=True))
        media.peers.append(peer)
        answer = await media.request("POST", f"/whip/{ROOM}{query}", peer.offer("sendonly"))
        await peer.connect(answer.text)
        yield Camera(peer)


async def talk(camera: Camera, until: asyncio.Event) -> None:
    while not until.is_set():
        camera.send_audio(level=SPEECH)
        await asyncio.sleep(0.02)


async def test_everybody_is_told_who_speaks(venue: Venue) -> None:
    """Whether they play that stream or not; a newcomer by the snapshot; it is no event."""
    async with venue.inside("alice", "bob") as (alice, bob), speaking(venue, "bob") as camera:
        await alice.until(lambda a: a.room.streams)
        seq, done = alice.room.seq, asyncio.Event()
        speech = asyncio.create_task(talk(camera, done))
        await alice.until(lambda a: a.speaking == ["bob"])
        await bob.until(lambda b: b.speaking == ["bob"])
        assert (await alice.send("snapshot"))["snapshot"]["speaking"] == "bob"
        done.set()
        await speech
        await alice.until(lambda a: a.speaking == ["bob", None])
        assert (await alice.send("snapshot"))["snapshot"]["seq"] == seq


async def test_the_lobby_is_not_told_who_speaks(venue: Venue) -> None:
    """Who waits hears no names."""
    async with venue.inside("alice", "bob") as (alice, _), venue.browser("carol") as carol:
        await carol.join()
        async with speaking(venue, "bob") as camera:
            done = asyncio.Event()
            speech = asyncio.create_task(talk(camera, done))
            await alice.until(lambda a: a.speaking == ["bob"])
            done.set()
            await speech
        assert carol.speaking == []


async def test_pin(venue: Venue) -> None:
    """Everybody's snapshot has the one whom the host pinned, until they go."""
    async with venue.inside("alice", "bob", "paul") as (alice, bob, paul):
        await alice.send("pin", participant="bob")
        await paul.until(lambda p: p.room.pinned == "bob")
        await alice.send("pin", participant=None)
        await paul.until(lambda p: p.room.pinned is None)
        await alice.send("pin", participant="bob")
        await bob.send("leave")
        await paul.until(lambda p: p.raw[-1]["kind"] == "participant_left")
        assert paul.room.pinned is None


async def test_nothing_of_the_muted_is_forwarded(venue: Venue) -> None:
    """From when the person is told: no packet of voice or screen; by a moderator, too; until they
    themselves switch it on again."""
    async with venue.inside("alice", "mona") as (alice, mona):
        async with (
            speaking(venue, "alice") as camera,
            speaking(venue, "alice", "?stream=screen") as screen,
            MediaClient(venue.url, "mona") as viewer,
        ):
            await mona.until(lambda m: len(m.room.streams) == 2)
            views = [(await viewer.play(stream.id))[0] for stream in mona.room.streams]
            for source, view in zip((camera, screen), views, strict=True):
                source.send_audio()
                await view.get(1)
            await mona.send("mute", participant="alice")
            await alice.until(lambda a: a.room.participants[0].muted)
            counts = [len(view.received.packets) for view in views]
            for _ in range(20):
                camera.send_audio()
                screen.send_audio()
                await asyncio.sleep(0.01)
            assert [len(view.received.packets) for view in views] == counts
            assert not any(stream.audio for stream in alice.room.streams)
            await alice.send("stream_state", stream=mona.room.streams[0].id, audio=True, video=True)
            for source, view, count in zip((camera, screen), views, counts, strict=True):
                source.send_audio()
                await view.get(count + 1)
            await mona.until(lambda m: all(stream.audio for stream in m.room.streams))


async def test_mute_all(venue: Venue) -> None:
    """Everybody on stage is silenced but the hosts; told to each, and true in media."""
    async with full_stage(venue) as people:
        await people["alice"].send("mute_all")
        await people["guest5"].until(lambda g: not any(s.audio for s in g.room.streams))
        assert venue.media.muted() == {(ROOM, name) for name in GUESTS}
