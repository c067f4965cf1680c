"""How much of one peer is heard, though all of it is authentic. No I/O."""

from media.allowance import Allowance

MOST_SOURCES = 16
"""SSRCs of one peer: audio, three layers of video, their repairs, RTCP of its own, and room.

libsrtp keeps state for each, for ever.
"""

HANDSHAKES_PER_SECOND, HANDSHAKES_AT_ONCE = 20, 64
"""DTLS datagrams of one peer: a handshake has four to eight, each repeated a few times. After it
there is one, the goodbye; the rest is somebody who wants OpenSSL to be busy.
"""

CONTROLS_PER_SECOND, CONTROLS_AT_ONCE = 200, 400
"""RTCP packets of one peer: browsers send a few a second, and while they miss packets of sound and
picture one each 20 ms for either.
"""

BYTES_PER_SECOND, BYTES_AT_ONCE = 4_000_000, 1_000_000
"""Media of one peer: 32 Mbit/s. What comes in goes out once per viewer."""


class Bounds:
    """What one peer may still send now."""

    def __init__(self) -> None:
        self.handshakes = Allowance(HANDSHAKES_PER_SECOND, HANDSHAKES_AT_ONCE)
        self.controls = Allowance(CONTROLS_PER_SECOND, CONTROLS_AT_ONCE)
        self.octets = Allowance(BYTES_PER_SECOND, BYTES_AT_ONCE)
        self.sources: set[bytes] = set()
        """SSRCs of which a packet was authentic: any number of theirs may be opened."""

    def admits_another(self) -> bool:
        """Whether packets of a further SSRC may be opened; the caller notes it if one is."""
        return len(self.sources) < MOST_SOURCES
