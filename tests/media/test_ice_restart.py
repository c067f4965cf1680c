"""ICE restarts: a peer that begins anew by PATCH keeps its media session, and its media."""

import asyncio

import pytest

from media.errors import BadOffer, NoSuchSession
from media.resources import Restarted
from media.server import MediaServer
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, pause, video

FRAGMENT = "a=ice-ufrag:{}\r\na=ice-pwd:0123456789abcdef01234567\r\n"


def restart(media: MediaServer, session: str, ufrag: str = "another") -> Restarted:
    answer = media.patch(session, FRAGMENT.format(ufrag))
    assert answer is not None
    return answer


def begin_anew(peer: LightPeer, answer: Restarted) -> None:
    """Take the server's new credentials, and ask by them."""
    assert peer.remote is not None
    said = {name: value for name, _, value in (x.partition(":") for x in answer.sdp.split())}
    peer.remote.ufrag, peer.remote.password = said["a=ice-ufrag"], said["a=ice-pwd"]
    peer.send_raw(peer.binding_request())


async def arrives(camera: Camera, bob: LightPeer, seen: int) -> None:
    """Wait until more than `seen` packets have come; frames before the new path are lost."""
    async with asyncio.timeout(10):
        while len(bob.received.of(video(bob))) <= seen:
            camera.send_frame()
            await asyncio.sleep(0.02)


async def test_restart_at_another_address(media: MediaServer, stage: Stage) -> None:
    """A viewer changes its network and restarts: pictures come to the new address."""
    camera = await stage.publish()
    bob = await stage.view()
    session = stage.answers[bob].session
    before = media.session(session)
    camera.send_frame(key=True)
    seen = len(await bob.get(4, video(bob)))
    answer = restart(media, session)
    assert answer.etag == media.session(session).etag != before.etag
    camera.send_frame()
    seen = len(await bob.get(seen + 4, video(bob)))
    bob.move()
    begin_anew(bob, answer)
    await arrives(camera, bob, seen)
    assert not bob.closed.is_set()


async def test_the_old_name_counts_no_longer(media: MediaServer, stage: Stage) -> None:
    """Once the new generation is nominated, the old one is a stranger's."""
    await stage.publish()
    bob = await stage.view()
    assert bob.remote is not None
    old = (bob.remote.ufrag, bob.remote.password)
    begin_anew(bob, restart(media, stage.answers[bob].session))
    await pause()
    assert media.stats()["rejected_unauthenticated"] == 0
    bob.remote.ufrag, bob.remote.password = old
    bob.send_raw(bob.binding_request())
    await bob.wait_for(lambda: media.stats()["rejected_unauthenticated"] > 0)


async def test_candidates_only(media: MediaServer, stage: Stage) -> None:
    """A fragment by the name that we know changes nothing."""
    await stage.publish()
    bob = await stage.view()
    session = stage.answers[bob].session
    before = media.session(session)
    assert media.patch(session, FRAGMENT.format(bob.ufrag)) is None
    assert media.patch(session, "a=end-of-candidates\r\n") is None
    assert media.session(session) == before


async def test_refused(media: MediaServer, stage: Stage) -> None:
    """What is malformed changes nothing; what has ended is not restarted."""
    await stage.publish()
    bob = await stage.view()
    session = stage.answers[bob].session
    before = media.session(session)
    for wrong in ("", "nonsense", "a=ice-ufrag:another\r\n"):
        with pytest.raises(BadOffer):
            media.patch(session, wrong)
    assert media.session(session) == before
    media.end(session)
    with pytest.raises(NoSuchSession):
        media.patch(session, FRAGMENT.format("another"))


async def test_nothing_is_left(media: MediaServer, stage: Stage) -> None:
    """A thousand restarts leave one session with two names, and its end leaves none."""
    camera = await stage.publish()
    session = stage.answers[camera.peer].session
    for number in range(1000):
        restart(media, session, f"name{number}")
    names = media._sessions._by_ufrag
    assert len(names) == 2
    media.end(session)
    assert not names
