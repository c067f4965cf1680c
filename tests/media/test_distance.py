"""Whoever only receives cannot measure the round trip; we tell it (RFC 3611), so that it waits for
repairs as long as they take."""

from media.rtcp import write_receiver_report
from tests.support.media_stage import Stage, pause


async def test_distance_is_told(stage: Stage) -> None:
    """A viewer that asks how far the server is hears it, though not with every packet."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    body = bytes([0, 0, 0, 7, 4, 0, 0, 2]) + bytes(range(8))
    for _ in range(10):
        bob.send_rtcp(write_receiver_report(7, []) + bytes([0x80, 207, 0, 4]) + body)

    def answers() -> list[bytes]:
        return [packet for packet in bob.received.rtcp if packet[1] == 207]

    await bob.wait_for(lambda: len(answers()) >= 1)
    await pause(0.1)
    assert [packet[12:20] for packet in answers()] == [bytes([0, 0, 0, 7, 2, 3, 4, 5])]
