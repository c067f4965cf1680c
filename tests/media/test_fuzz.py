"""Any bytes: read or refused, never another exception, never more work than they are worth.

`python -m bench.fuzz --minutes N` does the same for longer.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.server import MediaServer
from tests.support.media_call import Call
from tests.support.media_floods import AT_ONCE
from tests.support.media_fuzz import CORPUS, TARGETS, damaged
from tests.support.media_stage import Stage, pause

EXAMPLES = 150
READ = ("stun", "offer", "rtp", "rtcp")
"""Targets whose seeds are what they read."""


@pytest.mark.parametrize("name", READ)
def test_seeds(name: str) -> None:
    """The corpus is what real peers send: all of it is read."""
    target = TARGETS[name]
    assert len(target.seeds()) >= 3
    assert all(target.check(seed) for seed in target.seeds())


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False))
def test_damaged(name: str, chance: Random) -> None:
    """What real peers send, damaged as somebody hostile would."""
    target = TARGETS[name]
    target.check(damaged(target.seeds(), chance))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.binary(max_size=300))
def test_anything(name: str, data: bytes) -> None:
    """And bytes that nobody sends."""
    TARGETS[name].check(data)


DATAGRAMS = [
    file.read_bytes() for file in sorted(CORPUS.glob("*/*.bin")) if "offer" not in str(file)
]


@pytest.mark.parametrize("seed", range(4))
async def test_port(call: Call, stage: Stage, media: MediaServer, seed: int) -> None:
    """Any datagrams in any order, encrypted or not: no fault is ours, and the call goes on."""
    chance = Random(seed)
    mallory = await stage.publish("mallory")
    watcher = await stage.view("mallory's friend")
    for _ in range(600):
        peer = chance.choice((mallory.peer, watcher, call.bob))
        data = damaged(DATAGRAMS, chance)[:1300]
        way = chance.randrange(4)
        if way == 0:
            peer.send_raw(data)
        elif len(data) >= 12 and peer is not call.bob:
            # Authentic, so that it gets past the keys: libsrtp itself refuses some heads.
            head = bytes([0x80 | data[0] & 0x3F]) + data[1:]
            send = peer.seal_rtcp if 192 <= data[1] <= 223 else peer.seal_rtp
            sealed = send(head)
            if sealed is not None:
                peer.send_raw(sealed)
        if chance.randrange(AT_ONCE) == 0:
            await pause(0)
    await call.goes_on()
    assert media.stats()["faults"] == 0
