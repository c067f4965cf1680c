"""Datagrams on a stream, each behind its length in two bytes (RFC 4571). No I/O.

Rule 1: what is kept is bounded: one frame that is not complete yet, and what came with it.
"""

LENGTH = 2
LONGEST_FRAME = 2048
"""As long as the longest datagram that is read from the UDP port."""


def frame(data: bytes) -> bytes:
    """The datagram as it travels on a stream."""
    return len(data).to_bytes(LENGTH, "big") + data


class Deframer:
    """Cuts a stream into datagrams again."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes | memoryview) -> list[bytes]:
        """The datagrams that are complete now, without empty ones, which say nothing.

        Raises ValueError when a frame is longer than any of ours: the peer speaks another protocol,
        and where the next frame would begin is not known.
        """
        self._rest += data
        found: list[bytes] = []
        at = 0
        while len(self._rest) - at >= LENGTH:
            length = int.from_bytes(self._rest[at : at + LENGTH], "big")
            if length > LONGEST_FRAME:
                raise ValueError("frame is longer than a datagram")
            end = at + LENGTH + length
            if end > len(self._rest):
                break
            if length:
                found.append(bytes(self._rest[at + LENGTH : end]))
            at = end
        del self._rest[:at]
        return found
