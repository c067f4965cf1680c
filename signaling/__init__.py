"""Socket.IO and WHIP/WHEP: typed messages in, room events out."""

from signaling.signaling import Signaling

__all__ = ["Signaling"]
